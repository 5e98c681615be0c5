"""The way to each source: through its proxy, and as gently as it asks."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from newsieve.config import Source
from newsieve.crawl.origin import host_of
from newsieve.crawl.services import Services
from newsieve.crawl.slots import take_slot
from newsieve.errors import ConfigError
from newsieve.values import DIRECT, proxy, shown_proxy

SETTING = "NEWSIEVE_PROXY"
NOBODY = Source()  # asks for nothing


class SourceWays:
    """Downloader middleware: what `delay`, `concurrency`, `max_requests_per_day` and `proxy` of a source ask for.

    Gives every host and port its own download slot, so that a redirect to another host is throttled as that host, and
    robots.txt as its pages.

    NEWSIEVE_PROXY is for the requests of all others. A request that names a proxy itself keeps it. Where neither says
    anything, Scrapy's middleware goes by the environment.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._asking = Services.of(crawler).asking
        self._proxy = checked_proxy(crawler.settings.get(SETTING))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Send the request on its source's way."""
        source = self._asking.source_of(request) or NOBODY
        take_slot(self._crawler, request, delay=source.delay, concurrency=source.concurrency)
        host = host_of(request.url)
        if source.max_requests_per_day and host:
            budgets = self._asking.budgets  # the gentlest of several wishes wins
            budgets[host] = min(source.max_requests_per_day, budgets.get(host, source.max_requests_per_day))
        through = source.proxy or self._proxy
        if through and "proxy" not in request.meta:
            request.meta["proxy"] = None if through == DIRECT else through


def checked_proxy(given: object) -> str | None:
    """The proxy that a setting names; raises ConfigError where it is none."""
    if given in (None, ""):
        return None
    try:
        return proxy(given)
    except ValueError as error:
        raise ConfigError("settings", SETTING, f"{shown_proxy(given)}: {error}") from None
