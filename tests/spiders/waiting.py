"""Scrapy extensions for the tests: how many requests waited at once, how long the event loop was held up."""

from __future__ import annotations

import asyncio
import time
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler


class MostWaiting:
    def __init__(self, crawler: Crawler) -> None:
        self.waiting = 0
        self.stats = crawler.stats
        crawler.signals.connect(self.scheduled, signals.request_scheduled)
        crawler.signals.connect(self.reached, signals.request_reached_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def scheduled(self, request: Request) -> None:
        self.waiting += 1
        self.stats.max_value("most_waiting", self.waiting)

    def reached(self, request: Request) -> None:
        self.waiting -= 1


class LongestHold:
    """The most CPU seconds that passed before the event loop came round again, as a statistic."""

    def __init__(self, crawler: Crawler) -> None:
        self.stats = crawler.stats
        crawler.signals.connect(self.begin, signals.spider_opened)
        crawler.signals.connect(self.end, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def begin(self) -> None:
        self.task = asyncio.ensure_future(self.watch())

    def end(self) -> None:
        self.task.cancel()

    async def watch(self) -> None:
        while True:
            begun = time.process_time()
            await asyncio.sleep(0.002)
            self.stats.max_value("longest_hold", time.process_time() - begun)
