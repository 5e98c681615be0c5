"""Pages that the store has are not fetched again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsieve.crawl.services import Services
from newsieve.urls import page_key


class SkipKnownPages:
    """Spider middleware: of the article requests that a section page leads to, only new pages pass.

    What a user asks for by URL is a start request, and is always fetched.
    """

    def __init__(self, services: Services) -> None:
        self._store, self._tally = services.store, services.tally
        self._counted = set[str]()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(Services.of(crawler))

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Pass on everything but requests for known articles."""
        async for output in result:
            is_article = isinstance(output, Request) and output.meta.get("role") == "article"
            if not (is_article and self._is_known(output.url)):
                yield output

    def _is_known(self, url: str) -> bool:
        key = page_key(url)
        if key in self._counted:
            return True
        if self._store is None or not self._store.known([key]):
            return False
        self._counted.add(key)
        self._tally.known += 1
        return True
