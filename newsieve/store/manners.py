"""What outlives a crawl of how hosts are asked: their rests, and what is spent of their budgets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from newsieve import manners
from newsieve.manners import Closed, day_of
from newsieve.store.rows import storable
from newsieve.store.schema import rests as table
from newsieve.store.schema import spent
from newsieve.store.upsert import add, put

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEPT = timedelta(days=2)  # so long after its end a rest is remembered


def rests(connection: Connection, now: datetime) -> dict[str, Closed]:
    """The hosts that are not asked now, and why."""
    query = select(table).where(table.c.until > _told(now))
    return {row.host: Closed(_moment(row.until), row.why, row.times) for row in connection.execute(query)}


def rest(connection: Connection, host: str, closed: Closed) -> None:
    """Have a host asked by nobody before a moment; of two rests the longer holds."""
    before = _latest(connection, host)
    if before is None or before.until < closed.until:
        times = closed.times or (before.times if before else 0)  # a pause does not make failures forgotten
        row = {"host": storable(host), "until": _told(closed.until), "why": storable(closed.why), "times": times}
        put(connection, table, [row])


def forget(connection: Connection, now: datetime) -> None:
    """Forget rests that ended days ago."""
    connection.execute(delete(table).where(table.c.until < _told(now - KEPT)))


def break_after_failures(connection: Connection, host: str, why: str, now: datetime) -> Closed:
    """Leave a host alone that failed again and again; the rest that it got."""
    given = manners.break_after_failures(now, why, _latest(connection, host))
    rest(connection, host, given)
    return given


def spent_on(connection: Connection, host: str, now: datetime) -> int:
    """How many requests of a host's budget are spent today."""
    query = select(spent.c.requests).where(spent.c.host == storable(host), spent.c.day == day_of(now))
    return connection.scalar(query) or 0


def spend(connection: Connection, host: str, requests: int, budget: int, now: datetime) -> int:
    """Put by so many requests of a host's budget of today, or what is left of it; how many."""
    name, day = storable(host), day_of(now)
    add(connection, spent, [{"host": name, "day": day, "requests": 0}])
    connection.execute(update(spent).where(spent.c.host == name, spent.c.day < day).values(day=day, requests=0))
    given = max(0, min(requests, budget - spent_on(connection, host, now)))
    mine = update(spent).where(spent.c.host == name, spent.c.day == day)
    connection.execute(mine.values(requests=spent.c.requests + given))
    return given


def give_back(connection: Connection, unspent: Mapping[str, tuple[str, int]]) -> None:
    """Requests that were put by and not made, of each host on a day."""
    for host, (day, requests) in sorted(unspent.items()):
        of_that_day = update(spent).where(spent.c.host == storable(host), spent.c.day == day)
        connection.execute(of_that_day.values(requests=spent.c.requests - requests))


def _latest(connection: Connection, host: str) -> Closed | None:
    row = connection.execute(select(table).where(table.c.host == storable(host))).first()
    return Closed(_moment(row.until), row.why, row.times) if row else None


def _told(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


def _moment(told: int) -> datetime:
    return EPOCH + timedelta(milliseconds=told)
