"""Run one spider in a process of its own, with the real robots middleware, duplicate filter and downloader.

`python -m tests.crawl.one_crawl` reads a pickled `Plan` from standard input and writes a pickled `Crawled` to standard
output; `crawl` does both.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsieve.article import Dropped, DropReason, Page

ROOT = Path(__file__).resolve().parents[2]
SETTINGS: dict[str, Any] = {
    "SPIDER_MODULES": ["spiders"],
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "newsieve.crawl.ways.SourceWays": 90,
        "newsieve.crawl.robots.RobotsMiddleware": 100,
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
        "newsieve.crawl.redirects.Refreshes": 580,
        "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
        "newsieve.crawl.redirects.Redirects": 600,
    },
    "SPIDER_MIDDLEWARES": {"newsieve.crawl.known.SkipKnownPages": 100},
    "DUPEFILTER_CLASS": "newsieve.crawl.dupes.PageKeyDupeFilter",
    "ROBOTSTXT_OBEY": True,
    "USER_AGENT": "newsieve/0.0 (+desk@example.org)",
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_TIMEOUT": 10,
    "DOWNLOAD_MAXSIZE": 1024 * 1024,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "RETRY_TIMES": 0,
    "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "WARNING",
}


@dataclass(frozen=True, slots=True)
class Plan:
    spider: str
    arguments: dict[str, Any]
    settings: dict[str, Any]


@dataclass(slots=True)
class Crawled:
    """What a crawl brought: items in the order of arrival, Scrapy's statistics, and what it wrote to its log."""

    items: list[Any] = field(default_factory=list)
    stats: dict[str, Any] = field(default_factory=dict)
    log: str = ""

    @property
    def pages(self) -> list[Page]:
        return [item for item in self.items if isinstance(item, Page)]

    @property
    def dropped(self) -> list[Dropped]:
        return [item for item in self.items if isinstance(item, Dropped)]

    @property
    def fates(self) -> dict[str, tuple[DropReason, str]]:
        """Reason and detail of each drop, by the source as it was given."""
        return {drop.source: (drop.reason, drop.detail) for drop in self.dropped}

    def paths(self) -> list[str]:
        """The paths of the pages, sorted, without scheme and host."""
        return sorted("/" + page.url.split("/", 3)[3] for page in self.pages)


def crawl(spider: str, settings: dict[str, Any] | None = None, **arguments: Any) -> Crawled:
    """Run a spider with these arguments until it has finished."""
    plan = Plan(spider, arguments, settings or {})
    done = subprocess.run(
        [sys.executable, "-m", "tests.crawl.one_crawl"],
        input=pickle.dumps((plan.spider, plan.arguments, plan.settings)),
        capture_output=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )
    log = done.stderr.decode()
    assert done.returncode == 0, log
    items, stats = pickle.loads(done.stdout)
    return Crawled(items, stats, log)


class Keep:
    """Item pipeline: remember every item."""

    items: list[Any] = []  # noqa: RUF012  one crawl a process

    def process_item(self, item: Any) -> Any:
        self.items.append(item)
        return item


def main() -> None:
    from scrapy.crawler import AsyncCrawlerProcess

    spider, arguments, settings = pickle.load(sys.stdin.buffer)
    process = AsyncCrawlerProcess({**SETTINGS, "ITEM_PIPELINES": {Keep: 1}, **settings})
    crawler = process.create_crawler(spider)
    process.crawl(crawler, **arguments)
    process.start()
    stats = {name: value for name, value in crawler.stats.get_stats().items() if isinstance(value, int | float | str)}
    sys.stdout.buffer.write(pickle.dumps((Keep.items, stats)))


if __name__ == "__main__":
    main()
