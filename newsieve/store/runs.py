"""One row per command that wrote to the store or handed something over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from newsieve.record import sound
from newsieve.store import changes
from newsieve.store.schema import runs


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its number, the command, when it started and ended (None: not yet), how many articles it was about."""

    number: int
    command: str
    started_at: str
    finished_at: str | None
    articles: int | None


@dataclass(frozen=True, slots=True)
class HandOver:
    """What was handed over: by which command, begun when, from a snapshot with which mark, how many records."""

    command: str
    started: datetime
    mark: int
    articles: int


def start(connection: Connection, command: str) -> int:
    """Note that a command has begun; its run's number."""
    key = connection.execute(insert(runs).values(command=command, started_at=_now())).inserted_primary_key
    return int(key[0])  # type: ignore[index]  # an insert of one row has one key


def finish(connection: Connection, run: int, report: str, articles: int | None) -> None:
    """Note that a run has ended, its report (JSON), and how many articles it stored."""
    row = {"finished_at": _now(), "report": report, "articles": articles, "mark": changes.latest(connection)}
    connection.execute(update(runs).where(runs.c.id == run).values(row))


def hand_over(connection: Connection, done: HandOver) -> int:
    """Note a hand-over as a run; its number."""
    moments = {"started_at": _told(done.started), "finished_at": _now()}
    row = {"command": sound(done.command), "mark": done.mark, "articles": done.articles} | moments
    key = connection.execute(insert(runs).values(row)).inserted_primary_key
    return int(key[0])  # type: ignore[index]  # an insert of one row has one key


def mark_of(connection: Connection, run: int) -> int | None:
    """The number of the latest change when a run ended; None where there is no such run, or it has not ended."""
    return connection.scalar(select(runs.c.mark).where(runs.c.id == run))


def latest(connection: Connection, limit: int) -> list[Run]:
    """The latest runs, the newest first."""
    columns = (runs.c.id, runs.c.command, runs.c.started_at, runs.c.finished_at, runs.c.articles)
    return [Run(*row) for row in connection.execute(select(*columns).order_by(runs.c.id.desc()).limit(limit))]


def latest_report(connection: Connection) -> str | None:
    """The report of the run that ended last."""
    query = select(runs.c.report).where(runs.c.report.is_not(None)).order_by(runs.c.id.desc()).limit(1)
    return connection.scalar(query)


def _now() -> str:
    return _told(datetime.now(UTC))


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
