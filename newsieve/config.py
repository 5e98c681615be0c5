"""sources.toml: which outlets to crawl, checked in one place.

`SOURCE_KEYS` and `TOP_KEYS` are the whole of what a sources file may say; the reference in the docs is made from them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from newsieve import values
from newsieve.errors import ConfigError, UsageError
from newsieve.urls import without_user

DEFAULT_EVERY = timedelta(minutes=30)
PLACES = ("start", "feeds", "sections", "sitemaps")


@dataclass(frozen=True, slots=True)
class Source:
    """One outlet and the places where its stories are found.

    `name` is None for a home page given on the command line: its site is then told from the URL. What is None is left
    to the crawl's settings. Limits: 0 is none. `delay` is in seconds.
    """

    name: str | None = None
    start: str | None = None
    feeds: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    every: timedelta = DEFAULT_EVERY
    language: str | None = None
    max_pages: int | None = None
    max_sections: int | None = None
    max_depth: int | None = None
    delay: float | None = None
    concurrency: int | None = None
    proxy: str | None = field(default=None, repr=False)  # it may hold a password
    allow: tuple[re.Pattern[str], ...] = ()
    deny: tuple[re.Pattern[str], ...] = ()

    def wants(self, url: str) -> bool:
        """Whether a story that was found at `url` is to be fetched."""
        return not self.shuns(url) and (not self.allow or any(pattern.search(url) for pattern in self.allow))

    def shuns(self, url: str) -> bool:
        """Whether a pattern of `deny` occurs in `url`."""
        return any(pattern.search(url) for pattern in self.deny)


@dataclass(frozen=True, slots=True)
class Sources:
    """A sources file: its outlets, in order, and whom a webmaster may write to."""

    sources: tuple[Source, ...]
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a sources file; `read` returns its value or raises ValueError with what is allowed.

    `example` is a value as TOML. What `hides_user` is never shown with the user and password in it.
    """

    name: str
    read: Callable[[object], Any]
    type: str
    default: str
    meaning: str
    example: str
    in_defaults: bool = False
    hides_user: bool = False

    def shown(self, value: object) -> str:
        """A value as it may be shown in a complaint."""
        if not self.hides_user:
            return repr(value)
        return repr(without_user(value)) if isinstance(value, str) else without_user(repr(value))


PROXY = (
    "An HTTP proxy that fetches everything, robots.txt too. Without the key, the environment's `HTTP_PROXY`, "
    "`HTTPS_PROXY` and `NO_PROXY` count."
)
SOURCE_KEYS = (
    Key(
        "name",
        values.line,
        "text",
        "required",
        "The outlet's name; its articles carry it as their site. No two sources have the same.",
        '"Example Times"',
    ),
    Key(
        "start",
        values.url,
        "URL",
        "none",
        "The home page; feeds and section pages are found from there.",
        '"https://example.org/"',
    ),
    Key("feeds", values.urls, "list of URLs", "none", "RSS, Atom or JSON feeds.", '["https://example.org/feed.xml"]'),
    Key(
        "sections",
        values.urls,
        "list of URLs",
        "none",
        "Section pages to read for links to stories.",
        '["https://example.org/politics/", "https://example.org/culture/"]',
    ),
    Key(
        "sitemaps",
        values.urls,
        "list of URLs",
        "none",
        "News sitemaps; no spider of this version follows them yet.",
        '["https://example.org/news-sitemap.xml"]',
    ),
    Key(
        "every",
        values.duration,
        "time span",
        '"30m"',
        "How often the source is due: a number and one of s, m, h, d, w.",
        '"10m"',
        in_defaults=True,
    ),
    Key(
        "language",
        values.language,
        "language code",
        "none",
        "For pages that do not say their language.",
        '"en"',
        in_defaults=True,
    ),
    Key(
        "max_pages",
        values.limit,
        "whole number",
        "1000",
        "Fetch at most so many stories in one run; 0 is no limit. `crawl --limit` overrides it.",
        "200",
        in_defaults=True,
    ),
    Key(
        "max_sections",
        values.limit,
        "whole number",
        "30",
        "Enter at most so many of the section pages that the home page leads to; 0 is no limit.",
        "12",
        in_defaults=True,
    ),
    Key(
        "max_depth",
        values.limit,
        "whole number",
        "5",
        "Follow a section or feed for at most so many pages; 0 is no limit.",
        "3",
        in_defaults=True,
    ),
    Key(
        "delay",
        values.seconds,
        "seconds",
        "0.25, longer while the host is slow",
        "At least so long between two requests to a host of the source. A longer `Crawl-delay` in robots.txt holds.",
        "2.5",
        in_defaults=True,
    ),
    Key(
        "concurrency",
        values.at_once,
        "whole number",
        "4",
        "At most so many requests to a host of the source at the same time.",
        "1",
        in_defaults=True,
    ),
    Key(
        "proxy",
        values.proxy,
        "proxy URL",
        "the file's",
        f'{PROXY} `"none"` goes straight to the source. User and password are never shown or stored.',
        '"http://desk:secret@proxy.example.org:3128"',
        hides_user=True,
    ),
    Key(
        "allow",
        values.patterns,
        "list of regular expressions",
        "everything",
        "Of the stories found, fetch only those with one of these in their URL.",
        r"""['/20\d\d/', '/story/']""",
        in_defaults=True,
    ),
    Key(
        "deny",
        values.patterns,
        "list of regular expressions",
        "nothing",
        "Fetch no story and enter no section page that has one of these in its URL; what the source itself names in "
        "`start`, `feeds` or `sections` is always entered.",
        "['/live/', '/horoscopes?/']",
        in_defaults=True,
    ),
)
TOP_KEYS = (
    Key(
        "contact",
        values.contact,
        "e-mail or URL",
        "none",
        "Whom a webmaster may write to; goes into the user agent.",
        '"newsdesk@example.org"',
    ),
    Key(
        "proxy",
        values.proxy,
        "proxy URL",
        "none",
        f"For every source that names no `proxy` of its own. {PROXY}",
        '"http://proxy.example.org:3128"',
        hides_user=True,
    ),
    Key(
        "defaults",
        values.table,
        "table",
        "none",
        "Values for every source that does not set its own.",
        '{ language = "en" }',
    ),
    Key(
        "source",
        values.tables,
        "array of tables",
        "required",
        "The outlets, one [[source]] each.",
        '[{ name = "Example Times", start = "https://example.org/" }]',
    ),
)
DEFAULT_KEYS = tuple(key for key in SOURCE_KEYS if key.in_defaults)


