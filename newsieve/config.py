"""sources.toml: which outlets to crawl, checked in one place against the keys of `newsieve.keys`."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from newsieve.errors import ConfigError, UsageError
from newsieve.hours import Hours
from newsieve.keys import DEFAULT_KEYS, PLACES, SOURCE_KEYS, TOP_KEYS, Key
from newsieve.rhythm import Bounds

DEFAULT_EVERY = timedelta(minutes=30)
LONGER, LONGEST = 8, timedelta(days=1)  # the longest time between two visits, where nothing is said
DEFAULT_RECHECK = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3), timedelta(days=7))


@dataclass(frozen=True, slots=True)
class Source:
    """One outlet and the places where its stories are found.

    `name` is None for a home page given on the command line: its site is then told from the URL. What is None is left
    to the crawl's settings. Limits: 0 is none. `since` is for `newsieve.values.read_since`, `delay` in seconds;
    `recheck` are the ages at which a story is looked at again, the lowest first.
    """

    name: str | None = None
    start: str | None = None
    feeds: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    every: timedelta = DEFAULT_EVERY
    max_every: timedelta | None = None
    language: str | None = None
    max_pages: int | None = None
    max_sections: int | None = None
    max_depth: int | None = None
    max_sitemaps: int | None = None
    since: str | None = None
    recheck: tuple[timedelta, ...] = DEFAULT_RECHECK
    delay: float | None = None
    concurrency: int | None = None
    max_requests_per_day: int | None = None
    hours: Hours | None = None
    timezone: str | None = None
    licensed: frozenset[str] = frozenset()
    robots_agents: tuple[str, ...] = ()
    proxy: str | None = field(default=None, repr=False)  # it may hold a password
    allow: tuple[re.Pattern[str], ...] = ()
    deny: tuple[re.Pattern[str], ...] = ()

    @property
    def entrance(self) -> str:
        """The first place where its stories are found; empty where it names none."""
        return next((url for url in (self.start, *self.feeds, *self.sections, *self.sitemaps) if url), "")

    @property
    def bounds(self) -> Bounds:
        """The shortest and the longest time between two visits of one of its places."""
        longest = self.max_every or max(self.every, min(LONGER * self.every, LONGEST))
        return Bounds(self.every.total_seconds(), longest.total_seconds())

    def wants(self, url: str) -> bool:
        """Whether a story that was found at `url` is to be fetched."""
        return not self.shuns(url) and (not self.allow or any(pattern.search(url) for pattern in self.allow))

    def shuns(self, url: str) -> bool:
        """Whether a pattern of `deny` occurs in `url`."""
        return any(pattern.search(url) for pattern in self.deny)


@dataclass(frozen=True, slots=True)
class Sources:
    """A sources file: its outlets, in order, whom a webmaster may write to, and by which ways alerts are told."""

    sources: tuple[Source, ...]
    contact: str | None = None
    alert_command: str | None = None
    webhook: str | None = field(default=None, repr=False)  # it may be a secret

    def in_folder(self, folder: Path) -> Sources:
        """The same as a file in `folder` means it: from there, an alert command's path leads to the program."""
        return replace(self, alert_command=self.alert_command and _from(folder, self.alert_command))


def read_sources(path: Path | str) -> Sources:
    """The sources file at `path`, checked; raises ConfigError that names the key and what is allowed."""
    return parse_text(read_text(Path(path)), str(path)).in_folder(Path(path).parent)


def _from(folder: Path, line: str) -> str:
    try:
        program, *arguments = shlex.split(line)
    except ValueError:  # who calls it says what is wrong with it
        return line
    return shlex.join([str(folder.absolute() / program), *arguments]) if "/" in program else line


def parse_text(text: str, where: str) -> Sources:
    """The text of a sources file, checked; `where` names it in errors."""
    try:
        return parse_sources(tomllib.loads(text), where)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(where, "not TOML", str(error)) from None


def parse_sources(data: Mapping[str, object], where: str) -> Sources:
    """The content of a sources file, checked; `where` names it in errors."""
    top = _values(data, TOP_KEYS, where, "")
    shared = {"proxy": top.get("proxy")} | _values(top.get("defaults", {}), DEFAULT_KEYS, where, "defaults: ")
    if "source" not in top:
        raise ConfigError(where, "source", "no source at all: expected at least one [[source]] table")
    sources = tuple(_source(entry, number, shared, where) for number, entry in enumerate(top["source"], 1))
    _refuse_twins(sources, where)
    return Sources(sources, top.get("contact"), top.get("alert_command"), top.get("webhook"))


def read_text(path: Path) -> str:
    """The text of the file at `path`; raises UsageError where there is none that can be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), "encoding", "expected UTF-8 text") from None


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
    source = Source(**{**shared, **given})
    if source.max_every is not None and source.max_every < source.every:
        problem = f"expected a time span no shorter than every, which is {source.every}"
        raise ConfigError(where, f"{place}max_every", f"{source.max_every}: {problem}")
    return _by_its_clocks(source)


def _by_its_clocks(source: Source) -> Source:
    """A source whose hours go by its time zone."""
    if source.hours is None or source.timezone is None:
        return source
    return replace(source, hours=source.hours.within(ZoneInfo(source.timezone)))


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
