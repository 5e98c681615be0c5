"""`newsieve crawl`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from newsieve import clock
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
    Warc,
    archived,
    settings,
    store_url,
)
from newsieve.cli.screen import Screen, open_screen
from newsieve.cli.watching import Watch, begin, end, fail, lose, rest, watch_of
from newsieve.errors import NothingObtained, StoreError

if TYPE_CHECKING:
    from newsieve.config import Source
    from newsieve.crawl.agenda import Forecast
    from newsieve.crawl.run import CrawlPlan, CrawlReport
    from newsieve.store import Store as OpenStore

INTERRUPTED = 130

Outlets = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCES.toml|URL",
        help="A sources file (- is standard input) or outlets' home pages; without any, ./sources.toml.",
    ),
]
Due = Annotated[
    bool,
    typer.Option("--due", help="Visit only the home pages, sections, feeds and sitemaps that are due, and leave."),
]
Limit = Annotated[
    int | None, typer.Option("--limit", metavar="PAGES", min=1, help="Fetch at most so many stories of each outlet.")
]


def crawl(
    outlets: Outlets = None,
    due: Due = False,
    store: Store = None,
    limit: Limit = None,
    set: Settings = None,
    warc: Warc = None,
    strict: Strict = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    alert_command: AlertCommand = None,
    webhook: AlertWebhook = None,
    metrics: MetricsFile = None,
    log_format: Logs = None,
) -> int:
    """Fetch what is new from the outlets into the store, find the copies, and sum up.

    Pages that the store has are not fetched again; run it as often as you like. With --due, each place is visited as
    often as it brings news.
    """
    screen = open_screen(quiet, verbose, log_format)
    from newsieve.cli.outlets import read_outlets
    from newsieve.cli.plans import plan
    from newsieve.crawl.agenda import SPIDER
    from newsieve.schedule.telling import nothing_to_do

    named = read_outlets(outlets or [], screen)
    watch = watch_of(alert_command, webhook or named.webhook, metrics, screen, known=named.alert_command)
    sources = tuple(replace(source, max_pages=limit or source.max_pages) for source in named.sources)
    if due and not (found := look_first(store_url(store), sources, watch, screen)).free:
        screen.say(nothing_to_do(found, clock.now().timestamp()))
        return 1 if strict and named.refused else 0
    arguments, chosen = {"sources": sources, "due": due}, archived(settings(set), warc)
    order = plan(SPIDER, arguments, chosen, screen, store=store_url(store), contact=named.contact)
    brief = due and not screen.console.is_terminal  # for a log, which gets one every few minutes
    report = run(order, screen, "newsieve crawl --due" if due else "newsieve crawl", watch, brief=brief)
    failed = strict and bool(report.failures or named.refused)
    well = due and bool(report.places or look_ahead(store_url(store), sources).well)
    return exit_code(report, order.store or "", screen, failed=failed, well=well)


def look_first(store: str, sources: Sequence[Source], watch: Watch, screen: Screen) -> Forecast:
    """What is due, before a run begins. Where nothing is, there will be no run: who watches hears of it now."""
    from newsieve.crawl.agenda import forecast
    from newsieve.store import Store as OpenStore
    from newsieve.store import shown

    try:
        with OpenStore.open(store) as archive:
            found = forecast(archive, sources)
            if not found.free:
                rest(archive, watch, screen)
            return found
    except StoreError as error:
        lose(shown(store), error, watch, screen)
        raise


def look_ahead(store: str, sources: Sequence[Source]) -> Forecast:
    """What is due, and what will be."""
    from newsieve.crawl.agenda import forecast
    from newsieve.store import Store as OpenStore

    with OpenStore.open(store) as archive:
        return forecast(archive, sources)


def run(
    order: CrawlPlan, screen: Screen, title: str, watch: Watch | None = None, *, brief: bool = False
) -> CrawlReport:
    """Crawl into a store, note the run there, show its summary (`brief` in one line), and let who watches know what
    broke.
    """
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
            _note(archive, number, title, report, screen, brief=brief)
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


def _note(archive: OpenStore, number: int, title: str, report: CrawlReport, screen: Screen, *, brief: bool) -> None:
    from newsieve.report import summary
    from newsieve.store import Ending

    told = {"command": title, **report.as_dict()}
    outcome = Ending.INTERRUPTED if report.interrupted else Ending.FINISHED
    stored = report.articles + report.again + report.changed
    archive.finish_run(number, json.dumps(told), stored, outcome, report.sources)
    whole = None if brief else summary(report, archive.counts(), archive.syndicated(), title)
    screen.tell("summary", {"run": number, **told}, whole or in_one_line(report))


def in_one_line(report: CrawlReport) -> str:
    """What a crawl of what is due came to; what there was none of is left out, but for the first four."""
    counts = (
        (report.places, "place visited", "places visited"),
        (report.articles, "new article", "new articles"),
        (report.copies, "copy of others", "copies of others"),
        (len(report.failures), "failure", "failures"),
    )
    rarer = (
        (report.changed, "changed", "changed"),
        (report.moved, "moved", "moved"),
        (report.gone, "gone", "gone"),
        (len(report.held), "held back", "held back"),
    )
    there = [*counts, *(one for one in rarer if one[0])]
    told = ", ".join(f"{number:,} {one if number == 1 else many}" for number, one, many in there)
    return f"{told}, {report.seconds:.0f} s"


def exit_code(report: CrawlReport, store: str, screen: Screen, *, failed: bool, well: bool = False) -> int:
    """The exit code of a crawl, with a last word where it did not simply go well.

    A crawl of what is due went `well` where anything answered, or did before: what failed is tried again in time.
    """
    from newsieve.store import shown

    if report.interrupted:
        stored = report.articles + report.again + report.changed
        noun = "article" if stored == 1 else "articles"
        screen.warn(f"interrupted: {stored} {noun} stored in {shown(store)}; the same command goes on from there")
        return INTERRUPTED
    if report.offline:
        raise NothingObtained(f"this machine seems to be offline: nobody answers{_waiting(report)}")
    if not report.articles and not report.again:
        if report.held and not report.fetched and not report.failures and not failed:
            screen.say(f"nothing to ask for now{_held(report)}")
            return 0
        if report.shared and not report.failures and not failed:
            screen.say("nothing left to do: another crawl of these sources has done it")
            return 0
        if not well and (report.failures or not (report.known or report.unchanged or report.rechecked)):
            raise NothingObtained(f"no article could be obtained{_held(report)}")
        screen.say("nothing new, but corrections" if report.changed else "nothing new")
    if failed and screen.quiet:
        screen.warn(f"newsieve: {len(report.failures)} failed; without --quiet each is named")
    return 1 if failed else 0


def _held(report: CrawlReport) -> str:
    """Who was not to be asked, and why, in one line; nothing where everybody was."""
    from newsieve.report.plain import shown as escaped

    if not report.held:
        return ""
    [(name, why), *others] = report.held.items()
    more = f" (and {len(others)} more)" if others else ""
    return f": {escaped(name)}: {escaped(why)}{more}{_waiting(report)}"


def _waiting(report: CrawlReport) -> str:
    """What is not lost."""
    pages = "page waits" if report.queued == 1 else "pages wait"
    return f"; {report.queued:,} {pages} in the store" if report.queued else ""
