"""One row per command that wrote to the store or handed something over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from newsieve import clock
from newsieve.record import sound
from newsieve.store import changes
from newsieve.store.schema import runs

Present = Callable[[Connection, int], bool]


class Ending(StrEnum):
    """How a run ended, or that it has not."""

    RUNNING = "running"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"  # by Ctrl-C or SIGTERM
    FAILED = "failed"  # by an error that ended it before its time
    DIED = "died"  # without a word: killed, or its machine went down


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its number, the command, when it started and ended (None: not yet), how many articles it was about.

    `report` is JSON: what the command told of it at its end.
    """

    number: int
    command: str
    started_at: str
    finished_at: str | None
    articles: int | None
    outcome: Ending = Ending.RUNNING
    report: str | None = None


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


def finish(
    connection: Connection, run: int, report: str, articles: int | None, outcome: Ending = Ending.FINISHED
) -> None:
    """Note that a run has ended and how, its report (JSON), and how many articles it stored."""
    row = {"finished_at": _now(), "report": report, "articles": articles, "outcome": outcome}
    row["mark"] = changes.latest(connection)
    connection.execute(update(runs).where(runs.c.id == run).values(row))


def hand_over(connection: Connection, done: HandOver) -> int:
    """Note a hand-over as a run; its number."""
    moments = {"started_at": _told(done.started), "finished_at": _now(), "outcome": Ending.FINISHED}
    row = {"command": sound(done.command), "mark": done.mark, "articles": done.articles} | moments
    key = connection.execute(insert(runs).values(row)).inserted_primary_key
    return int(key[0])  # type: ignore[index]  # an insert of one row has one key


def mark_of(connection: Connection, run: int) -> int | None:
    """The number of the latest change when a run ended; None where there is no such run, or it has not ended."""
    return connection.scalar(select(runs.c.mark).where(runs.c.id == run))


def latest(connection: Connection, limit: int, present: Present) -> list[Run]:
    """The latest runs, the newest first; `present` tells which runs are still there."""
    query = select(*_COLUMNS).order_by(runs.c.id.desc()).limit(limit)
    return [_run(connection, row, present) for row in connection.execute(query)]


def read(connection: Connection, number: int, present: Present) -> Run | None:
    """The run with this number."""
    row = connection.execute(select(*_COLUMNS).where(runs.c.id == number)).first()
    return _run(connection, row, present) if row else None


def bury(connection: Connection, present: Present) -> list[Run]:
    """Note which runs have died since this was asked last; those."""
    open_ = connection.execute(select(*_COLUMNS).where(runs.c.outcome.is_(None)).order_by(runs.c.id)).all()
    dead = [run for run in (_run(connection, row, present) for row in open_) if run.outcome is Ending.DIED]
    for run in dead:
        connection.execute(update(runs).where(runs.c.id == run.number).values(outcome=Ending.DIED))
    return dead


def _run(connection: Connection, row: Row[*tuple[Any, ...]], present: Present) -> Run:
    ended = row.outcome or (Ending.RUNNING if present(connection, row.id) else Ending.DIED)
    return Run(row.id, row.command, row.started_at, row.finished_at, row.articles, Ending(ended), row.report)


def latest_report(connection: Connection) -> str | None:
    """The report of the run that ended last."""
    query = select(runs.c.report).where(runs.c.report.is_not(None)).order_by(runs.c.id.desc()).limit(1)
    return connection.scalar(query)


def _now() -> str:
    return _told(clock.now())


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


_COLUMNS = (
    runs.c.id,
    runs.c.command,
    runs.c.started_at,
    runs.c.finished_at,
    runs.c.articles,
    runs.c.outcome,
    runs.c.report,
)
