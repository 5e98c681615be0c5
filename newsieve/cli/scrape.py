"""`newsieve scrape`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from newsieve.cli.options import (
    Formats,
    OutputFile,
    Quiet,
    RecordFormat,
    Settings,
    StoreIfGiven,
    Strict,
    Verbose,
    Warc,
    archived,
    settings,
)
from newsieve.cli.screen import Screen, open_screen

if TYPE_CHECKING:
    from newsieve.cli.batch import Batch
    from newsieve.crawl.run import CrawlPlan, CrawlReport

Urls = Annotated[list[str] | None, typer.Argument(metavar="URL", help="Pages to fetch.")]
UrlFile = Annotated[
    str | None, typer.Option("--input", "-i", metavar="FILE", help="A file with one URL a line; - for standard input.")
]


def scrape(
    urls: Urls = None,
    input: UrlFile = None,
    format: Formats = RecordFormat.JSONL,
    output: OutputFile = None,
    store: StoreIfGiven = None,
    set: Settings = None,
    warc: Warc = None,
    strict: Strict = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Fetch pages by URL and write one record for each, copies among them marked.

    Nothing is kept unless a store is given. Pages that robots.txt disallows are not fetched.
    """
    screen = open_screen(quiet, verbose)
    from newsieve.cli.batch import Batch, read_urls
    from newsieve.cli.plans import plan
    from newsieve.cli.tally import Tally
    from newsieve.cli.writing import records

    batch = Batch([*(urls or ()), *(read_urls(input) if input else ())])
    batch.refuse_nothing()
    tally = Tally(screen)
    # Two inputs may redirect to one page: each is to have its record, so Scrapy is not to leave the second out.
    fixed = {"DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter"}
    chosen = archived(settings(set), warc)
    order = plan("urls", {"urls": batch.wanted}, chosen, screen, store=store, fixed=fixed)
    with records(output, format, screen) as write:
        report = _fetch(order, batch, screen)
        for outcome, record in batch.records(store if report.settled else None, complete=not report.interrupted):
            tally.count(outcome)
            write(record)
        screen.say(tally.line)
        if report.interrupted:
            raise KeyboardInterrupt
    return tally.exit_code(strict)


def _fetch(order: CrawlPlan, batch: Batch, screen: Screen) -> CrawlReport:
    from newsieve.crawl.run import Progress, crawl

    with screen.progress("pages", len(batch.wanted)) as progress:

        def show(_progress: Progress) -> None:
            progress(len(batch.outcomes), len(batch.wanted))

        return crawl(order, on_item=batch.take, on_progress=show)
