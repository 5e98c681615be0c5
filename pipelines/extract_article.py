"""Stage 1: read each page in a worker process."""

from __future__ import annotations

import asyncio
from typing import Any, Self

from scrapy.crawler import Crawler

from newsieve.article import Page
from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread


class ExtractArticle:
    """Page → Article or Dropped; whatever else a spider yields passes."""

    def __init__(self, services: Services) -> None:
        self._pool = services.pool
        self._started: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(Services.of(crawler))

    async def process_item(self, item: Any) -> Any:
        """Hand the page to the pool; the event loop never parses."""
        if not isinstance(item, Page):
            return item
        if self._started is None:  # it takes most of a second, in which the event loop has other things to do
            self._started = asyncio.ensure_future(in_thread(self._pool.start))
        await self._started
        return await asyncio.wrap_future(self._pool.submit(item))
