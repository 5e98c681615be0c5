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
    typer.Argument(
        metavar="FILE|FOLDER|WARC|-", help="HTML files (.html, .html.gz), WARC files, folders of them, - for stdin."
    ),
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
            progress(done, max(done, len(sources)))
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
        for begun in _begin(source, submit):
            ahead.append(begun)
            if len(ahead) >= IN_FLIGHT:
                yield _end(ahead.popleft())
    while ahead:
        yield _end(ahead.popleft())


def _begin(
    source: str | InputError, submit: Callable[[Page, str], Future[Article | Dropped]]
) -> Iterator[Future[Article | Dropped] | Dropped | InputError]:
    """Hand over the page of a file, or the pages of an archive one by one; in their place, why there are none."""
    from newsieve.article import Dropped

    if isinstance(source, InputError):
        yield source
        return
    try:
        for place, page in _pages(source):
            yield page if isinstance(page, Dropped) else submit(page, place)
    except InputError as error:
        yield error


def _pages(source: str) -> Iterator[tuple[str, Page | Dropped]]:
    """The pages of a file, each with its source; that of a page in an archive is its place there."""
    from newsieve.archives import is_archive, read_archive
    from newsieve.article import Dropped
    from newsieve.cli.pages import STDIN, read_page

    if source == STDIN or not is_archive(source):
        yield source, read_page(source)
        return
    for page in read_archive(source):
        yield (page.source if isinstance(page, Dropped) else page.via or source), page


def _end(begun: Future[Article | Dropped] | Dropped | InputError) -> Article | Dropped | InputError:
    return begun.result() if isinstance(begun, Future) else begun
