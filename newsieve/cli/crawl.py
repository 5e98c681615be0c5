"""`newsieve crawl`."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from newsieve.cli.options import (
    AlertCommand,
    AlertWebhook,
    Logs,
    MetricsFile,
    Quiet,
    Settings,
    Store,
    Strict,
    Verbose,
    settings,
    store_url,
)
from newsieve.cli.screen import Screen, open_screen
from newsieve.cli.watching import Watch, begin, end, fail, lose, watch_of
from newsieve.errors import NothingObtained, StoreError

if TYPE_CHECKING:
    from newsieve.crawl.run import CrawlPlan, CrawlReport
    from newsieve.store import Store as OpenStore

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
    strict: Strict = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    alert_command: AlertCommand = None,
    webhook: AlertWebhook = None,
    metrics: MetricsFile = None,
    log_format: Logs = None,
) -> int:
    """Fetch what is new from the outlets into the store, find the copies, and sum up.

    Pages that the store has are not fetched again; run it as often as you like.
    """
    screen = open_screen(quiet, verbose, log_format)
    from newsieve.cli.outlets import read_outlets
    from newsieve.cli.plans import plan

    named = read_outlets(outlets or [], screen)
    watch = watch_of(alert_command or named.alert_command, webhook or named.webhook, metrics)
    sources = tuple(replace(source, max_pages=limit or source.max_pages) for source in named.sources)
    order = plan("site", {"sources": sources}, settings(set), screen, store=store_url(store), contact=named.contact)
    report = run(order, screen, "newsieve crawl", watch)
    return exit_code(report, order.store or "", screen, failed=strict and bool(report.failures or named.refused))


def run(order: CrawlPlan, screen: Screen, title: str, watch: Watch | None = None) -> CrawlReport:
    """Crawl into a store, note the run there, show its summary, and let who watches know what broke."""
    from newsieve.store import Store as OpenStore
    from newsieve.store import shown

    assert order.store
    watch = watch or Watch()
    with ExitStack() as opened:
        try:
            archive = opened.enter_context(OpenStore.open(order.store))
            number = opened.enter_context(archive.run(title))
        except StoreError as error:
            lose(shown(order.store), error, watch, screen)
            raise
        try:
            begin(archive, watch, screen)
            report = _crawl(replace(order, run=number), screen)
            _note(archive, number, title, report, screen)
        except Exception as error:
            fail(archive, number, error, title, watch, screen)
            raise
        end(archive, number, watch, screen)
        return report


def _crawl(order: CrawlPlan, screen: Screen) -> CrawlReport:
    from newsieve.crawl.run import crawl as crawl_now

    with screen.crawl() as show:
        report = crawl_now(order, on_progress=show)
    if screen.verbose or not screen.console.is_terminal:
        for failure in report.failures:
            line = f"failed {failure.source}: {failure.reason}: {failure.detail}"
            screen.say(line, event="failed", url=failure.url, outlet=failure.outlet, reason=str(failure.reason))
    return report


def _note(archive: OpenStore, number: int, title: str, report: CrawlReport, screen: Screen) -> None:
    from newsieve.report import summary
    from newsieve.store import Outcome

    told = {"command": title, **report.as_dict()}
    outcome = Outcome.INTERRUPTED if report.interrupted else Outcome.FINISHED
    archive.finish_run(number, json.dumps(told), report.articles + report.again, outcome, report.sources)
    counts = archive.counts()
    screen.tell("summary", {"run": number, **told}, summary(report, counts, archive.syndicated(), title))


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
