"""Pruning: old stories leave the store whole, and what remains stands as it did.

An article goes only together with all those that it is related to: the others of its story, and whatever any of them
matches. Clusters are told by those relations, so what nothing removed was related to is clustered as before, today and
by every settling to come. What was fetched stays known in `pages`, and is not fetched again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, select

from newsieve.dates import instant
from newsieve.store import articles as stored
from newsieve.store import copies, index, repeats
from newsieve.store.chunks import WANTED, parts, rows, scalars
from newsieve.store.database import reading, writing
from newsieve.store.joined import joined
from newsieve.store.schema import articles, verdicts
from newsieve.store.selection import Selection, fitting

CHUNK = 200  # articles in one transaction, more where a story has more: others wait no longer than that takes

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Old:
    """What is old: fetched before a moment (or, never having been fetched, published before it), of outlets if any.

    `before` is aware, in UTC.
    """

    before: datetime
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed, or would be; `held` are old articles that stay, as something newer is related to them."""

    articles: int
    stories: int
    held: int


def plan(engine: Engine, old: Old) -> Pruned:
    """What pruning would remove now."""
    with reading(engine) as connection:
        found = _old(connection, old)
        leaving = _unrelated(connection, found)
        return Pruned(len(leaving), _stories(connection, leaving), len(found) - len(leaving))


def prune(engine: Engine, old: Old, progress: Progress) -> Pruned:
    """Remove old stories, some in each transaction; a pruning that was broken off is taken up by the next."""
    with reading(engine) as connection:
        found = _old(connection, old)
        leaving = _unrelated(connection, found)
        stories = joined(leaving, _links(connection, leaving))
    removed = told = 0
    for part in _some(stories):
        with writing(engine) as connection:
            # Others write meanwhile: what has got a new relation, or was fetched again, stays.
            still = _unrelated(connection, _old(connection, old, part))
            told += _stories(connection, still)
            _remove(connection, still)
        removed += len(still)
        progress(removed, len(leaving))
    return Pruned(removed, told, len(found) - removed)


def _old(connection: Connection, old: Old, among: Iterable[int] | None = None) -> set[int]:
    """The numbers of the articles that are old."""
    limit, theirs = old.before.isoformat(), fitting(connection, Selection(outlets=old.outlets))
    query = select(articles.c.n, articles.c.fetched_at, articles.c.published).where(theirs)
    some = query.where(articles.c.n.in_(WANTED))
    found = connection.execute(query) if among is None else rows(connection, some, among)
    return {n for n, fetched, published in found if (fetched < limit if fetched else _is_before(published, old.before))}


def _is_before(published: str | None, moment: datetime) -> bool:
    return published is not None and instant(published) < moment.timestamp()


def _unrelated(connection: Connection, numbers: set[int]) -> set[int]:
    """Those of these articles that nothing else is related to, by whatever chain."""
    leaving = set(numbers)
    touched = _related(connection, leaving) - leaving
    while touched:
        staying = _related(connection, touched) & leaving
        leaving -= staying
        touched = staying
    return leaving


def _related(connection: Connection, numbers: set[int]) -> set[int]:
    """The articles of the stories of these, those they match, those whose verdict names them, and the other way."""
    return (
        copies.clusters_of(connection, numbers)
        | copies.matched_with(connection, numbers)
        | scalars(connection, _NAMING, numbers)
        | scalars(connection, _NAMED, numbers)
    )


def _links(connection: Connection, numbers: set[int]) -> Iterator[tuple[int, int]]:
    """Pairs of related articles that join all those which are related."""
    for query in (_HEADS, copies.PAIRS, _COPIED):
        yield from ((one, other) for one, other in rows(connection, query, numbers))


def _some(groups: Iterable[list[int]]) -> Iterator[list[int]]:
    """Related articles together, about as many numbers at a time as fit into one transaction."""
    some: list[int] = []
    for part in groups:
        if some and len(some) + len(part) > CHUNK:
            yield some
            some = []
        some += part
    if some:
        yield some


def _stories(connection: Connection, numbers: set[int]) -> int:
    return len(set(copies.clusters_with(connection, numbers).values()))


def _remove(connection: Connection, numbers: set[int]) -> None:
    """Remove articles, and with them all that the database keeps of them; two tables have no key to do it by."""
    index.forget(connection, numbers)
    for n, article in stored.load(connection, sorted(numbers)):
        repeats.unindex(connection, n, repeats.keys_of(article))
    for part in parts(numbers):
        connection.execute(delete(articles).where(articles.c.n.in_(part)))


_NAMING = select(verdicts.c.article).where(verdicts.c.duplicate_of.in_(WANTED))
_NAMED = select(verdicts.c.duplicate_of).where(verdicts.c.article.in_(WANTED), verdicts.c.duplicate_of.is_not(None))
_HEADS = select(verdicts.c.article, verdicts.c.cluster).where(verdicts.c.article.in_(WANTED))
_COPIED = select(verdicts.c.article, verdicts.c.duplicate_of).where(
    verdicts.c.article.in_(WANTED), verdicts.c.duplicate_of.is_not(None)
)
