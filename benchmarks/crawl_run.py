"""One measured crawl in a process of its own; `benchmarks/crawl.py` starts it.

Reads an order (JSON) from standard input and writes what was measured (JSON) to standard output.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

TICK = 0.005  # seconds between two looks at the event loop's punctuality
KEPT = 5  # of the longest pauses
WARM = 2_000  # pages after which memory is to grow no more
HURRY: dict[str, Any] = {  # nobody has to be spared on loopback
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
}


@dataclass(frozen=True, slots=True)
class Order:
    """What to crawl, and how: raw, inline, pool, newsieve (given the URLs) or site (given the outlets)."""

    way: str
    urls: list[str]
    sources: str
    workers: int
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Figures:
    """What a run came to. CPU and memory are the main process's; `parts` are CPU seconds of what it did."""

    pages: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    peak: float = 0.0  # MiB
    growth: float | None = None  # MiB since the first WARM pages; None where there were not more
    pauses: list[float] = field(default_factory=list)  # the longest, in seconds
    parts: dict[str, float] = field(default_factory=dict)
    articles: int = 0


class Watch:
    """Looks at the event loop's punctuality and the process's memory while a crawl runs."""

    def __init__(self, pages: Callable[[], int]) -> None:
        self._pages, self._last = pages, time.perf_counter()
        self._ticks = 0
        self._warm: float | None = None
        self._most = 0.0
        self.pauses: list[float] = []

    def tick(self) -> None:
        """Called every TICK seconds, or as soon after as the loop gets to it."""
        now = time.perf_counter()
        late, self._last = now - self._last - TICK, now
        if not self._pages():
            return  # what starting takes holds up nobody
        if len(self.pauses) < KEPT or late > self.pauses[-1]:
            self.pauses = sorted([*self.pauses, late], reverse=True)[:KEPT]
        self._ticks += 1
        if self._ticks % 40 == 0 and self._pages() >= WARM:
            size = resident()
            self._warm, self._most = (self._warm or size), max(self._most, size)

    @property
    def growth(self) -> float | None:
        """MiB that were added after the first WARM pages."""
        return self._most - self._warm if self._warm is not None else None


def resident() -> float:
    """MiB of memory that this process has now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


class Links(Spider):
    """Fetches the given URLs; what is done with a page is the subclass's."""

    name = "links"

    def __init__(self, urls: list[str], workers: int) -> None:
        super().__init__()
        self._urls, self._workers, self.pages, self.articles = urls, workers, 0, 0

    async def start(self) -> AsyncIterator[Any]:
        """A request for each URL."""
        for url in self._urls:
            yield Request(url)

    async def parse(self, response: Response) -> AsyncIterator[Any]:
        """Read the page; an item for each that has a text."""
        self.pages += 1
        if await self.read(response.body, response.url):
            self.articles += 1
            yield {"url": response.url}

    async def read(self, body: bytes, url: str) -> bool:  # noqa: ARG002  subclasses do
        """Whether there is a text in the page."""
        return False


class Inline(Links):
    """Reads each page where it arrives."""

    async def read(self, body: bytes, url: str) -> bool:
        """Whether trafilatura finds a text."""
        return read(body, url) is not None


