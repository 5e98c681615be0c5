"""`newsieve runs`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from newsieve.cli.options import OutputFile, Store, store_url
from newsieve.cli.screen import open_screen

if TYPE_CHECKING:
    from newsieve.store import Run

HEAD = ("run", "started", "articles", "command")


class RunsFormat(StrEnum):
    """How runs are listed."""

    TEXT = "text"
    JSONL = "jsonl"


def runs(
    limit: Annotated[int, typer.Option("--limit", metavar="RUNS", min=1, help="So many of the latest.")] = 20,
    format: Annotated[RunsFormat, typer.Option("--format", help="text to read, jsonl for programs.")] = RunsFormat.TEXT,
    store: Store = None,
    output: OutputFile = None,
) -> int:
    """List the runs of a store, the newest first: the numbers that `export --since` takes.

    Articles are those that a crawl stored, or the records that an export wrote; a run that has not ended has none.
    """
    screen = open_screen()
    from newsieve.cli.writing import lines
    from newsieve.store import Store as OpenStore

    with OpenStore.open(store_url(store), create=False) as archive:
        latest = archive.runs(limit)
    with lines(output, screen) as write:
        (_write_lines if format is RunsFormat.JSONL else _write_columns)(latest, write)
    return 0


def _write_lines(latest: Sequence[Run], write: Callable[[str], None]) -> None:
    from newsieve.record import to_line

    for run in latest:
        write(to_line(asdict(run)) + "\n")


def _write_columns(latest: Sequence[Run], write: Callable[[str], None]) -> None:
    rows = [HEAD, *(_cells(run) for run in latest)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    for number, started, articles, command in rows:
        write(f"{number:>{widths[0]}}  {started:<{widths[1]}}  {articles:>{widths[2]}}  {command}\n")


def _cells(run: Run) -> tuple[str, str, str, str]:
    started = f"{run.started_at[:10]} {run.started_at[11:19]}Z"
    articles = "not ended" if run.finished_at is None else "-" if run.articles is None else str(run.articles)
    return str(run.number), started, articles, run.command
