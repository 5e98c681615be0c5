"""Stage 4: store the article, its place among its copies, and what was dropped, in one transaction."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newsieve.article import Article, Dropped, Unmodified, Verdict
from newsieve.crawl.guarded import failed
from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread
from newsieve.errors import StoreError
from newsieve.record import Record, record
from newsieve.store import Look, Saved


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
        if not isinstance(item, Article | Dropped | Unmodified):
            return item
        saved = await self._save(item)
        if saved is not None and saved.rechecked:
            return self._looked_at(item, saved)
        if isinstance(item, Unmodified):
            raise DropItem("nothing to look at again", log_level="INFO")
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

    def _looked_at(self, item: Article | Dropped | Unmodified, saved: Saved) -> Record:
        """The record of an article that reads otherwise now, or is elsewhere."""
        if isinstance(item, Article) and saved.id and (saved.moved or saved.look is Look.CHANGED):
            return record(replace(item, id=saved.id), saved.verdict)
        raise DropItem(f"{saved.id} looked at again: {saved.look}", log_level="INFO")

    def _stored(self, article: Article, saved: Saved | None) -> Record:
        verdict: Verdict | None = saved.verdict if saved else None
        self._services.tally.saw_article(article, verdict, new=saved is None or saved.new)
        return record(article, verdict)

    async def _save(self, outcome: Article | Dropped | Unmodified) -> Saved | None:
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
