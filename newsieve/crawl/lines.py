"""What Scrapy's log says of items: one line each, never the whole text; and every line of it plain."""

from __future__ import annotations

import logging
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from newsieve.crawl.logs import make_plain


class LineFormatter(LogFormatter):
    """Scrapy's lines, without printing items in full; from here on the log is plain."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy, which sets up its log once more before it opens the spider."""
        crawler.signals.connect(make_plain, signals.spider_opened)
        return cls()

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """A page that gave no article, and why."""
        level = getattr(exception, "log_level", None) or logging.INFO
        level = logging.getLevelNamesMapping()[level] if isinstance(level, str) else level
        return {"level": level, "msg": "Dropped: %(why)s", "args": {"why": str(exception)}}

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """An article that went through all stages."""
        url = item.get("url", "") if isinstance(item, dict) else ""
        return {"level": logging.DEBUG, "msg": "Stored: %(url)s", "args": {"url": url}}
