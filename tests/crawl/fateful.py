"""A spider and a stage that fail where a page's path says so, and a record of who was told of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response

from newsieve.article import Article, Page
from newsieve.crawl import known
from newsieve.crawl.services import Services
from spiders.site import SiteSpider


class FatefulSpider(SiteSpider):
    name = "fateful"

    def read_article(self, response: Response) -> Iterator[Page]:
        if "callback-fails" in response.url:
            raise RuntimeError("the callback fails")
        yield from super().read_article(response)


class FailingStage:
    """Item pipeline, in front of the store."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article) and "dropped-by-a-stage" in item.url:
            raise DropItem("not wanted")
        if isinstance(item, Article) and "stage-fails" in item.url:
            raise RuntimeError("the stage fails")
        return item


class SlowStore:
    """Extension: each turn at the frontier takes a while."""

    def __init__(self, crawler: Crawler) -> None:
        store = Services.of(crawler).store
        assert store is not None
        take_turn = store.take_turn

        def slowly(*arguments: Any) -> Any:
            time.sleep(0.3)
            return take_turn(*arguments)

        store.take_turn = slowly  # type: ignore[method-assign, assignment]  # for this crawl

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)


class BrokenStore:
    """Extension: every turn at the frontier but the first fails as nobody has foreseen."""

    def __init__(self, crawler: Crawler) -> None:
        store = Services.of(crawler).store
        assert store is not None
        take_turn, self.turns = store.take_turn, 0

        def fail(*arguments: Any) -> Any:
            self.turns += 1
            if self.turns >= 2:
                raise RuntimeError("unforeseen")
            return take_turn(*arguments)

        store.take_turn = fail  # type: ignore[method-assign, assignment]  # for this crawl

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)


class SmallBatches:
    """Extension: the store is asked about two stories at once."""

    def __init__(self) -> None:
        known.AT_ONCE = 2
