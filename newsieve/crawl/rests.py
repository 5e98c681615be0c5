"""A host that fails again and again, or asks to be left in peace, is given a rest.

Otherwise each of its pages would be waited for until the time limit, several times, and the crawl of a hundred hosts
would end with hours for the one that is down. What it asks for, and that it was left alone, outlives the crawl.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsieve import clock
from newsieve.article import DropReason
from newsieve.crawl.asking import PATIENCE
from newsieve.crawl.fates import Disallowed, Fate, fate_of
from newsieve.crawl.leases import lease_of
from newsieve.crawl.origin import host_of, origin_of
from newsieve.crawl.rows import PUT_OFF
from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread
from newsieve.errors import StoreError
from newsieve.manners import Closed, seconds_asked

IN_A_ROW = 5  # failures that earn a rest
SETTING = "NEWSIEVE_REST_SECONDS"  # of the first rest; each further one without a success between is twice as long
MOST_RESTS = 3  # after these, failing on, the host is left alone
MOST_PUT_OFF = 3  # times that a page is asked for in vain and queued again
JITTER = (0.5, 1.5)  # so that not all crawlers come back at once
BACKOFF = 0.2  # of the first rest: before a page is asked for again, twice as long each time
NOT_NOW = frozenset({429, 500, 502, 503, 504, 522, 524})
MAY_ASK = frozenset({429, 503})  # for a rest, by Retry-After
FAILURES = frozenset({DropReason.UNREACHABLE, DropReason.TIMEOUT})


class LeftAlone(Disallowed):
    """A request to a host that is left alone, because it failed again and again."""


@dataclass(slots=True)
class Host:
    """How a host fares: its failures since it last answered, the rests it was given, and when the last one ends."""

    first_rest: float  # seconds
    failures: int = 0
    rests: int = 0
    until: float = 0.0
    last: str = ""

    @property
    def is_given_up(self) -> bool:
        """Whether it failed on after all its rests."""
        return self.rests > MOST_RESTS

    def fails(self, detail: str) -> float:
        """Note a failure; the seconds of the rest that it earns, or 0."""
        self.failures, self.last = self.failures + 1, detail
        if self.failures % IN_A_ROW or time.monotonic() < self.until:
            return 0.0  # or it was under way already when the rest began
        self.rests += 1
        seconds = float(self.first_rest * 2 ** (self.rests - 1) * random.uniform(*JITTER))
        self.until = time.monotonic() + seconds
        return seconds

    def __str__(self) -> str:
        words = "left alone" if self.is_given_up else "given a rest"
        return f"{words} after {self.failures} failures in a row, the last: {self.last}"


class HostRests:
    """Downloader middleware: notes how hosts fare, and has requests wait while their host rests.

    What came from the frontier goes back there meanwhile. Of the others, where there are other hosts, no more wait
    than half of those that may be under way: the others need room too.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._most_waiting = max(1, crawler.settings.getint("CONCURRENT_REQUESTS") // 2)
        self._first_rest = crawler.settings.getfloat(SETTING, 5.0)
        self._hosts: dict[str, Host] = {}
        self._waiting = 0
        self._services = Services.of(crawler)
        self._asking = self._services.asking
        self._reach = self._services.reach

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        made = cls(crawler)
        crawler.signals.connect(made._hear, signals.response_downloaded)
        return made

    async def process_request(self, request: Request) -> None:
        """Wait until the host has rested; raises LeftAlone, or Held for what goes back to the frontier."""
        name = host_of(request.url)
        if name is None:
            return
        self._reach.asks(name)
        if "role" not in request.meta:
            return
        host = self._host(name)
        if tries := request.meta.get("retry_times", 0):
            await asyncio.sleep(self._first_rest * BACKOFF * 2 ** (tries - 1) * random.uniform(*JITTER))
        while closed := self._asking.host(name):
            if lease_of(request):
                raise self._asking.hold(request, closed)
            seconds = self._asking.seconds(name)
            if seconds > PATIENCE or self._is_crowded():
                raise LeftAlone(f"its host is {host}" if host.rests else str(closed), DropReason.UNREACHABLE)
            await self._wait(seconds)

    async def process_response(self, request: Request, response: Response) -> Response:
        """A host that answers is well, unless it says that it is not."""
        name = host_of(request.url)
        if name is None:
            return response
        self._reach.answers(name)
        if response.status not in NOT_NOW:
            host = self._host(name)
            host.failures = host.rests = 0
            return response
        asked = self._asked(response)
        if asked:
            await self._obey(request, response, name, asked)
        else:
            await self._failed(request, name, Fate(DropReason.HTTP_ERROR, f"HTTP {response.status}"))
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """A host that cannot be had, or does not answer in time, has failed, unless nobody can be had."""
        name = host_of(request.url)
        if name is None or isinstance(exception, Disallowed):
            return
        told = fate_of(exception, seconds=request.meta.get("download_timeout"), proxy=request.meta.get("proxy"))
        if told.reason not in FAILURES:
            return
        if self._reach.may_be_ours(told, request) and await self._reach.is_to_blame(name):
            self._services.go_offline()
            raise self._asking.hold(request, Closed(clock.now(), "this machine seems to be offline"))
        await self._failed(request, name, told)

    async def _failed(self, request: Request, name: str, told: Fate) -> None:
        host = self._host(name)
        seconds = host.fails(told.detail)
        if host.rests:
            self._services.tally.troubled[origin_of(request.url) or request.url] = str(host)
        if seconds and host.is_given_up:
            closed = await self._services.leave_alone(name, f"its host is {host}", told)
            self._asking.close(name, closed, to_the_end=True)
        elif seconds:
            self._asking.close(name, Closed(clock.now() + timedelta(seconds=seconds), f"its host is {host}"))

    def _hear(self, response: Response, request: Request) -> None:
        """Close a host that asks for a rest before anything else is sent to it; called as the answer comes."""
        name, seconds = host_of(request.url), self._asked(response)
        if name is not None and seconds:
            self._asking.close(name, _wish(response, seconds))

    async def _obey(self, request: Request, response: Response, name: str, seconds: float) -> None:
        """Leave a host in peace as long as it asks, in this crawl and in others; raises Held for the page it is about.

        A page that was put off several times already has had its chances, and so has one that is in no queue.
        """
        closed = _wish(response, seconds)
        await self._keep(name, closed)
        if lease_of(request) and request.meta.get(PUT_OFF, 0) < MOST_PUT_OFF:
            raise self._asking.hold(request, closed, later=True)
        if lease_of(request) or seconds > PATIENCE:
            request.meta["dont_retry"] = True

    async def _keep(self, name: str, closed: Closed) -> None:
        store = self._services.store
        try:
            await in_thread(store.rest, name, closed) if store else None
        except StoreError as error:
            self._services.give_up(error)

    def _asked(self, response: Response) -> float:
        """The seconds that a host asks to be left in peace; 0 where it asks for nothing."""
        if response.status not in MAY_ASK:
            return 0.0
        told = (response.headers.get("Retry-After") or b"").decode("latin-1")
        return seconds_asked(told, clock.now()) or 0.0

    def _is_crowded(self) -> bool:
        return self._waiting >= self._most_waiting and len(self._hosts) > 1

    async def _wait(self, seconds: float) -> None:
        self._waiting += 1
        try:
            await asyncio.sleep(seconds)
        finally:
            self._waiting -= 1

    def _host(self, name: str) -> Host:
        return self._hosts.setdefault(name, Host(self._first_rest))


def _wish(response: Response, seconds: float) -> Closed:
    why = f"HTTP {response.status}, Retry-After {_words(response)}"
    return Closed(clock.now() + timedelta(seconds=seconds), why)


def _words(response: Response) -> str:
    told = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    return f"{told} s" if told.isdigit() else told
