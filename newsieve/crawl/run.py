"""Run one crawl in this process and say what came of it."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from threading import Thread
from types import FrameType
from typing import Any, cast

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from twisted.internet.base import ReactorBase
from twisted.internet.task import LoopingCall

from newsieve.article import Dropped
from newsieve.crawl.checked import check_settings
from newsieve.crawl.frontier import Frontier
from newsieve.crawl.identity import user_agent
from newsieve.crawl.progress import Progress, resident_bytes
from newsieve.crawl.services import Services
from newsieve.crawl.smooth import run_smoothly
from newsieve.crawl.tally import OnItem, Tally
from newsieve.store import SourceRun, Store
from newsieve.watch.logs import log_json

INTERRUPTED = 130
PROGRESS_EVERY = 0.25  # seconds
__all__ = ["CrawlPlan", "CrawlReport", "Progress", "check", "crawl"]


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """What to crawl: a spider by name, its arguments, the store (None keeps nothing), settings by name."""

    spider: str
    arguments: dict[str, Any] = field(default_factory=dict)
    store: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    contact: str | None = None
    log_level: str = "WARNING"
    json_logs: bool = False
    run: int | None = None  # its number in the store, for the log


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What came of a crawl.

    `articles` are new, `again` were stored before and fetched anew, `known` were not fetched because the store has
    them; `rechecked` were looked at again, of which so many have `changed`, `moved` to another URL, are `gone`, or
    were `missed` by the fault of a moment; `unchanged` are pages of links that, as their servers say, are as they were;
    `copies` are those of this crawl's articles that duplicate another, `removed` their paragraphs that are no story, by
    reason: both after settling. It was `shared` where another crawl had some of the work. `places` are the home pages,
    sections, feeds and sitemaps that answered. `troubled` are hosts that failed again and again, each with what was
    done; `held` hosts and sources that were not to be asked, and why, `queued` the requests that wait in the store
    because of that. `offline`: nobody could be reached. `sources` are what came of each source.
    """

    fetched: int
    articles: int
    again: int
    known: int
    unchanged: int
    copies: int
    dropped: dict[str, int]
    removed: dict[str, int]
    failures: tuple[Dropped, ...]
    seconds: float
    interrupted: bool
    settled: bool
    shared: bool = False
    troubled: dict[str, str] = field(default_factory=dict)
    places: int = 0
    rechecked: int = 0
    changed: int = 0
    moved: int = 0
    gone: int = 0
    missed: int = 0
    held: dict[str, str] = field(default_factory=dict)
    queued: int = 0
    offline: bool = False
    sources: tuple[SourceRun, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For the run's row in the store: the numbers, without the single failures and sources."""
        return {name: value for name, value in asdict(self).items() if name not in ("failures", "sources")}


def crawl(
    plan: CrawlPlan, *, on_item: OnItem | None = None, on_progress: Callable[[Progress], None] | None = None
) -> CrawlReport:
    """Crawl until nothing is left to do, or until Ctrl-C.

    `on_item` is called with each article (and its provisional verdict) or drop once it is stored, `on_progress`
    four times a second. One call per process: the event loop cannot be started twice. Raises StoreError when the
    store cannot be opened, or refuses in the middle, and ConfigError for a setting of the wrong kind.
    """
    tally = Tally(on_item=on_item)
    store = Store.open(plan.store) if plan.store else None
    try:
        _run(plan, store, tally, on_progress)
        if tally.error:
            raise tally.error
        return _report(tally, store)
    finally:
        if store:
            store.close()


def check(plan: CrawlPlan) -> None:
    """Raise ConfigError for a setting of the wrong kind, before anything is done."""
    _settings(plan)


def _run(plan: CrawlPlan, store: Store | None, tally: Tally, on_progress: Callable[[Progress], None] | None) -> None:
    settings = _settings(plan)
    process = AsyncCrawlerProcess(settings)
    if plan.json_logs:
        log_json(settings.get("LOG_LEVEL"), plan.run)
    for warner in ("scrapy.core.downloader.handlers", "scrapy.downloadermiddlewares.httpcompression"):
        logging.getLogger(warner).setLevel(logging.ERROR)  # the summary tells what they warn of
    crawler = process.create_crawler(plan.spider)
    services = Services.provide(crawler, store, tally)
    process.crawl(crawler, **plan.arguments)
    if on_progress:
        LoopingCall(lambda: on_progress(_progress(crawler, tally))).start(PROGRESS_EVERY, now=False)
    _on_interrupt(services)
    run_smoothly()
    process.start(install_signal_handlers=False)


def _settings(plan: CrawlPlan) -> Settings:
    settings = Settings()
    settings.setmodule("newsieve.settings", priority="project")
    contact = plan.contact or settings.get("NEWSIEVE_CONTACT") or None
    settings.update(
        {"USER_AGENT": user_agent(contact), "LOG_LEVEL": plan.log_level, "NEWSIEVE_STORE": plan.store or ""},
        priority="spider",
    )
    check_settings(plan.settings, settings)
    settings.update(plan.settings, priority="cmdline")
    if plan.json_logs:
        settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")  # ours takes its place
    return settings


def _on_interrupt(services: Services) -> None:
    """Ctrl-C and SIGTERM end the crawl at once: what is not stored was never acknowledged, and is fetched again."""
    from twisted.internet import reactor as chosen  # importing it installs it, so not before Scrapy has

    reactor = cast(ReactorBase, chosen)
    reactor.getThreadPool().threadFactory = _DaemonThread  # a slow name server holds up nobody's end

    def end(_number: int, _frame: FrameType | None) -> None:
        if services.tally.interrupted:
            os._exit(INTERRUPTED)  # asked twice
        services.tally.interrupted = True
        reactor.callFromThread(finish)

    def finish() -> None:
        services.abandon()
        reactor.crash()  # not stop(): that waits for every download under way

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)


class _DaemonThread(Thread):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options | {"daemon": True})


def _progress(crawler: Crawler, tally: Tally) -> Progress:
    scheduler = crawler.engine.scheduler if crawler.engine else None
    frontier = scheduler if isinstance(scheduler, Frontier) else None
    return Progress(
        tally.fetched,
        tally.articles,
        sum(tally.dropped.values()),
        frontier.queued if frontier else 0,
        tally.seconds,
        known=tally.known,
        failed=tally.failed,
        outlets=tally.outlets.told(frontier.queued_by_outlet if frontier else None),
        last_error=tally.last_error,
        memory=resident_bytes(),
    )


def _report(tally: Tally, store: Store | None) -> CrawlReport:
    verdicts = store.verdicts(tally.ids) if store else {}
    return CrawlReport(
        fetched=tally.fetched,
        articles=tally.articles,
        again=tally.again,
        known=tally.known,
        unchanged=tally.unchanged,
        copies=sum(verdict.cluster != article_id for article_id, verdict in verdicts.items()),
        dropped=dict(tally.dropped.most_common()),
        removed=store.removed(tally.ids) if store else dict(tally.removed.most_common()),
        failures=tuple(tally.failures),
        seconds=tally.seconds,
        interrupted=tally.interrupted,
        settled=tally.settled,
        shared=tally.shared,
        troubled=dict(tally.troubled),
        places=tally.places,
        rechecked=tally.rechecked,
        changed=tally.changed,
        moved=tally.moved,
        gone=tally.gone,
        missed=tally.missed,
        held=dict(tally.held),
        queued=tally.queued,
        offline=tally.offline,
        sources=tally.outlets.sums(verdicts),
    )
