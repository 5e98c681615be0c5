"""`newsieve runs`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsieve.cli.options import OutputFile, Store, store_url
from newsieve.cli.screen import open_screen
from newsieve.errors import UsageError

if TYPE_CHECKING:
    from newsieve.store import Run, SourceRun

HEAD = ("run", "started", "took", "articles", "how it ended", "command")
SOURCES = ("source", "found", "known", "fetched", "new", "changed", "copies", "failed", "dropped", "KiB", "seconds")


class RunsFormat(StrEnum):
    """How runs are listed."""

    TEXT = "text"
    JSONL = "jsonl"


Number = Annotated[
    int | None, typer.Argument(metavar="RUN", min=1, help="Only this one, with what it brought of each source.")
]


def runs(
    run: Number = None,
    limit: Annotated[int, typer.Option("--limit", metavar="RUNS", min=1, help="So many of the latest.")] = 20,
    format: Annotated[RunsFormat, typer.Option("--format", help="text to read, jsonl for programs.")] = RunsFormat.TEXT,
    store: Store = None,
    output: OutputFile = None,
) -> int:
    """List the runs of a store, the newest first: the numbers that `export --since` takes.

    Articles are those that a crawl stored, or the records that an export wrote. A run that has not ended is running,
    or has died: it was killed, or its machine went down.
    """
    screen = open_screen()
    from newsieve.cli.writing import lines
    from newsieve.store import Store as OpenStore

    with OpenStore.open(store_url(store), create=False) as archive:
        found = archive.runs(limit) if run is None else [archive.logbook.run(run)]
        told = [one for one in found if one is not None]
        sources = archive.logbook.of_run(run) if run is not None else []
    if run is not None and not told:
        raise UsageError(f"there is no run {run}: newsieve runs lists them")
    with lines(output, screen) as write:
        if format is RunsFormat.JSONL:
            _write_lines(told, None if run is None else sources, write)
        else:
            _write_columns([HEAD, *map(_cells, told)], write, left={1, 4, 5})
            _write_sources(sources, write)
    return 0


def _write_lines(latest: Sequence[Run], sources: Sequence[SourceRun] | None, write: Callable[[str], None]) -> None:
    from newsieve.record import to_line

    for run in latest:
        told: dict[str, Any] = asdict(run) | {"report": json.loads(run.report) if run.report else None}
        if sources is not None:
            told["sources"] = [asdict(one) for one in sources]
        write(to_line(told) + "\n")


def _write_sources(sources: Sequence[SourceRun], write: Callable[[str], None]) -> None:
    if not sources:
        return
    write("\n")
    _write_columns([SOURCES, *map(_source_cells, sources)], write, left={0})
    for one in sources:
        if reasons := [*one.dropped.items(), *one.lost_lists.items()]:
            from newsieve.report import shown

            told = ", ".join(f"{reason.replace('_', ' ')} {number:,}" for reason, number in reasons)
            write(f"\n{shown(one.source)}: {told}")
    write("\n" if any(one.dropped or one.lost_lists for one in sources) else "")


def _write_columns(rows: Sequence[Sequence[str]], write: Callable[[str], None], left: set[int]) -> None:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) if i in left else cell.rjust(width) for i, (cell, width) in _numbered(row, widths))
        write("  ".join(cells).rstrip() + "\n")


def _numbered(row: Sequence[str], widths: Sequence[int]) -> enumerate[tuple[str, int]]:
    return enumerate(zip(row, widths, strict=True))


def _cells(run: Run) -> tuple[str, ...]:
    started = f"{run.started_at[:10]} {run.started_at[11:19]}Z"
    articles = "-" if run.articles is None else str(run.articles)
    return str(run.number), started, _took(run), articles, str(run.outcome), run.command


def _took(run: Run) -> str:
    if run.finished_at is None:
        return "-"
    seconds = datetime.fromisoformat(run.finished_at) - datetime.fromisoformat(run.started_at)
    return f"{seconds.total_seconds():,.1f} s"


def _source_cells(one: SourceRun) -> tuple[str, ...]:
    from newsieve.report import shown

    counts = (one.discovered, one.known, one.fetched, one.new, one.changed, one.duplicates, one.failed)
    dropped = sum(one.dropped.values())
    return (
        shown(one.source),
        *(f"{number:,}" for number in (*counts, dropped, round(one.bytes / 1024))),
        f"{one.seconds:,.1f}",
    )
