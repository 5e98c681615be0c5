"""robots.txt, obeyed from the very first request to a host (RFC 9309).

Scrapy's own middleware lets requests through that reach a host while its robots.txt is being fetched, and takes a
robots.txt that cannot be had for permission. Here all requests to a host wait for one reading of its robots.txt.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from newsieve.article import DropReason
from newsieve.crawl.fates import Disallowed, Fate, fate_of
from newsieve.crawl.identity import product_token
from newsieve.crawl.redirects import BadRedirect
from newsieve.urls import DEFAULT_PORTS

logger = logging.getLogger(__name__)

GOOD_FOR = 24 * 3600.0  # seconds until robots.txt is read again
RETRY_AFTER = 600.0  # seconds until one that could not be had is asked for again
TIMEOUT = 30.0  # seconds, or DOWNLOAD_TIMEOUT where that is less
MOST_BYTES = 500 * 1024  # more is not read, as RFC 9309 allows
MOST_REDIRECTS = 5
LONGEST_DELAY = 60.0  # seconds; a longer Crawl-delay counts as this
TOO_MANY_REQUESTS = 429  # in the 400s, but it says "not now" rather than "there is none"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a host's robots.txt says to us.

    Without `rules` everything is allowed, unless `trouble` says why robots.txt could not be had: then nothing is.
    `answer` is what the host answered; `expires` is in seconds of the monotonic clock.
    """

    rules: Protego | None = None
    trouble: Fate | None = None
    answer: Response | None = None
    expires: float = float("inf")

    def allows(self, url: str, agent: str) -> bool:
        """Whether the crawler named `agent` may fetch `url`."""
        return self.trouble is None and (self.rules is None or self.rules.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """Seconds between two requests that the host asks for; 0 where it asks for none."""
        return min((self.rules.crawl_delay(agent) if self.rules else None) or 0.0, LONGEST_DELAY)


class RobotsMiddleware:
    """Downloader middleware: a request waits for its host's robots.txt, then passes or is refused.

    A spider that asks for a robots.txt itself gets the one that was read, without a second request to the host.
    Redirects pass here again, so a redirect to a disallowed page is refused too. Gives every host and port its own
    download slot, so that a Crawl-delay holds where it was asked for, and a redirect to another host is throttled as
    that host. Statistics have the names of Scrapy's middleware.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent = settings.get("ROBOTSTXT_USER_AGENT") or product_token(settings.get("USER_AGENT") or "")
        self._timeout = min(settings.getfloat("DOWNLOAD_TIMEOUT"), TIMEOUT)
        self._readings: dict[str, asyncio.Task[Policy]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """Let the request pass once robots.txt allows it; raises Disallowed."""
        origin = origin_of(request.url)
        if origin is None or request.meta.get("dont_obey_robotstxt"):
            return None
        policy = await self._policy(origin)
        if policy.trouble is not None:
            self._count("forbidden")
            raise Disallowed(f"robots.txt could not be had: {policy.trouble.detail}", policy.trouble.reason)
        if policy.answer is not None and request.url == f"{origin}/robots.txt":
            return policy.answer.replace(request=request)
        if not policy.allows(request.url, self._agent):
            self._count("forbidden")
            raise Disallowed("robots.txt disallows it")
        self._use_slot(request, origin, policy.delay(self._agent))
        return None

    async def _policy(self, origin: str) -> Policy:
        """The host's policy, read once for everybody who asks meanwhile, and again when it has expired."""
        reading = self._readings.get(origin)
        if reading is None or (reading.done() and _is_stale(reading)):
            reading = asyncio.create_task(self._read(origin), name=f"robots.txt of {origin}")
            self._readings[origin] = reading
        return await asyncio.shield(reading)  # one request that is cancelled does not cancel it for the others

    async def _read(self, origin: str) -> Policy:
        request = Request(
            f"{origin}/robots.txt",
            callback=NO_CALLBACK,
            priority=1000,
            meta={
                "dont_obey_robotstxt": True,
                "download_slot": f"{origin}/robots.txt",  # it does not wait for the host's pages
                "download_timeout": self._timeout,
                "redirect_ttl": MOST_REDIRECTS,
            },
        )
        self._count("request_count")
        try:
            response = await self._crawler.engine.download_async(request)
        except IgnoreRequest as error:
            return self._unread(error)
        except Exception as error:  # noqa: BLE001  whatever it was, it is no permission
            self._count(f"exception_count/{type(error)}")
            return _trouble(fate_of(error, seconds=self._timeout))
        self._count("response_count")
        self._count(f"response_status_count/{response.status}")
        return policy_of(response)

    def _unread(self, error: IgnoreRequest) -> Policy:
        """More redirects than RFC 9309 asks to follow, or one that leads nowhere, mean that there is no robots.txt."""
        if "max redirections" in str(error) or isinstance(error, BadRedirect):
            return Policy(expires=time.monotonic() + GOOD_FOR)
        return _trouble(fate_of(error))

    def _use_slot(self, request: Request, origin: str, delay: float) -> None:
        slot_name = origin.partition("://")[2]
        request.meta["download_slot"] = slot_name
        if not delay:
            return
        request.meta["autothrottle_dont_adjust_delay"] = True  # it would shorten the delay again
        downloader = self._crawler.engine.downloader
        own = downloader.per_slot_settings.get(slot_name, {})
        delay = max(delay, own.get("delay", self._crawler.settings.getfloat("DOWNLOAD_DELAY")))
        downloader.per_slot_settings[slot_name] = {**own, "delay": delay, "jitter": 0.0}
        if slot := downloader.slots.get(slot_name):
            slot.delay, slot.jitter = delay, 0.0

    def _count(self, name: str) -> None:
        self._crawler.stats.inc_value(f"robotstxt/{name}")


def policy_of(response: Response) -> Policy:
    """What a host's answer to the request for its robots.txt means (RFC 9309, 2.3.1).

    2xx: the rules in it. 3xx and 4xx: there is none, everything is allowed. 5xx, and 429: nothing is.
    """
    if response.status >= 500 or response.status == TOO_MANY_REQUESTS:
        return _trouble(Fate(DropReason.HTTP_ERROR, f"HTTP {response.status}"))
    expires = time.monotonic() + GOOD_FOR
    answer = response.replace(body=response.body[:MOST_BYTES])
    if not 200 <= response.status < 300:
        return Policy(answer=answer, expires=expires)
    return Policy(Protego.parse(answer.body.decode("utf-8-sig", "replace")), answer=answer, expires=expires)


def origin_of(url: str) -> str | None:
    """Scheme, host and port of an http(s) URL, the default port left out; None for other URLs.

    >>> origin_of("https://Example.org:443/a"), origin_of("http://127.0.0.1:8001/"), origin_of("data:,x")
    ('https://example.org', 'http://127.0.0.1:8001', None)
    """
    parts = urlsplit(url)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in DEFAULT_PORTS or not host:
        return None
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}" if parts.port in (None, DEFAULT_PORTS[scheme]) else f"{scheme}://{host}:{parts.port}"


def _trouble(fate: Fate) -> Policy:
    """Nothing is allowed for now. A host that is down is called so, anything else is a matter of robots.txt."""
    reason = fate.reason if fate.reason in (DropReason.UNREACHABLE, DropReason.TIMEOUT) else DropReason.ROBOTS
    return Policy(trouble=Fate(reason, fate.detail), expires=time.monotonic() + RETRY_AFTER)


def _is_stale(reading: asyncio.Task[Policy]) -> bool:
    return reading.cancelled() or reading.exception() is not None or reading.result().expires <= time.monotonic()
