"""The way to each source: through its proxy, and as gently as it asks."""

from __future__ import annotations

from functools import cached_property
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from newsieve.config import Source
from newsieve.crawl.slots import take_slot
from newsieve.errors import ConfigError
from newsieve.values import DIRECT, proxy, shown_proxy

SETTING = "NEWSIEVE_PROXY"
NOBODY = Source()  # asks for nothing


class SourceWays:
    """Downloader middleware: what `delay`, `concurrency` and `proxy` of a source ask for.

    NEWSIEVE_PROXY is for the requests of all others. A request that names a proxy itself keeps it. Where neither says
    anything, Scrapy's middleware goes by the environment.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._proxy = checked_proxy(crawler.settings.get(SETTING))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Send the request on its source's way."""
        source = self._source(request.meta.get("outlet"))
        if source.delay is not None or source.concurrency is not None:
            take_slot(self._crawler, request, delay=source.delay, concurrency=source.concurrency)
        through = source.proxy or self._proxy
        if through and "proxy" not in request.meta:
            request.meta["proxy"] = None if through == DIRECT else through

    def _source(self, outlet: object) -> Source:
        return self._sources.get(outlet, NOBODY) if isinstance(outlet, str) else NOBODY

    @cached_property
    def _sources(self) -> dict[str, Source]:
        """The spider's sources by name; somebody else's spider may call something else so."""
        named = getattr(self._crawler.spider, "sources", None)
        sources = named if isinstance(named, list | tuple) else ()
        return {source.name: source for source in sources if isinstance(source, Source) and source.name}


def checked_proxy(given: object) -> str | None:
    """The proxy that a setting names; raises ConfigError where it is none."""
    if given in (None, ""):
        return None
    try:
        return proxy(given)
    except ValueError as error:
        raise ConfigError("settings", SETTING, f"{shown_proxy(given)}: {error}") from None
