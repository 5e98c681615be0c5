"""`newsieve clean`."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TYPE_CHECKING, Annotated

import typer

from newsieve.cli.options import Formats, OutputFile, Quiet, RecordFormat, Strict, Verbose
from newsieve.cli.screen import open_screen
from newsieve.errors import InputError, UsageError

if TYPE_CHECKING:
    from newsieve.article import Article, Dropped, Page

PAGE_SECONDS = 30.0  # the time limit of one page
IN_FLIGHT = 64  # pages read ahead of the one that is written next

Inputs = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE|FOLDER|-", help="HTML files (.html, .html.gz), folders of them, - for stdin."),
]


def clean(
    inputs: Inputs = None,
    format: Formats = RecordFormat.JSONL,
    output: OutputFile = None,
    strict: Strict = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Turn saved pages into records, in the order given: no network, no store."""
    screen = open_screen(quiet, verbose)
    from newsieve.article import Article
    from newsieve.cli.pages import file_ids, listed
    from newsieve.cli.tally import Tally
    from newsieve.cli.writing import records
    from newsieve.extraction.pool import ExtractionPool
    from newsieve.record import dropped_record, record

    sources = list(listed(inputs or _stdin()))
    _refuse_nothing(sources)
    tally, ids = Tally(screen), file_ids(sources)
    with (
        records(output, format, screen) as write,
        screen.progress("pages", len(sources)) as progress,
        ExtractionPool(None, PAGE_SECONDS) as pool,
    ):
        for done, outcome in enumerate(_outcomes(sources, pool.submit), 1):
            tally.count(outcome)
            if not isinstance(outcome, InputError):
                told = record(outcome) if isinstance(outcome, Article) else dropped_record(outcome)
                told["id"] = ids.get(outcome.source, told["id"])
                write(told)
            progress(done, len(sources))
    screen.say(tally.line)
    return tally.exit_code(strict)


def _stdin() -> list[str]:
    if sys.stdin.isatty():
        raise UsageError("nothing to clean: name a file or a folder, or pipe a page in")
    return ["-"]


def _refuse_nothing(sources: list[str | InputError]) -> None:
    """Only names that are not there: the call is wrong."""
    errors = [source for source in sources if isinstance(source, InputError)]
    if len(errors) == len(sources):
        raise UsageError("; ".join(map(str, errors)))


def _outcomes(
    sources: Iterable[str | InputError], submit: Callable[[Page, str], Future[Article | Dropped]]
) -> Iterator[Article | Dropped | InputError]:
    """Extract every source, several at once, and yield the outcomes in order."""
    ahead: deque[Future[Article | Dropped] | Dropped | InputError] = deque()
    for source in sources:
        ahead.append(_begin(source, submit))
        if len(ahead) >= IN_FLIGHT:
            yield _end(ahead.popleft())
    while ahead:
        yield _end(ahead.popleft())


def _begin(
    source: str | InputError, submit: Callable[[Page, str], Future[Article | Dropped]]
) -> Future[Article | Dropped] | Dropped | InputError:
    from newsieve.article import Dropped
    from newsieve.cli.pages import read_page

    if isinstance(source, InputError):
        return source
    try:
        page = read_page(source)
    except InputError as error:
        return error
    return page if isinstance(page, Dropped) else submit(page, source)


def _end(begun: Future[Article | Dropped] | Dropped | InputError) -> Article | Dropped | InputError:
    return begun.result() if isinstance(begun, Future) else begun
