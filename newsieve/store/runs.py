"""One row per command that wrote to the store."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from newsieve.store.schema import runs


def start(connection: Connection, command: str) -> int:
    """Note that a command has begun; its run's number."""
    key = connection.execute(insert(runs).values(command=command, started_at=_now())).inserted_primary_key
    return int(key[0])  # type: ignore[index]  # an insert of one row has one key


def finish(connection: Connection, run: int, report: str) -> None:
    """Note that a run has ended, and its report (JSON)."""
    connection.execute(update(runs).where(runs.c.id == run).values(finished_at=_now(), report=report))


def latest_report(connection: Connection) -> str | None:
    """The report of the run that ended last."""
    query = select(runs.c.report).where(runs.c.report.is_not(None)).order_by(runs.c.id.desc()).limit(1)
    return connection.scalar(query)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
