"""`newsieve crawl`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from newsieve.cli.options import Quiet, Settings, Store, Strict, Verbose, Warc, archived, settings, store_url
from newsieve.cli.screen import Screen, open_screen
from newsieve.errors import NothingObtained

if TYPE_CHECKING:
    from newsieve.crawl.run import CrawlPlan, CrawlReport

INTERRUPTED = 130

Outlets = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCES.toml|URL", help="A sources file or outlets' home pages; without any, ./sources.toml."
    ),
]
Limit = Annotated[
    int | None, typer.Option("--limit", metavar="PAGES", min=1, help="Fetch at most so many stories of each outlet.")
]


def crawl(
    outlets: Outlets = None,
    store: Store = None,
    limit: Limit = None,
    set: Settings = None,
    warc: Warc = None,
    strict: Strict = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Fetch what is new from the outlets into the store, find the copies, and sum up.

    Pages that the store has are not fetched again; run it as often as you like.
    """
    screen = open_screen(quiet, verbose)
    from newsieve.cli.outlets import read_outlets
    from newsieve.cli.plans import plan

    named = read_outlets(outlets or [], screen)
    sources = tuple(replace(source, max_pages=limit or source.max_pages) for source in named.sources)
    chosen = archived(settings(set), warc)
    order = plan("site", {"sources": sources}, chosen, screen, store=store_url(store), contact=named.contact)
    report = run(order, screen, "newsieve crawl")
    return exit_code(report, order.store or "", screen, failed=strict and bool(report.failures or named.refused))


def run(order: CrawlPlan, screen: Screen, title: str) -> CrawlReport:
    """Crawl into a store, note the run there and show its summary."""
    from newsieve.crawl.run import crawl as crawl_now
    from newsieve.report import summary
    from newsieve.store import Store as OpenStore

    assert order.store
    with OpenStore.open(order.store) as archive:
        number = archive.start_run(title)
    with screen.crawl() as show:
        report = crawl_now(order, on_progress=show)
    if screen.verbose or not screen.console.is_terminal:
        for failure in report.failures:
            screen.say(f"failed {failure.source}: {failure.reason}: {failure.detail}")
    with OpenStore.open(order.store) as archive:
        archive.finish_run(number, json.dumps({"command": title, **report.as_dict()}), report.articles + report.again)
        screen.show(summary(report, archive.counts(), archive.syndicated(), title))
    return report


def exit_code(report: CrawlReport, store: str, screen: Screen, *, failed: bool) -> int:
    """The exit code of a crawl, with a last word where it did not simply go well."""
    from newsieve.store import shown

    if report.interrupted:
        stored = report.articles + report.again
        noun = "article" if stored == 1 else "articles"
        screen.warn(f"interrupted: {stored} {noun} stored in {shown(store)}; the same command goes on from there")
        return INTERRUPTED
    if not report.articles and not report.again:
        if report.shared and not report.failures and not failed:
            screen.say("nothing left to do: another crawl of these sources has done it")
            return 0
        if not (report.known or report.unchanged) or report.failures:
            raise NothingObtained("no article could be obtained")
        screen.say("nothing new")
    if failed and screen.quiet:
        screen.warn(f"newsieve: {len(report.failures)} failed; without --quiet each is named")
    return 1 if failed else 0
