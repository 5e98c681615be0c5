"""`newsieve status`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from newsieve.cli.options import OutputFile, Store, store_url
from newsieve.cli.screen import open_screen
from newsieve.errors import UsageError

if TYPE_CHECKING:
    from newsieve.store import Run
    from newsieve.watch.standing import Standing, Status

RUNS = 20  # of the latest that are looked at for how the crawls go


class StatusFormat(StrEnum):
    """How the sources are told."""

    TABLE = "table"
    JSONL = "jsonl"


Outlets = Annotated[
    list[str] | None, typer.Argument(metavar="OUTLET", help="Only these, by name; without any, all of them.")
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 when anything is broken.")]


def status(
    outlets: Outlets = None,
    format: Annotated[
        StatusFormat, typer.Option("--format", help="table to read, jsonl for programs.")
    ] = StatusFormat.TABLE,
    strict: Strict = False,
    store: Store = None,
    output: OutputFile = None,
) -> int:
    """Show how each source stands beside its own history, and mark what broke.

    No news for much longer than usual, pages that cannot be had or are refused, stories without text, titles, dates or
    authors where they used to have them, another template. A source that is new is not judged yet.
    """
    screen = open_screen()
    from newsieve import clock
    from newsieve.cli.writing import lines, paint
    from newsieve.record import to_line
    from newsieve.store import Store as OpenStore
    from newsieve.watch.standing import status as stands

    now = clock.now().timestamp()
    with OpenStore.open(store_url(store), create=False) as archive:
        names = _named(outlets or [], archive.logbook.sources())
        found = stands(archive.logbook, archive.runs(RUNS), now, names)
    if format is StatusFormat.JSONL:
        with lines(output, screen) as write:
            for one in found.sources:
                write(to_line(one.as_dict()) + "\n")
    elif output:
        raise UsageError("--output is for --format jsonl")
    else:
        from newsieve.report.status import status_table

        paint(status_table([_line(one, now) for one in found.sources], _notes(found, now)))
    return 1 if strict and found.is_broken else 0


def _named(wanted: Sequence[str], known: Sequence[str]) -> list[str]:
    """The sources with these names, whatever their case; raises UsageError for a name that none has."""
    by_name = {name.casefold(): name for name in known}
    for name in wanted:
        if name.casefold() not in by_name:
            raise UsageError(f"no source {name!r} was ever crawled into this store: newsieve status lists them")
    return [by_name[name.casefold()] for name in wanted]


@dataclass(frozen=True, slots=True)
class _Line:
    source: str
    state: str
    cells: tuple[str, ...]
    broken: tuple[str, ...]


def _line(one: Standing, now: float) -> _Line:
    from newsieve.watch.standing import state_of

    shares = one.shares
    cells = (
        _ago(one.seen_at, now),
        _ago(one.news_at, now),
        f"{one.new_in_a_day:,}",
        *map(_share, (shares.text, shares.title, shares.date, shares.author)),
        "-" if shares.characters is None else f"{shares.characters:,.0f}",
    )
    broken = tuple(f"{str(found.kind).replace('_', ' ')}: {found.detail}" for found in one.findings)
    return _Line(one.source, state_of(one), cells, broken)


def _ago(at: float | None, now: float) -> str:
    from newsieve.watch.spans import span

    return "-" if at is None else " ".join(span(max(0.0, now - at)).split()[:2])


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _notes(found: Status, now: float) -> list[tuple[str, str]]:
    """What is to be said of the crawls, and how many sources are broken."""
    notes = [(f"{one.kind.replace('_', ' ')}: {one.detail}", "bold red") for one in found.troubles]
    notes += [_run_note(found.runs, now)] if found.runs else []
    if not found.sources:
        return [*notes, ("no source was crawled yet: newsieve crawl", "")]
    broken = sum(one.is_broken for one in found.sources)
    new = sum(one.is_new and not one.is_broken for one in found.sources)
    told = f"{len(found.sources):,} {'source' if len(found.sources) == 1 else 'sources'}"
    parts = [told, f"{broken} broken" if broken else "none broken", *([f"{new} new, not judged yet"] if new else [])]
    return [*notes, (", ".join(parts), "bold")]


def _run_note(runs: Sequence[Run], now: float) -> tuple[str, str]:
    from datetime import datetime

    latest = runs[0]
    ago = _ago(datetime.fromisoformat(latest.started_at).timestamp(), now)
    bad = latest.outcome in ("died", "failed")
    return f"latest run: {latest.number}, {latest.outcome}, begun {ago} ago", "yellow" if bad else "dim"
