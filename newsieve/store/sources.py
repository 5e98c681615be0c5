"""Which crawler crawls which source. A crawl of what is due takes sources that nobody crawls, one by one.

What a crawler has taken is free again when it has gone, by whatever way: see `Kind.presence`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, select

from newsieve.store.chunks import WANTED, parts, scalars
from newsieve.store.places import KnownPlace
from newsieve.store.schema import sources
from newsieve.store.upsert import add

_TAKEN = select(sources.c.scope).where(sources.c.scope.in_(WANTED))


@dataclass(frozen=True, slots=True)
class TakenSource:
    """A source that a crawler has taken: its places, and whether a round of it was broken off."""

    scope: int
    places: tuple[KnownPlace, ...]
    left_over: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """How some sources stand: their places, what a round that was broken off has `left_over` of them, by host, and
    those that somebody crawls now.
    """

    places: Mapping[int, tuple[KnownPlace, ...]] = field(default_factory=dict)
    left_over: Mapping[int, Collection[str]] = field(default_factory=dict)
    taken: Collection[int] = frozenset()


def note(connection: Connection, crawler: int, scopes: Iterable[int]) -> None:
    """A crawler crawls these sources, whoever else does."""
    add(connection, sources, [{"scope": scope, "holder": crawler} for scope in sorted(set(scopes))])


def take(connection: Connection, crawler: int, scopes: Iterable[int]) -> list[int]:
    """Those of these sources that nobody else crawls: from now on, this crawler does."""
    wanted = list(scopes)
    others = taken(connection, wanted, beside=crawler)
    free = [scope for scope in wanted if scope not in others]
    note(connection, crawler, free)
    return free


def taken(connection: Connection, scopes: Iterable[int], *, beside: int | None = None) -> set[int]:
    """Those of these sources that somebody crawls, one crawler left out."""
    query = _TAKEN if beside is None else _TAKEN.where(sources.c.holder != beside)
    return scalars(connection, query, scopes)


def leave(connection: Connection, crawler: int, scopes: Iterable[int] | None = None) -> None:
    """A crawler is done with these sources, or with all."""
    mine = delete(sources).where(sources.c.holder == crawler)
    if scopes is None:
        connection.execute(mine)
        return
    for some in parts(scopes):
        connection.execute(mine.where(sources.c.scope.in_(some)))
