"""What is wrong, since when, and what was told of it by which way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, select

from newsieve.store.rows import storable
from newsieve.store.schema import alerts, troubles
from newsieve.store.upsert import add, put


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something is wrong with a source ("": with the crawls themselves).

    `run` is the first run that shows it, `since` when that began (ISO 8601), `detail` one line for a person.
    """

    source: str
    kind: str
    run: int
    since: str
    detail: str

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same trouble."""
        return self.source, self.kind


@dataclass(frozen=True, slots=True)
class Told:
    """A trouble that was told by one way, and whose end is still to be told."""

    source: str
    kind: str
    way: str
    since: str
    detail: str

    @property
    def key(self) -> tuple[str, str]:
        """The trouble that it is about."""
        return self.source, self.kind


def read(connection: Connection) -> list[Trouble]:
    """All that is wrong."""
    query = select(troubles).order_by(troubles.c.source, troubles.c.kind)
    return [Trouble(row.source, row.kind, row.run, row.since, row.detail) for row in connection.execute(query)]


def change(connection: Connection, found: Sequence[Trouble], gone: Iterable[tuple[str, str]]) -> None:
    """Note troubles, each in place of what was known of it, and that others are over."""
    for source, kind in gone:
        connection.execute(delete(troubles).where(and_(troubles.c.source == source, troubles.c.kind == kind)))
    put(
        connection,
        troubles,
        [
            {"source": one.source, "kind": one.kind, "run": one.run, "since": one.since, "detail": storable(one.detail)}
            for one in found
        ],
    )


def told(connection: Connection, way: str) -> list[Told]:
    """What was told by a way."""
    query = select(alerts).where(alerts.c.way == way).order_by(alerts.c.source, alerts.c.kind)
    return [Told(row.source, row.kind, row.way, row.since, row.detail) for row in connection.execute(query)]


def note_told(connection: Connection, one: Told) -> None:
    """Note that a trouble was told."""
    row = {"source": one.source, "kind": one.kind, "way": one.way, "since": one.since, "detail": storable(one.detail)}
    add(connection, alerts, [row])


def note_over(connection: Connection, one: Told) -> None:
    """Note that the end of a trouble was told."""
    mine = and_(alerts.c.source == one.source, alerts.c.kind == one.kind, alerts.c.way == one.way)
    connection.execute(delete(alerts).where(mine))
