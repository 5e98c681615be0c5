"""Rows that belong to nothing: to an article that is not there, to a crawler that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Connection, delete, exists, func, select, update

from newsieve.store.changes import COUNTER, latest
from newsieve.store.check.finding import Finding
from newsieve.store.chunks import WANTED, scalars
from newsieve.store.schema import articles, changes, crawlers, hosts, matches, meta, metadata, requests, verdicts
from newsieve.store.upsert import put

# Every column that refers to an article.
OF_ARTICLES = [
    key.parent for table in metadata.sorted_tables for key in table.foreign_keys if key.column is articles.c.n
]
CONCERNED = {matches: (matches.c.article, matches.c.other), verdicts: (verdicts.c.article,)}


def orphans(connection: Connection) -> Iterator[Finding]:
    """What belongs to nothing."""
    for column in sorted(OF_ARTICLES, key=str):
        yield from _of_no_article(connection, column)
    yield from _of_no_crawler(connection)
    yield from _ahead_of_the_counter(connection)


def _of_no_article(connection: Connection, column: Column[int]) -> Iterator[Finding]:
    table = column.table
    lost = column.is_not(None) & ~exists().where(articles.c.n == column)
    number = connection.scalar(select(func.count()).select_from(table).where(lost)) or 0
    if number:
        told = f"{number} rows name, as {column.name}, an article that is not there"
        beside = {
            n for other in CONCERNED.get(table, ()) for n in connection.scalars(select(other).where(lost).distinct())
        }
        anew = scalars(connection, select(articles.c.n).where(articles.c.n.in_(WANTED)), beside)
        yield Finding(table.name, told, lambda mending: mending.execute(delete(table).where(lost)), frozenset(anew))


def _of_no_crawler(connection: Connection) -> Iterator[Finding]:
    """What a crawler holds that is not on the list would never be free again."""
    lost = requests.c.holder.is_not(None) & ~exists().where(crawlers.c.number == requests.c.holder)
    number = connection.scalar(select(func.count()).select_from(requests).where(lost)) or 0
    if number:
        told = f"{number} are held by a crawler that is not on the list"
        yield Finding(
            "requests", told, lambda mending: mending.execute(update(requests).where(lost).values(holder=None))
        )
    gone = ~exists().where(crawlers.c.number == hosts.c.holder)
    number = connection.scalar(select(func.count()).select_from(hosts).where(gone)) or 0
    if number:
        told = f"{number} are held by a crawler that is not on the list"
        yield Finding("hosts", told, lambda mending: mending.execute(delete(hosts).where(gone)))


def _ahead_of_the_counter(connection: Connection) -> Iterator[Finding]:
    """A change that bears a number still to come would be told twice, or never."""
    columns = (func.max(changes.c.record), func.max(changes.c.story), func.max(changes.c.copy))
    highest = max((number or 0 for number in connection.execute(select(*columns)).one()), default=0)
    if highest > latest(connection):
        row = {"key": COUNTER, "value": str(highest).encode()}
        told = f"number {highest} is ahead of the counter, which is at {latest(connection)}"
        yield Finding("changes", told, lambda mending: put(mending, meta, [row]))