def read_sources(path: Path | str) -> Sources:
    """The sources file at `path`, checked; raises ConfigError that names the key and what is allowed."""
    return parse_sources(_load(Path(path)), str(path))


def parse_sources(data: Mapping[str, object], where: str) -> Sources:
    """The content of a sources file, checked; `where` names it in errors."""
    top = _values(data, TOP_KEYS, where, "")
    shared = {"proxy": top.get("proxy")} | _values(top.get("defaults", {}), DEFAULT_KEYS, where, "defaults: ")
    if "source" not in top:
        raise ConfigError(where, "source", "no source at all: expected at least one [[source]] table")
    sources = tuple(_source(entry, number, shared, where) for number, entry in enumerate(top["source"], 1))
    _refuse_twins(sources, where)
    return Sources(sources, top.get("contact"))


def _load(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), "encoding", "expected UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), "not TOML", str(error)) from None


def _source(entry: object, number: int, shared: Mapping[str, Any], where: str) -> Source:
    if not isinstance(entry, dict):
        raise ConfigError(where, f"source {number}", f"{entry!r}: expected a table of keys and values")
    name = entry.get("name")
    place = f"source {number} ({name}): " if isinstance(name, str) and name.isprintable() else f"source {number}: "
    given = _values(entry, SOURCE_KEYS, where, place)
    if "name" not in given:
        raise ConfigError(where, f"{place}name", "missing: expected the outlet's name")
    if not any(given.get(key) for key in PLACES):
        raise ConfigError(where, place.removesuffix(": "), f"nowhere to look: expected one of {', '.join(PLACES)}")
    return Source(**{**shared, **given})


def _values(given: Mapping[str, object], keys: Sequence[Key], where: str, place: str) -> dict[str, Any]:
    """The values of the keys that are given, each read by its key; a key that is not in `keys` is refused."""
    _refuse_unknown(given, [key.name for key in keys], where, place)
    read = {}
    for key in keys:
        if key.name in given:
            try:
                read[key.name] = key.read(given[key.name])
            except ValueError as error:
                raise ConfigError(where, place + key.name, f"{key.shown(given[key.name])}: {error}") from None
    return read


def _refuse_unknown(given: Iterable[str], allowed: Sequence[str], where: str, place: str) -> None:
    for name in given:
        if name not in allowed:
            close = get_close_matches(name, allowed, n=1)
            hint = f"did you mean {close[0]}? " if close else ""
            raise ConfigError(where, place + name, f"unknown key: {hint}allowed are {', '.join(allowed)}")


def _refuse_twins(sources: Iterable[Source], where: str) -> None:
    seen: dict[str, int] = {}
    for number, source in enumerate(sources, 1):
        name = (source.name or "").casefold()
        if name in seen:
            raise ConfigError(where, f"source {number}: name", f"{source.name!r} is already source {seen[name]}")
        seen[name] = number
