"""`newsieve export`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsieve.cli.options import OutputPath, Quiet, Store, Verbose, store_url
from newsieve.cli.screen import Screen, open_screen
from newsieve.errors import NothingObtained, StoreError, UsageError

if TYPE_CHECKING:
    from newsieve.store import HandOver, Selection, Snapshot
    from newsieve.store import Store as OpenStore


class What(StrEnum):
    """What is exported."""

    ARTICLES = "articles"
    STORIES = "stories"
    COPIES = "copies"


class ExportFormat(StrEnum):
    """How records are written."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    MARKDOWN = "markdown"


Words = list[str] | None


def export(
    what: Annotated[
        What, typer.Option("--what", help="Articles, stories with their articles, or the list of copies.")
    ] = What.ARTICLES,
    everything: Annotated[bool, typer.Option("--all", help="Every article, copies too.")] = False,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="RUN|DATE",
            help="What changed since that run ended, or was published since that day.",
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="What was published up to that day, YYYY-MM-DD.")
    ] = None,
    outlet: Annotated[
        Words, typer.Option("--outlet", metavar="NAME", help="Only this outlet or site, in any case; may repeat.")
    ] = None,
    language: Annotated[
        Words, typer.Option("--language", metavar="CODE", help="Only this language, such as en; may repeat.")
    ] = None,
    store: Store = None,
    format: Annotated[
        ExportFormat, typer.Option("--format", help="jsonl, csv, parquet, or markdown: a folder with a file for each.")
    ] = ExportFormat.JSONL,
    output: OutputPath = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Write what a store holds: one canonical article per story, or all of them, or stories, or copies.

    Each export is a run of its own. Its last line names the number to give to --since next time: then what has changed
    in between is written, and nothing else.
    """
    screen = open_screen(quiet, verbose)
    _refuse_contradictions(what, everything, format, output)
    from newsieve.cli.sinks import sink
    from newsieve.store import HandOver
    from newsieve.store import Store as OpenStore

    started = datetime.now(UTC)
    with OpenStore.open(store_url(store), create=False) as archive:
        selection = _selection(archive, since, until, outlet, language)
        with archive.snapshot() as view:
            total = _count(view, what, everything, selection)
            _refuse_nothing(archive, total, selection)
            opening = sink(output, format, what, screen, mirror=selection.after is None, every=everything)
            with opening as write, screen.progress(what, total) as progress:
                for done, record in enumerate(_records(view, what, everything, selection), 1):
                    write(record)
                    progress(done, total)
        title = _title(what, everything, {"--since": since, "--until": until}, outlet, language)
        _hand_over(archive, HandOver(title, started, view.mark, total), what, screen, again=selection.after is not None)
    return 0


def _refuse_contradictions(what: What, everything: bool, format: ExportFormat, output: str | None) -> None:
    if everything and what is not What.ARTICLES:
        raise UsageError(f"--all is for --what articles; --what {what} always tells all of them")
    if format is ExportFormat.MARKDOWN and what is not What.ARTICLES:
        raise UsageError(f"--format markdown is for --what articles; {what} come as jsonl, csv or parquet")
    if format is ExportFormat.MARKDOWN and output in (None, "-"):
        raise UsageError("--format markdown makes one file for each article: name a folder with -o FOLDER")


def _selection(archive: OpenStore, since: str | None, until: str | None, outlets: Words, languages: Words) -> Selection:
    from newsieve.cli.moments import day, day_or_run
    from newsieve.store import Selection

    start = day_or_run(since, "--since") if since is not None else None
    end = day(until, "--until") if until is not None else None
    after = _mark(archive, start) if isinstance(start, int) else None
    first = None if isinstance(start, int) else start
    if first and end and end < first:
        raise UsageError(f"--until {end} is before --since {first}")
    return Selection(after, first, end, tuple(outlets or ()), tuple(languages or ()))


def _mark(archive: OpenStore, run: int) -> int | None:
    """What had changed when a run ended; before the first run, nothing had."""
    if run == 0:
        return None
    mark = archive.mark_of(run)
    if mark is None:
        raise UsageError(f"--since {run}: no run of this store that ended; `newsieve runs` lists them")
    return mark


def _count(view: Snapshot, what: What, everything: bool, selection: Selection) -> int:
    match what:
        case What.STORIES:
            return view.count_stories(selection)
        case What.COPIES:
            return view.count_copies(selection)
    return view.count_articles(selection, every=everything)


def _records(view: Snapshot, what: What, everything: bool, selection: Selection) -> Iterator[Any]:
    from newsieve.export import copy_record, story_record
    from newsieve.record import record

    match what:
        case What.STORIES:
            return map(story_record, view.stories(selection))
        case What.COPIES:
            return map(copy_record, view.copies(selection))
    return (record(article, verdict) for article, verdict in view.articles(selection, every=everything))


def _refuse_nothing(archive: OpenStore, total: int, selection: Selection) -> None:
    """A hand-over may be empty, and so may the list of copies; that a store or a choice is empty is worth a word."""
    if total or selection.after is not None:
        return
    if not archive.counts().articles:
        raise NothingObtained(f"{archive.url}: no article in this store yet")
    if selection.filters:
        raise NothingObtained(f"{archive.url}: nothing in this store fits")


def _title(what: What, everything: bool, moments: dict[str, str | None], outlets: Words, languages: Words) -> str:
    """The command as `newsieve runs` lists it."""
    named = [*moments.items(), *(("--outlet", name) for name in outlets or ())]
    named += [("--language", code) for code in languages or ()]
    told = (word for option, value in named if value is not None for word in (option, value))
    return shlex.join(["newsieve", "export", "--what", what, *(["--all"] if everything else []), *told])


def _hand_over(archive: OpenStore, done: HandOver, what: What, screen: Screen, *, again: bool) -> None:
    """Note the export as a run and tell its number; a store that may only be read gives whole exports, without one."""
    from newsieve.export import TABLES

    told = f"{done.articles} {TABLES[what].one if done.articles == 1 else what}"
    try:
        number = archive.note_hand_over(done)
    except StoreError as error:
        if again:
            raise
        screen.warn(f"{told}; without a number for --since: {error}")
    else:
        screen.say(f"{told}; next: --since {number}")