class Pool(Links):
    """Reads pages in a pool of processes."""

    def __init__(self, urls: list[str], workers: int) -> None:
        super().__init__(urls, workers)
        self._pool = ProcessPoolExecutor(workers, mp_context=get_context("forkserver"))

    async def read(self, body: bytes, url: str) -> bool:
        """Whether trafilatura, in another process, finds a text."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, read, body, url) is not None

    def closed(self, reason: str) -> None:  # noqa: ARG002  Scrapy passes it
        """End the processes."""
        self._pool.shutdown()


def read(body: bytes, url: str) -> tuple[str | None, str | None] | None:
    """Title and text, as a Scrapy project with trafilatura has them."""
    from trafilatura import bare_extraction

    document = bare_extraction(body, url=url, with_metadata=True)
    return (getattr(document, "title", None), getattr(document, "text", None)) if document else None


def run_scrapy(kind: type[Links], order: Order, figures: Figures) -> None:
    from twisted.internet.task import LoopingCall

    process = AsyncCrawlerProcess({**HURRY, "LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False, **order.settings})
    crawler = process.create_crawler(kind)
    begun = time.monotonic()

    def pages() -> int:
        return crawler.spider.pages if isinstance(crawler.spider, Links) else 0

    watch = Watch(pages)
    crawler.signals.connect(lambda: _start(LoopingCall(watch.tick)), signals.spider_opened, weak=False)
    process.crawl(crawler, urls=order.urls, workers=order.workers)
    process.start()
    assert isinstance(crawler.spider, Links)
    figures.seconds, figures.pages, figures.articles = time.monotonic() - begun, pages(), crawler.spider.articles
    figures.pauses, figures.growth = watch.pauses, watch.growth


def run_newsieve(order: Order, figures: Figures) -> None:
    import tomllib

    from twisted.internet.task import LoopingCall

    from newsieve.config import parse_sources
    from newsieve.crawl.run import CrawlPlan, Progress, crawl

    seen: list[Progress] = []
    watch = Watch(lambda: seen[-1].fetched)

    def see(now: Progress) -> None:
        if not seen:
            _start(LoopingCall(watch.tick))  # not before: it chooses a reactor
        seen[:] = [now]

    if order.way == "site":
        sources = parse_sources(tomllib.loads(order.sources), "benchmark").sources
        spider, arguments = "site", {"sources": sources, "max_pages": 0, "max_sections": 0, "max_depth": 0}
    else:
        spider, arguments = "urls", {"urls": order.urls}
    with tempfile.TemporaryDirectory() as folder, timed_parts(figures):
        settings = {**HURRY, "NEWSIEVE_WORKERS": order.workers, **order.settings}
        report = crawl(CrawlPlan(spider, arguments, f"{folder}/bench.db", settings), on_progress=see)
        figures.seconds, figures.pages, figures.articles = report.seconds, report.fetched, report.articles
    figures.pauses, figures.growth = watch.pauses, watch.growth


def _start(call: Any) -> None:
    call.start(TICK, now=False).addErrback(lambda failure: failure.printTraceback())


class timed_parts:  # noqa: N801  reads as a verb where it is used
    """While it lasts, the CPU seconds of the crawl's steps in this process are added up."""

    def __init__(self, figures: Figures) -> None:
        self._figures, self._spent = figures, defaultdict[str, float](float)

    def __enter__(self) -> None:
        for name, owner, work in steps():
            setattr(owner, work, self._timed(name, getattr(owner, work)))

    def __exit__(self, *_: object) -> None:
        self._figures.parts = dict(self._spent)

    def _timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            begun = time.thread_time()
            try:
                return work(*given, **named)
            finally:
                self._spent[name] += time.thread_time() - begun

        return run


def steps() -> Iterator[tuple[str, Any, str]]:
    """What is timed: its name in the table, and where it stands."""
    from importlib import import_module

    from newsieve.store import Store

    yield "storing", Store, "save"
    yield "boilerplate", Store, "boilerplate"
    yield "settling", Store, "settle"
    yield "known pages", Store, "known"
    for room, work, name in (
        ("pipelines.find_duplicates", "sign", "signing"),
        ("pipelines.find_duplicates", "shingle", "signing"),
        ("pipelines.store_article", "record", "telling"),
        ("spiders.site", "find_links", "reading links"),
        ("spiders.sitemap", "read_sitemap", "reading links"),
    ):
        module = import_module(room)
        if hasattr(module, work):
            yield name, module, work


def main() -> None:
    order = Order(**json.load(sys.stdin))
    figures, ways = Figures(), {"raw": Links, "inline": Inline, "pool": Pool}
    if order.way in ways:
        run_scrapy(ways[order.way], order, figures)
    else:
        run_newsieve(order, figures)
    figures.cpu = time.process_time()
    figures.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump(asdict(figures), sys.stdout)


if __name__ == "__main__":
    main()
