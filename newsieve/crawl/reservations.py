"""tdmrep.json, obeyed: what it reserves from text and data mining is not fetched."""

from __future__ import annotations

import asyncio
import time
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newsieve.article import DropReason
from newsieve.crawl.asking import Held
from newsieve.crawl.fates import Disallowed, Fate
from newsieve.crawl.licences import licence_of
from newsieve.crawl.origin import origin_of
from newsieve.crawl.services import Services
from newsieve.crawl.well_known import WellKnownFiles, proxy_of
from newsieve.objections import Reservations, read_reservations
from newsieve.values import proxy_without_user

PATH = "/.well-known/tdmrep.json"
LOOKED_AT_AGAIN = 3600.0  # seconds of the loop's clock; the file is fetched once a day
Reading = tuple[Reservations, float]  # and until when it counts


class Reserved:
    """Downloader middleware: a request waits for its host's tdmrep.json, and is refused where that reserves the text.

    A host that has none, or cannot give it, reserves nothing there; headers and heads of pages are looked at later. A
    page is refused before it is fetched, although its own words might lift the reservation: not to ask is safer.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("NEWSIEVE_OBEY_OBJECTIONS", True):
            raise NotConfigured
        self._services = Services.of(crawler)
        self._files = WellKnownFiles(crawler, "tdmrep")
        self._readings: dict[tuple[str, str], asyncio.Task[Reading]] = {}  # by origin and proxy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass unless its host reserves it; raises Disallowed."""
        origin = origin_of(request.url)
        if origin is None or "role" not in request.meta or request.url == f"{origin}/robots.txt":
            return
        if DropReason.TDM_RESERVED in licence_of(self._services, request.meta.get("outlet")):
            return
        try:
            rules, _ = await self._rules(origin, request)
        except Held as held:
            raise self._services.asking.hold(request, held.closed) from None
        if rules.reserve(request.url):
            raise Disallowed("tdmrep.json reserves it", DropReason.TDM_RESERVED)

    async def _rules(self, origin: str, request: Request) -> Reading:
        way = (origin, proxy_without_user(proxy_of(request) or ""))
        reading = self._readings.get(way)
        if reading is None or (reading.done() and _is_stale(reading)):
            reading = asyncio.create_task(self._read(origin, request), name=f"tdmrep.json of {origin}")
            reading.add_done_callback(lambda done: done.cancelled() or done.exception())  # it is told to who waits
            self._readings[way] = reading
        return await asyncio.shield(reading)

    async def _read(self, origin: str, asking: Request) -> Reading:
        found = await self._files.read(f"{origin}{PATH}", asking)
        until = time.monotonic() + LOOKED_AT_AGAIN
        if isinstance(found, Fate) or not found.body:
            return Reservations(), until
        return read_reservations(found.body.decode("utf-8-sig", "replace")), until


def _is_stale(reading: asyncio.Task[Reading]) -> bool:
    return reading.cancelled() or reading.exception() is not None or reading.result()[1] <= time.monotonic()
