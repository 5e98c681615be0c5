"""Stage 4: store the article, its place among its copies, and what was dropped, in one transaction."""

from __future__ import annotations

import asyncio
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newsieve.article import Article, Dropped, Verdict
from newsieve.crawl.guarded import failed
from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread
from newsieve.errors import StoreError
from newsieve.record import Record, record
from newsieve.store import Saved


class StoreArticle:
    """Article → its record, for Scrapy's feeds; Dropped is recorded, then dropped. Without a store, nothing is kept."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(Services.of(crawler))

    async def process_item(self, item: Any) -> Any:
        """Store an outcome; anything else passes."""
        if not isinstance(item, Article | Dropped):
            return item
        saved = await self._save(item)
        if isinstance(item, Dropped):
            self._services.tally.saw_dropped(item)
            raise DropItem(f"{item.source}: {item.reason}: {item.detail}", log_level="INFO")
        return self._stored(item, saved)

    async def close_spider(self) -> None:
        """Settle: from here on the result does not depend on the order of arrival."""
        services = self._services
        if services.store is not None and not services.is_over:
            try:
                await in_thread(services.note_paths)
                await in_thread(services.store.settle)
                services.tally.settled = True
            except StoreError as error:
                services.fail(error)

    def _stored(self, article: Article, saved: Saved | None) -> Record:
        verdict: Verdict | None = saved.verdict if saved else None
        self._services.tally.saw_article(article, verdict, new=saved is None or saved.new)
        return record(article, verdict)

    async def _save(self, outcome: Article | Dropped) -> Saved | None:
        if self._services.writer is None:
            return None
        try:
            saved = await asyncio.wrap_future(self._services.writer.submit(outcome))
            self._services.leases.end(outcome.lease)
            return saved
        except StoreError as error:
            self._services.give_up(error)
            raise DropItem(str(error)) from error
        except Exception as error:
            if isinstance(outcome, Article):
                self._services.tally.saw_dropped(failed(outcome, f"StoreArticle: {type(error).__name__}: {error}"))
            raise
