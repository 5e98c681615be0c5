"""How often a host may be asked in a day, by all crawls of one store together."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Self
from weakref import WeakSet

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsieve import clock
from newsieve.crawl.asking import Held
from newsieve.crawl.origin import host_of
from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread
from newsieve.errors import StoreError
from newsieve.manners import budget_used_up, day_of

AT_ONCE = 16  # requests that are put by together: fewer questions to the store


class DailyBudgets:
    """Downloader middleware: counts each request to a host that has a budget, robots.txt, retries and redirects too.

    Raises Held where the budget of the day (in UTC) is used up. A crawl puts by some requests before it makes them, so
    that crawls that are under way at once do not spend them twice; what a killed one had put by is lost for the day.
    """

    def __init__(self, services: Services) -> None:
        self._services, self._asking = services, services.asking
        self._by: dict[str, tuple[str, int]] = {}  # host → day, and requests put by for it
        self._alone = defaultdict[tuple[str, str], int](int)  # without a store: what is spent of (host, day)
        self._locks = defaultdict[str, asyncio.Lock](asyncio.Lock)
        self._counted = WeakSet[Request]()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        made = cls(Services.of(crawler))
        crawler.signals.connect(made._give_back, signals.spider_closed)
        return made

    async def process_request(self, request: Request) -> None:
        """Count the request."""
        host = host_of(request.url)
        budget = self._asking.budgets.get(host or "")
        if not budget or host is None:
            return
        async with self._locks[host]:
            now = clock.now()
            day, left = self._by.get(host, ("", 0))
            if day != day_of(now) or not left:
                day, left = day_of(now), await self._spend(host, budget)
            if not left:
                self._asking.spends_no_more(host, budget_used_up(now, budget))
                raise self._asking.hold(request, budget_used_up(now, budget))
            self._by[host] = day, left - 1
            self._counted.add(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """It was made."""
        self._counted.discard(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """A request that was counted and then not made is put by again."""
        host = host_of(request.url)
        if isinstance(exception, Held) and request in self._counted and host in self._by:
            day, left = self._by[host]
            self._by[host] = day, left + 1
        self._counted.discard(request)

    async def _spend(self, host: str, budget: int) -> int:
        store, now = self._services.store, clock.now()
        if store is None:
            spent = self._alone[host, day_of(now)]
            self._alone[host, day_of(now)] += min(AT_ONCE, budget - spent)
            return min(AT_ONCE, budget - spent)
        try:
            return await in_thread(store.spend, host, AT_ONCE, budget, now)
        except StoreError as error:
            self._services.give_up(error)
            return 0

    def _give_back(self) -> None:
        store = self._services.store
        unspent = {host: (day, left) for host, (day, left) in self._by.items() if left}
        if store is not None and unspent:
            try:
                store.give_back(unspent)
            except StoreError as error:
                self._services.fail(error)
