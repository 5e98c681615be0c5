"""Calendars, searches and other pages without end: many URLs of one pattern, and no story on any of them."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from newsieve.article import DropReason
from newsieve.crawl.fates import Disallowed
from newsieve.crawl.pages import ARTICLE
from newsieve.crawl.rows import SCOPE
from newsieve.crawl.services import Services

SETTING = "NEWSIEVE_MOST_BARREN"


class Trapped(Disallowed):
    """A request for one more page of a pattern that brought no story, often enough."""


class Traps:
    """Downloader middleware: refuses pages whose like brought no story NEWSIEVE_MOST_BARREN times in a row.

    They are asked for again in the next run. What a user asks for by its URL is always fetched.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._most = crawler.settings.getint(SETTING)
        self._barren = Services.of(crawler).tally.barren

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise Trapped."""
        if request.meta.get("role") != ARTICLE or SCOPE not in request.meta or not self._most:
            return
        if (times := self._barren.times(request.url)) >= self._most:
            raise Trapped(f"{times} pages with such a URL brought no story", DropReason.TRAP)
