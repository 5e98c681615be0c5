"""A host that fails again and again is given a rest, and in the end left alone until the next run.

Otherwise each of its pages would be waited for until the time limit, several times, and the crawl of a hundred hosts
would end with hours for the one that is down.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsieve.article import DropReason
from newsieve.crawl.fates import Disallowed, fate_of
from newsieve.crawl.origin import origin_of
from newsieve.crawl.services import Services

IN_A_ROW = 5  # failures that earn a rest
SETTING = "NEWSIEVE_REST_SECONDS"  # of the first rest; each further one without a success between is twice as long
MOST_RESTS = 3  # after these, failing on, the host is left alone
LONGEST_REST = 120.0  # seconds, however long a Retry-After asks for
JITTER = (0.5, 1.5)  # so that not all crawlers come back at once
NOT_NOW = frozenset({429, 500, 502, 503, 504, 522, 524})
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

    def fails(self, detail: str, asked: float = 0.0) -> None:
        """Note a failure; `asked` are the seconds that the host wants to be left in peace."""
        self.failures, self.last = self.failures + 1, detail
        if self.failures % IN_A_ROW == 0 or asked:
            self._rest(asked)

    def _rest(self, asked: float) -> None:
        if time.monotonic() < self.until:
            return  # it was under way already when the rest began
        self.rests += 1
        seconds = self.first_rest * 2 ** (self.rests - 1) * random.uniform(*JITTER)
        self.until = time.monotonic() + min(max(seconds, asked), LONGEST_REST)

    def __str__(self) -> str:
        words = "left alone" if self.is_given_up else "given a rest"
        return f"{words} after {self.failures} failures in a row, the last: {self.last}"


class HostRests:
    """Downloader middleware: requests wait while their host rests, and are refused once it is left alone.

    Where there are other hosts, no more wait than half of those that may be under way: the others need room too.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._most_waiting = max(1, crawler.settings.getint("CONCURRENT_REQUESTS") // 2)
        self._first_rest = crawler.settings.getfloat(SETTING, 5.0)
        self._hosts: dict[str, Host] = {}
        self._waiting = 0
        self._troubled = Services.of(crawler).tally.troubled

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until the host has rested; raises LeftAlone."""
        host = self._host(request)
        if host is None or "role" not in request.meta:
            return
        while not host.is_given_up and (seconds := host.until - time.monotonic()) > 0:
            if self._waiting >= self._most_waiting and len(self._hosts) > 1:
                raise LeftAlone(f"its host is {host}", DropReason.UNREACHABLE)
            self._waiting += 1
            try:
                await asyncio.sleep(seconds)
            finally:
                self._waiting -= 1
        if host.is_given_up:
            raise LeftAlone(f"its host is {host}", DropReason.UNREACHABLE)

    def process_response(self, request: Request, response: Response) -> Response:
        """A host that answers is well, unless it says that it is not."""
        host = self._host(request)
        if host is None:
            return response
        if response.status in NOT_NOW:
            self._failed(request, host, f"HTTP {response.status}", seconds_asked(response))
        else:
            host.failures = host.rests = 0
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """A host that cannot be had, or does not answer in time, has failed."""
        host = self._host(request)
        if host is None or isinstance(exception, Disallowed):
            return
        told = fate_of(exception, seconds=request.meta.get("download_timeout"), proxy=request.meta.get("proxy"))
        if told.reason in FAILURES:
            self._failed(request, host, told.detail)

    def _failed(self, request: Request, host: Host, detail: str, asked: float = 0.0) -> None:
        host.fails(detail, asked)
        if host.rests:
            self._troubled[origin_of(request.url) or request.url] = str(host)

    def _host(self, request: Request) -> Host | None:
        origin = origin_of(request.url)
        return self._hosts.setdefault(origin, Host(self._first_rest)) if origin else None


def seconds_asked(response: Response) -> float:
    """The seconds that a Retry-After header asks for; 0 where it names a date or nothing."""
    told = (response.headers.get("Retry-After") or b"").strip()
    return float(told) if told.isdigit() else 0.0
