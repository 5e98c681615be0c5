"""sources.toml: which outlets to crawl, checked in one place.

`SOURCE_KEYS` and `TOP_KEYS` are the whole of what a sources file may say; the reference in the docs is made from them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from newsieve.errors import BadURL, ConfigError, UsageError, without_user
from newsieve.urls import fetch_key, is_http

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
DEFAULT_EVERY = timedelta(minutes=30)
LONGEST_EVERY = timedelta(days=366)
PLACES = ("start", "feeds", "sections", "sitemaps")


@dataclass(frozen=True, slots=True)
class Source:
    """One outlet and the places where its stories are found.

    `name` is None for a home page given on the command line: its site is then told from the URL.
    """

    name: str | None = None
    start: str | None = None
    feeds: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    every: timedelta = DEFAULT_EVERY
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """A sources file: its outlets, in order, and whom a webmaster may write to."""

    sources: tuple[Source, ...]
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a sources file; `read` returns its value or raises ValueError with what is allowed.

    `example` is a value as TOML.
    """

    name: str
    read: Callable[[object], Any]
    type: str
    default: str
    meaning: str
    example: str
    in_defaults: bool = False


def duration(value: object) -> timedelta:
    """A time span such as "30m".

    >>> duration("2h"), duration("1d")
    (datetime.timedelta(seconds=7200), datetime.timedelta(days=1))
    """
    allowed = 'expected a number and a unit, such as "90s", "30m", "2h", "1d" or "1w"'
    match = re.fullmatch(r"(\d{1,6})\s*([smhdw])", value, re.ASCII) if isinstance(value, str) else None
    if match is None:
        raise ValueError(allowed)
    span = timedelta(**{UNITS[match[2]]: int(match[1])})
    if not timedelta(0) < span <= LONGEST_EVERY:
        raise ValueError("expected a time span between one second and 366 days")
    return span


def url(value: object) -> str:
    """An absolute http(s) URL."""
    if not isinstance(value, str) or not is_http(value.strip()):
        raise ValueError('expected an http:// or https:// URL, such as "https://example.org/"')
    return _without_password(value.strip())


def urls(value: object) -> tuple[str, ...]:
    """A list of absolute http(s) URLs, without repeats."""
    if not isinstance(value, list):
        raise ValueError('expected a list of URLs, such as ["https://example.org/feed.xml"]')
    for item in value:
        if not isinstance(item, str) or not is_http(item.strip()):
            shown = without_user(item) if isinstance(item, str) else item
            raise ValueError(f"{shown!r} is no http:// or https:// URL")
    return tuple(dict.fromkeys(_without_password(item.strip()) for item in value))


def _without_password(address: str) -> str:
    try:
        fetch_key(address)
    except BadURL as error:
        raise ValueError(str(error)) from None
    return address


def line(value: object) -> str:
    """A text of one line that is not blank."""
    if not isinstance(value, str) or not value.strip() or not value.strip().isprintable():
        raise ValueError("expected a text of one line in quotes")
    return value.strip()


def language(value: object) -> str:
    """A language code, in lower case.

    >>> language("pt-BR")
    'pt-br'
    """
    if not isinstance(value, str) or not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", value, re.I | re.ASCII):
        raise ValueError('expected a language code, such as "en" or "pt-br"')
    return value.lower()


def contact(value: object) -> str:
    """An e-mail address or a URL; it goes into the user agent, hence ASCII without blanks or brackets."""
    text = value.strip() if isinstance(value, str) else ""
    if not re.fullmatch(r"[!-~]+", text) or re.search(r"[()<>;]", text) or not _answers(text):
        raise ValueError('expected an e-mail address or a URL, such as "newsdesk@example.org"')
    return text


def table(value: object) -> dict[str, object]:
    """A table of keys and values."""
    if not isinstance(value, dict):
        raise ValueError("expected a table of keys and values")
    return value


def tables(value: object) -> list[object]:
    """An array of tables with at least one entry."""
    if not isinstance(value, list) or not value:
        raise ValueError("expected at least one [[source]] table")
    return value


def _answers(text: str) -> bool:
    return is_http(text) or re.fullmatch(r"[^@/]+@[^@/]+\.[^@/.]+", text) is not None


SOURCE_KEYS = (
    Key("name", line, "text", "required", "The outlet's name; its articles carry it as their site.", '"Example Times"'),
    Key(
        "start",
        url,
        "URL",
        "none",
        "The home page; feeds and section pages are found from there.",
        '"https://example.org/"',
    ),
    Key("feeds", urls, "list of URLs", "none", "RSS, Atom or JSON feeds.", '["https://example.org/feed.xml"]'),
    Key(
        "sections",
        urls,
        "list of URLs",
        "none",
        "Section pages to read for links to stories.",
        '["https://example.org/politics/", "https://example.org/culture/"]',
    ),
    Key(
        "sitemaps",
        urls,
        "list of URLs",
        "none",
        "Sitemaps or indexes; without any, those that robots.txt names.",
        '["https://example.org/news-sitemap.xml"]',
    ),
    Key("every", duration, "time span", '"30m"', "How often the source is due.", '"10m"', in_defaults=True),
    Key(
        "language",
        language,
        "language code",
        "none",
        "For pages that do not say their language.",
        '"en"',
        in_defaults=True,
    ),
)
TOP_KEYS = (
    Key(
        "contact",
        contact,
        "e-mail or URL",
        "none",
        "Whom a webmaster may write to; goes into the user agent.",
        '"newsdesk@example.org"',
    ),
    Key(
        "defaults", table, "table", "none", "Values for every source that does not set its own.", '{ language = "en" }'
    ),
    Key(
        "source",
        tables,
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
    shared = _values(top.get("defaults", {}), DEFAULT_KEYS, where, "defaults: ")
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
    values = _values(entry, SOURCE_KEYS, where, place)
    if "name" not in values:
        raise ConfigError(where, f"{place}name", "missing: expected the outlet's name")
    if not any(values.get(key) for key in PLACES):
        raise ConfigError(where, place.removesuffix(": "), f"nowhere to look: expected one of {', '.join(PLACES)}")
    return Source(**{**shared, **values})


def _values(given: Mapping[str, object], keys: Sequence[Key], where: str, place: str) -> dict[str, Any]:
    """The values of the keys that are given, each read by its key; a key that is not in `keys` is refused."""
    _refuse_unknown(given, [key.name for key in keys], where, place)
    values = {}
    for key in keys:
        if key.name in given:
            try:
                values[key.name] = key.read(given[key.name])
            except ValueError as error:
                raise ConfigError(where, place + key.name, f"{given[key.name]!r}: {error}") from None
    return values


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
