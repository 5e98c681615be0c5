"""A Scrapy extension for the tests: how many requests waited at once, as a statistic."""

from __future__ import annotations

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
