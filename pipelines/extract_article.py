"""Stage 1: read each page in a worker process."""

from __future__ import annotations

import asyncio
from typing import Any, Self

from scrapy.crawler import Crawler

from newsieve.article import Page
from newsieve.crawl.services import Services


class ExtractArticle:
    """Page → Article or Dropped; whatever else a spider yields passes."""

    def __init__(self, services: Services) -> None:
        self._pool = services.pool

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(Services.of(crawler))

    async def process_item(self, item: Any) -> Any:
        """Hand the page to the pool; the event loop never parses."""
        if not isinstance(item, Page):
            return item
        return await asyncio.wrap_future(self._pool.submit(item))
