"""A spider and a stage that fail where a page's path says so, and a record of who was told of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy.exceptions import DropItem
from scrapy.http import Response

from newsieve.article import Article, Page
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
