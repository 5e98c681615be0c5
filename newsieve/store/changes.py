"""What changed when: changes of records, stories and copies are numbered, and the numbers only grow.

A number is taken inside the write transaction that makes the change. Writers wait for one another, so numbers become
visible in their order: who has seen number n has seen all that bear n or less. A hand-over rests on that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select, update

from newsieve.store.schema import changes, meta

COUNTER = "changes"
CHUNK = 500  # articles in one statement


@dataclass(frozen=True, slots=True)
class Noted:
    """What a transaction has changed, by articles' numbers.

    `records` are the articles that read otherwise than before; `stories` the canonical articles, now or before, of the
    stories that do; `copies` the articles whose line in the list of copies does, appears or goes away.
    """

    records: set[int] = field(default_factory=set)
    stories: set[int] = field(default_factory=set)
    copies: set[int] = field(default_factory=set)


@contextmanager
def noting(connection: Connection) -> Iterator[Noted]:
    """A sheet to note changes on; at the end of the block they get the next number, all the same one."""
    noted = Noted()
    yield noted
    if noted.records or noted.stories or noted.copies:
        number = latest(connection) + 1
        connection.execute(update(meta).where(meta.c.key == COUNTER).values(value=str(number).encode()))
        _stamp(connection, "record", noted.records, number)
        _stamp(connection, "story", noted.stories, number)
        _stamp(connection, "copy", noted.copies, number)


def latest(connection: Connection) -> int:
    """The number of the latest change."""
    value = connection.scalar(select(meta.c.value).where(meta.c.key == COUNTER))
    return int(value or b"0")


def _stamp(connection: Connection, column: str, articles: set[int], number: int) -> None:
    wanted = sorted(articles)
    for i in range(0, len(wanted), CHUNK):
        mine = changes.c.article.in_(wanted[i : i + CHUNK])
        there = set(connection.scalars(select(changes.c.article).where(mine)))
        connection.execute(update(changes).where(mine).values({column: number}))
        new = [{"article": n, "record": 0, "story": 0, "copy": 0, column: number} for n in wanted[i : i + CHUNK]]
        if missing := [row for row in new if row["article"] not in there]:
            connection.execute(insert(changes), missing)
