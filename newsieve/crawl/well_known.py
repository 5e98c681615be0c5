"""robots.txt and tdmrep.json: fetched once for all who ask meanwhile, kept in the store from one crawl to the next.

A copy is good for a day (RFC 9309, 2.4), then the host is asked whether it has changed. Where the host cannot say, the
last copy stands in for one day more.
"""

from __future__ import annotations

from dataclasses import replace

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK

from newsieve import clock
from newsieve.addresses import Door
from newsieve.article import DropReason
from newsieve.crawl.asking import Held
from newsieve.crawl.fates import Fate, fate_of
from newsieve.crawl.gate import Refused
from newsieve.crawl.redirects import BadRedirect
from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread
from newsieve.errors import StoreError
from newsieve.store import WellKnown
from newsieve.values import proxy_without_user

GOOD_FOR = 24 * 3600  # seconds until it is asked for again
STANDS_IN = 24 * 3600  # further seconds in which the last copy does where the host cannot give another
MOST_BYTES = 500 * 1024  # more is not read, as RFC 9309 allows
MOST_REDIRECTS = 5
TIMEOUT = 30.0  # seconds, or DOWNLOAD_TIMEOUT where that is less
# In the 400s, but "not now", and a proxy that wants another password, do not say "there is none".
NOT_NOW = {429: "HTTP 429", 407: "the proxy refuses: HTTP 407"}
PROXY_AUTHORIZATION = "Proxy-Authorization"


class WellKnownFiles:
    """Files that a host has at a well-known place; `stats` is the prefix of Scrapy's statistics about them."""

    def __init__(self, crawler: Crawler, stats: str) -> None:
        self._crawler, self._stats = crawler, stats
        self._alone: dict[str, WellKnown] = {}  # where there is no store
        self._timeout = min(crawler.settings.getfloat("DOWNLOAD_TIMEOUT"), TIMEOUT)

    async def read(self, url: str, asking: Request) -> WellKnown | Fate:
        """The file at `url`, got by the way of the request that asks for it, or why it cannot be had.

        Where there is none, its status says so. Raises Held where the host is not to be asked now.
        """
        key = " ".join(filter(None, (url, proxy_without_user(proxy_of(asking) or ""))))
        kept, now = await self._kept(key), int(clock.now().timestamp())
        if kept is not None and 0 <= now - kept.fetched_at < GOOD_FOR:
            return kept
        found = await self._fetch(url, asking, kept)
        if isinstance(found, WellKnown):
            await self._keep(key, found)
        elif kept is not None and 0 <= now - kept.fetched_at < GOOD_FOR + STANDS_IN:
            return kept
        return found

    async def _fetch(self, url: str, asking: Request, kept: WellKnown | None) -> WellKnown | Fate:
        request = self._request(url, asking, kept)
        self._count("request_count")
        try:
            response = await self._crawler.engine.download_async(request)
        except Held:
            raise
        except IgnoreRequest as error:
            return _unread(error, url)
        except Exception as error:  # noqa: BLE001  whatever it was, it is no permission
            self._count(f"exception_count/{type(error)}")
            return fate_of(error, seconds=self._timeout, proxy=request.meta.get("proxy"))
        self._count("response_count")
        self._count(f"response_status_count/{response.status}")
        if response.status == 304 and kept is not None:
            return replace(kept, fetched_at=int(clock.now().timestamp()))
        return file_of(response)

    def _request(self, url: str, asking: Request, kept: WellKnown | None) -> Request:
        meta = {"dont_obey_robotstxt": True, "download_timeout": self._timeout, "redirect_ttl": MOST_REDIRECTS}
        request = Request(url, callback=NO_CALLBACK, priority=1000, meta=meta)
        if kept and kept.etag:
            request.headers["If-None-Match"] = kept.etag
        if kept and kept.modified:
            request.headers["If-Modified-Since"] = kept.modified
        _go_the_same_way(request, asking)
        return request

    async def _kept(self, key: str) -> WellKnown | None:
        services = Services.of(self._crawler)
        try:
            return await in_thread(services.store.well_known, key) if services.store else self._alone.get(key)
        except StoreError as error:
            services.give_up(error)
            raise IgnoreRequest(str(error)) from None

    async def _keep(self, key: str, file: WellKnown) -> None:
        services = Services.of(self._crawler)
        if services.store is None:
            self._alone[key] = file
            return
        try:
            await in_thread(services.store.note_well_known, key, file)
        except StoreError as error:
            services.give_up(error)
            raise IgnoreRequest(str(error)) from None

    def _count(self, name: str) -> None:
        self._crawler.stats.inc_value(f"{self._stats}/{name}")


def file_of(response: Response) -> WellKnown | Fate:
    """What a host's answer means (RFC 9309, 2.3.1): the file, that there is none, or (5xx, 429, 407) not now."""
    if response.status >= 500 or response.status in NOT_NOW:
        return Fate(DropReason.HTTP_ERROR, NOT_NOW.get(response.status, f"HTTP {response.status}"))
    moved = bool(response.request and response.meta.get("redirect_urls"))  # its validators are those of another page
    etag, modified = (None if moved else response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return WellKnown(
        response.status,
        response.body[:MOST_BYTES] if 200 <= response.status < 300 else b"",
        int(clock.now().timestamp()),
        etag.decode("latin-1") if etag else None,
        modified.decode("latin-1") if modified else None,
    )


def answer_of(file: WellKnown, request: Request) -> Response:
    """A file as the answer to somebody's request for it."""
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    return TextResponse(request.url, file.status, headers, file.body, request=request)


def proxy_of(request: Request) -> str | None:
    """The proxy that a request asks for; one from the environment is found for each request anew."""
    return None if "_scheme_proxy" in request.meta else request.meta.get("proxy")


def _unread(error: IgnoreRequest, url: str) -> WellKnown | Fate:
    """More redirects than RFC 9309 asks to follow, or one that leads where it may not, mean that there is none."""
    elsewhere = isinstance(error, Refused) and error.door != Door.of(url)
    if "max redirections" in str(error) or isinstance(error, BadRedirect) or elsewhere:
        return WellKnown(404, b"", int(clock.now().timestamp()))
    return fate_of(error)


def _go_the_same_way(request: Request, asking: Request) -> None:
    """The file comes through the proxy that the pages come through."""
    if "proxy" in asking.meta and "_scheme_proxy" not in asking.meta:
        request.meta["proxy"] = asking.meta["proxy"]
        if PROXY_AUTHORIZATION in asking.headers:
            request.headers[PROXY_AUTHORIZATION] = asking.headers[PROXY_AUTHORIZATION]
