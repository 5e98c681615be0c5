"""The places where the news of a source is found: what is known of each, and when it is due."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from newsieve import clock
from newsieve.rhythm import Bounds, Rhythm, due_at, when_answered, when_asked, when_failed
from newsieve.store.chunks import WANTED, rows
from newsieve.store.rows import storable
from newsieve.store.schema import places
from newsieve.store.upsert import put
from newsieve.urls import page_key

KEPT = 90 * 86400  # seconds that a place is remembered which nothing names any more


class PlaceKind(StrEnum):
    """How a place is read."""

    HOME = "home"  # a page of links that leads to more places
    SECTION = "section"
    FEED = "feed"
    SITEMAP = "sitemap"  # or an index of them
    ROBOTS = "robots"  # a robots.txt that names sitemaps


@dataclass(frozen=True, slots=True)
class NewsPlace:
    """Where the news of a source, `scope`, is looked for; `via` is the key of the place that names it, if one does."""

    scope: int
    url: str
    kind: PlaceKind
    bounds: Bounds
    depth: int = 0
    via: str | None = None

    @property
    def key(self) -> str:
        """What it is known by."""
        return storable(page_key(self.url))


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of a visit: so many new stories, or none at all (None) where the place could not be had.

    `lists` are the places that it names; None where it is none that would name any.
    """

    place: NewsPlace
    new: int | None
    lists: tuple[NewsPlace, ...] | None = None


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place as the store has it; `listed` tells whether the place `via` which it was found still names it."""

    key: str
    url: str
    kind: PlaceKind
    depth: int
    via: str | None
    listed: bool
    rhythm: Rhythm


_COLUMNS = tuple(places.c)
_OF_SCOPES = select(*_COLUMNS).where(places.c.scope.in_(WANTED))


def known(connection: Connection, scopes: Iterable[int]) -> dict[int, tuple[KnownPlace, ...]]:
    """What is known of the places of these sources."""
    found: dict[int, list[KnownPlace]] = {scope: [] for scope in scopes}
    for row in rows(connection, _OF_SCOPES, found):
        found[row.scope].append(_place(row))
    return {scope: tuple(all_of_them) for scope, all_of_them in found.items()}


def due(connection: Connection, asked: Iterable[NewsPlace]) -> set[NewsPlace]:
    """Those of these places that are due."""
    wanted, now = list(asked), clock.now().timestamp()
    before = _before(connection, wanted)
    return {place for place in wanted if due_at(_rhythm(before.get(_name(place))), place.bounds, now) <= now}


def note_asked(connection: Connection, asked: Iterable[NewsPlace]) -> None:
    """These places are asked for: until more is heard, each is due after its own time, come what may."""
    wanted, now = list(asked), clock.now().timestamp()
    before = _before(connection, wanted)
    told = [(place, before.get(_name(place))) for place in wanted]
    put(
        connection,
        places,
        [_row(place, row, when_asked(_rhythm(row), place.bounds, now, random.random())) for place, row in told],
    )


def note_visits(connection: Connection, visits: Sequence[Visit]) -> None:
    """Note what visits brought, when each of the places is due by that, and which places they name."""
    before = _before(connection, [visit.place for visit in visits])
    for visit in visits:
        row = before.get(_name(visit.place))
        put(connection, places, [_row(visit.place, row, _after(visit, _rhythm(row)))])
        if visit.lists is not None:
            _note_list(connection, visit.place, visit.lists)


def _after(visit: Visit, known: Rhythm) -> Rhythm:
    now, bounds = clock.now().timestamp(), visit.place.bounds
    if visit.new is None:
        return when_failed(known, bounds, now, random.random())
    return when_answered(known, visit.new, bounds, now, random.random())


def _note_list(connection: Connection, place: NewsPlace, named: Sequence[NewsPlace]) -> None:
    """Of the places that were found here, those are listed that were found again; the others are forgotten in time."""
    here = (places.c.scope == place.scope, places.c.via == place.key)
    connection.execute(update(places).where(*here, places.c.listed).values(listed=False))
    before = _before(connection, named)
    found = {one.key: _row(one, before.get(_name(one)), _rhythm(before.get(_name(one)))) for one in named}
    put(connection, places, list(found.values()))
    long_ago = clock.now().timestamp() - KEPT
    connection.execute(delete(places).where(*here, places.c.listed.is_(False), places.c.asked_at < long_ago))


def _before(connection: Connection, wanted: Sequence[NewsPlace]) -> dict[tuple[int, str], Row[Any]]:
    """The rows of these places, by scope and key."""
    found = dict[tuple[int, str], Row[Any]]()
    for scope in {place.scope for place in wanted}:
        query = select(*_COLUMNS).where(places.c.scope == scope, places.c.key.in_(WANTED))
        keys = (place.key for place in wanted if place.scope == scope)
        found |= {(scope, row.key): row for row in rows(connection, query, keys)}
    return found


def _name(place: NewsPlace) -> tuple[int, str]:
    return place.scope, place.key


def _rhythm(row: Row[Any] | None) -> Rhythm:
    return Rhythm() if row is None else Rhythm(row.every, row.failures, row.asked_at, row.due_at, row.news_at)


def _place(row: Row[Any]) -> KnownPlace:
    return KnownPlace(row.key, row.url, PlaceKind(row.kind), row.depth, row.via, row.listed, _rhythm(row))


def _row(place: NewsPlace, before: Row[Any] | None, rhythm: Rhythm) -> dict[str, Any]:
    """A place that its source names is as listed as it was: another place may name it too."""
    found = place.via is not None
    return {
        "scope": place.scope,
        "key": place.key,
        "url": storable(place.url),
        "kind": str(place.kind),
        "depth": place.depth,
        "via": storable(place.via) if place.via is not None else before.via if before is not None else None,
        "listed": found or (before is not None and before.listed),
        "every": rhythm.interval,
        "failures": rhythm.failures,
        "asked_at": rhythm.asked,
        "due_at": rhythm.due,
        "news_at": rhythm.news,
    }
