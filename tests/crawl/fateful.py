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


class Turns:
    """Extension: something happens before each turn at the frontier."""

    def __init__(self, crawler: Crawler) -> None:
        store = Services.of(crawler).store
        assert store is not None
        take_turn = store.take_turn

        def after(*arguments: Any) -> Any:
            self.before()
            return take_turn(*arguments)

        store.take_turn = after  # type: ignore[method-assign, assignment]  # for this crawl

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def before(self) -> None:
        raise NotImplementedError


class SlowStore(Turns):
    """Each turn takes a while."""

    def before(self) -> None:
        time.sleep(0.3)


class BrokenStore(Turns):
    """Every turn but the first fails as nobody has foreseen."""

    turns = 0

    def before(self) -> None:
        self.turns += 1
        if self.turns >= 2:
            raise RuntimeError("unforeseen")


class SmallBatches:
    """Extension: the store is asked about two stories at once."""

    def __init__(self) -> None:
        known.AT_ONCE = 2
