"""What changed when: changes of records, stories and copies are numbered, and the numbers only grow.

A number is taken inside the write transaction that makes the change. Writers wait for one another, so numbers become
visible in their order: who has seen number n has seen all that bear n or less. A hand-over rests on that.

It is not an article's `version`, which tells settling that what it has read was written since: that grows where no
record changes, and stays where only a verdict does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self, cast

from sqlalchemy import Connection, RowMapping, or_, select

from newsieve.dates import exact
from newsieve.record import share
from newsieve.store.chunks import WANTED, scalars
from newsieve.store.schema import changes as table
from newsieve.store.schema import meta, verdicts
from newsieve.store.upsert import put, raise_to

COUNTER = "changes"
UNTOLD = frozenset({"via", "original_source"})  # what no record says of an article
IN_STORIES, IN_COPIES = frozenset({"title", "site", "url", "published"}), frozenset({"site", "url"})


class Standing(NamedTuple):
    """Where an article stands, as records tell it: another article's number is what becomes its id there."""

    cluster: int
    duplicate_of: int | None
    relation: str | None
    similarity: float | None
    containment: float | None

    @classmethod
    def of(cls, row: RowMapping | Mapping[str, Any]) -> Self:
        """The standing in a row of verdicts."""
        shares = share(row["similarity"]), share(row["containment"])
        return cls(row["cluster"], row["duplicate_of"], row["relation"], *shares)


@dataclass(frozen=True, slots=True)
class Noted:
    """What a transaction writes, by articles' numbers: each value before it and after it.

    What is written back within the transaction is no change.
    """

    new: set[int] = field(default_factory=set)
    values: dict[int, dict[str, tuple[object, object]]] = field(default_factory=dict)
    standings: dict[int, tuple[Standing | None, Standing]] = field(default_factory=dict)

    def wrote(self, n: int, before: RowMapping | Mapping[str, object], after: Mapping[str, object]) -> None:
        """Note that these columns of an article's row were written."""
        mine = self.values.setdefault(n, {})
        for name in after.keys() - UNTOLD:
            mine[name] = (mine[name][0] if name in mine else before[name], after[name])

    def judged(self, n: int, before: Standing | None, after: Standing) -> None:
        """Note that an article's verdict was written."""
        if n in self.standings:
            before, _ = self.standings[n]
        if before != after or n in self.standings:
            self.standings[n] = (before, after)

    def rewritten(self, names: frozenset[str] | None = None) -> set[int]:
        """The articles that have other values than before, in these columns or in any."""
        return {
            n
            for n, columns in self.values.items()
            if any(before != after for name, (before, after) in columns.items() if names is None or name in names)
        }

    def retimed(self) -> set[int]:
        """The articles whose time, as delays are told by it, is another: a bare date is none."""
        times = {n: columns["published"] for n, columns in self.values.items() if "published" in columns}
        return {n for n, (before, after) in times.items() if exact(cast(Any, before)) != exact(cast(Any, after))}

    def moved(self) -> dict[int, tuple[Standing | None, Standing]]:
        """The articles that stand otherwise than before."""
        return {n: (before, after) for n, (before, after) in self.standings.items() if before != after}


@contextmanager
def noting(connection: Connection) -> Iterator[Noted]:
    """A sheet to note changes on; at the end of the block they get the next number, all the same one."""
    noted = Noted()
    yield noted
    moved = noted.moved()
    changed = {
        "record": noted.new | noted.rewritten() | moved.keys(),
        "story": _stories(connection, noted, moved),
        "copy": _copies(connection, noted, moved),
    }
    if numbers := sorted(set().union(*changed.values())):
        now = latest(connection) + 1
        put(connection, meta, [{"key": COUNTER, "value": str(now).encode()}])
        told = ({kind: now if n in articles else 0 for kind, articles in changed.items()} for n in numbers)
        raise_to(connection, table, [{"article": n} | row for n, row in zip(numbers, told, strict=True)])


def _stories(connection: Connection, noted: Noted, moved: Mapping[int, tuple[Standing | None, Standing]]) -> set[int]:
    """The canonical articles, now or before, of the stories that read otherwise."""
    found = set[int]()
    for n, (before, after) in moved.items():
        clusters = {after.cluster, before.cluster if before else after.cluster}
        if before is None or clusters != {n}:  # no story tells of which others its canonical article is a digest
            found |= clusters
    return found | _found(connection, verdicts.c.cluster, (verdicts.c.article,), noted.rewritten(IN_STORIES))


def _copies(connection: Connection, noted: Noted, moved: Mapping[int, tuple[Standing | None, Standing]]) -> set[int]:
    """The articles whose line in the list of copies reads otherwise, appears or goes away."""
    mine = {n for n, (before, after) in moved.items() if after.duplicate_of or (before and before.duplicate_of)}
    told_in = (verdicts.c.article, verdicts.c.duplicate_of)
    lines = _found(
        connection, verdicts.c.article, told_in, noted.rewritten(IN_COPIES) | noted.retimed(), only_copies=True
    )
    return mine | lines


def _found(
    connection: Connection, wanted: Any, places: Iterable[Any], articles: set[int], *, only_copies: bool = False
) -> set[int]:
    if not articles:
        return set()
    query = select(wanted).where(or_(*(place.in_(WANTED) for place in places)))
    return scalars(connection, query.where(verdicts.c.duplicate_of.is_not(None)) if only_copies else query, articles)


_LATEST = select(meta.c.value).where(meta.c.key == COUNTER)


def latest(connection: Connection) -> int:
    """The number of the latest change."""
    return int(connection.scalar(_LATEST) or b"0")
