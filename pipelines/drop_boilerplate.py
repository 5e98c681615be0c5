"""Stage 2: drop the paragraphs that this site repeats across different stories."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Self

from scrapy.crawler import Crawler

from newsieve.article import Article
from newsieve.crawl.guarded import guarded
from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread


class DropBoilerplate:
    """Article → Article, its boilerplate marked as far as the store can tell today; settling tells it again."""

    def __init__(self, services: Services) -> None:
        self._store = services.store

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(Services.of(crawler))

    @guarded
    async def process_item(self, item: Any) -> Any:
        """Ask the store which paragraphs the site repeats."""
        if self._store is None or not isinstance(item, Article):
            return item
        return replace(item, boilerplate=await in_thread(self._store.boilerplate, item))
