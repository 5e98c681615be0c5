"""How far a spider follows a source."""

from __future__ import annotations

from dataclasses import dataclass, replace

from newsieve.config import Source
from newsieve.errors import UsageError

MAX_PAGES = 1000
MAX_SECTIONS = 30
MAX_DEPTH = 5
MAX_SITEMAPS = 50


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a source is followed; 0 means without end.

    `pages` are a source's stories in one run, `sections` its section pages, `depth` the pages of one list or feed,
    `sitemaps` its sitemaps.
    """

    pages: int = MAX_PAGES
    sections: int = MAX_SECTIONS
    depth: int = MAX_DEPTH
    sitemaps: int = MAX_SITEMAPS


def read_limits(**given: str | int) -> Limits:
    """Limits from a spider's arguments; raises UsageError where one is no whole number.

    >>> read_limits(pages="20")
    Limits(pages=20, sections=30, depth=5, sitemaps=50)
    """
    return Limits(**{name: _whole(f"max_{name}", value) for name, value in given.items()})


def limits_of(source: Source, given: Limits) -> Limits:
    """How far a source is followed: as it says itself, else as `given`.

    >>> limits_of(Source(max_pages=20), Limits(depth=2))
    Limits(pages=20, sections=30, depth=2, sitemaps=50)
    """
    own = {
        "pages": source.max_pages,
        "sections": source.max_sections,
        "depth": source.max_depth,
        "sitemaps": source.max_sitemaps,
    }
    return replace(given, **{name: limit for name, limit in own.items() if limit is not None})


def reached(limit: int, count: int) -> bool:
    """Whether `count` is all that the limit allows.

    >>> reached(5, 5), reached(5, 4), reached(0, 10**6)
    (True, False, False)
    """
    return 0 < limit <= count


def _whole(name: str, value: str | int) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdigit()):
        raise UsageError(f"{name}: {value!r}: expected a whole number, 0 for no limit")
    return int(text)
