"""The tables that lead from a text to its article, against the articles.

They are by far the longest, and read once, in any order: what each article has there is counted and summed up, and
compared with what it should have.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Table, delete, exists, select

from newsieve.store.chunks import WANTED, parts
from newsieve.store.schema import articles
from newsieve.store.upsert import Pair, add_pairs

BATCH = 20_000  # rows at once
ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(slots=True)
class Sums:
    """Of each article, by number, how many keys it has, and a sum that tells other keys apart."""

    highest: int
    counts: NDArray[np.int64] = field(init=False)
    sums: NDArray[np.uint64] = field(init=False)

    def __post_init__(self) -> None:
        self.counts, self.sums = np.zeros(self.highest + 1, np.int64), np.zeros(self.highest + 1, np.uint64)

    def add(self, pairs: Iterable[Pair]) -> None:
        """Count in pairs of a key and an article; articles beyond the highest number are left out."""
        table = np.array(list(pairs), np.int64).reshape(-1, 2)
        table = table[(table[:, 1] >= 0) & (table[:, 1] <= self.highest)]
        np.add.at(self.counts, table[:, 1], 1)
        np.add.at(self.sums, table[:, 1], _stirred(table[:, 0].astype(np.uint64)))

    def differing(self, other: Sums, among: Collection[int]) -> set[int]:
        """Those of these articles that have other keys there."""
        numbers = np.fromiter(among, np.int64, len(among))
        same = (self.counts[numbers] == other.counts[numbers]) & (self.sums[numbers] == other.sums[numbers])
        return set(numbers[~same].tolist())


def _stirred(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    keys = (keys ^ (keys >> np.uint64(29))) * ODD
    return keys ^ (keys >> np.uint64(32))


def stored(connection: Connection, table: Table, highest: int) -> Sums:
    """What articles have in an index table."""
    sums = Sums(highest)
    query = select(table.c.key, table.c.article).execution_options(yield_per=BATCH)
    with connection.execute(query) as found:
        for part in found.partitions():
            sums.add((key, article) for key, article in part)
    return sums


def strangers(table: Table) -> ColumnElement[bool]:
    """The rows of an index table whose article is not there."""
    return ~exists().where(articles.c.n == table.c.article)


def rewrite(connection: Connection, table: Table, expected: Mapping[int, set[int]]) -> None:
    """Give these articles the keys that they should have, in place of all that they have."""
    for part in parts(expected):
        connection.execute(delete(table).where(table.c.article.in_(WANTED)), {"wanted": part})
    add_pairs(connection, table, {(key, n) for n, keys in expected.items() for key in keys})


def pairs(keys: Mapping[int, Iterable[int]]) -> Iterator[Pair]:
    """Each article's keys, each once."""
    return ((key, n) for n, mine in keys.items() for key in set(mine))
