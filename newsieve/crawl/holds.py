"""Who holds back requests: whoever is not to be asked now is not asked."""

from __future__ import annotations

import asyncio
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from newsieve import clock
from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread
from newsieve.errors import StoreError


class Holds:
    """Downloader middleware: raises Held for a request to a host that rests, or of a source outside of its hours.

    A rest that began in an earlier crawl is kept by the store; one that will be over soon is waited for farther in.
    """

    def __init__(self, services: Services) -> None:
        self._services, self._asking = services, services.asking
        self._rests: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(Services.of(crawler))

    async def process_request(self, request: Request) -> None:
        """Let pass what may be asked now; robots.txt and the like are not looked at: they go with the page."""
        if "role" not in request.meta:
            return
        if self._rests is None:
            self._rests = asyncio.ensure_future(self._recall())
        await asyncio.shield(self._rests)
        closed = self._asking.closed(request)
        if closed is not None and not self._asking.waits(request):
            raise self._asking.hold(request, closed)

    async def _recall(self) -> None:
        """Learn from the store who rests."""
        store = self._services.store
        try:
            rests = await in_thread(store.rests, clock.now()) if store else {}
        except StoreError as error:
            self._services.give_up(error)
            raise IgnoreRequest(str(error)) from None
        for host, closed in rests.items():
            if closed.why:  # a pause between two requests is the frontier's affair
                self._asking.close(host, closed)
