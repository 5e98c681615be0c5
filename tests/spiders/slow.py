"""A stage for the tests that takes its time and counts, as a statistic, how many items it has at once."""

from __future__ import annotations

import asyncio
from typing import Any, Self

from scrapy.crawler import Crawler


class Slow:
    def __init__(self, crawler: Crawler) -> None:
        self.under_way, self.stats = 0, crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        self.under_way += 1
        self.stats.max_value("most_under_way", self.under_way)
        await asyncio.sleep(0.02)
        self.under_way -= 1
        return item
