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

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from newsieve.addresses import Door
from newsieve.article import DropReason
from newsieve.crawl.fates import Disallowed, Fate, fate_of
from newsieve.crawl.gate import Refused
from newsieve.crawl.identity import product_token
from newsieve.crawl.origin import origin_of
from newsieve.crawl.redirects import BadRedirect
from newsieve.crawl.slots import take_slot
from newsieve.values import proxy_without_user

logger = logging.getLogger(__name__)

GOOD_FOR = 24 * 3600.0  # seconds until robots.txt is read again
RETRY_AFTER = 600.0  # seconds until one that could not be had is asked for again
TIMEOUT = 30.0  # seconds, or DOWNLOAD_TIMEOUT where that is less
MOST_BYTES = 500 * 1024  # more is not read, as RFC 9309 allows
MOST_REDIRECTS = 5
LONGEST_DELAY = 60.0  # seconds; a longer Crawl-delay counts as this
TOLD_BY_ITSELF = (DropReason.UNREACHABLE, DropReason.TIMEOUT, DropReason.REFUSED)
# In the 400s, but "not now", and a proxy that wants another password, do not say "there is none".
NOT_NOW = {429: "HTTP 429", 407: "the proxy refuses: HTTP 407"}
PROXY_AUTHORIZATION = "Proxy-Authorization"


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
        self._readings: dict[tuple[str, str], asyncio.Task[Policy]] = {}  # by origin and proxy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """Let the request pass once robots.txt allows it; raises Disallowed."""
        origin = origin_of(request.url)
        if origin is None or request.meta.get("dont_obey_robotstxt"):
            return None
        policy = await self._policy(origin, request)
        if policy.trouble is not None:
            self._count("forbidden")
            raise Disallowed(f"robots.txt could not be had: {policy.trouble.detail}", policy.trouble.reason)
        if policy.answer is not None and request.url == f"{origin}/robots.txt":
            return policy.answer.replace(request=request)
        if not policy.allows(request.url, self._agent):
            self._count("forbidden")
            logger.debug("Forbidden by robots.txt: %s", request)
            raise Disallowed("robots.txt disallows it")
        delay = policy.delay(self._agent)
        default = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        take_slot(self._crawler, request, delay=max(delay, default) if delay else None)
        return None

    async def _policy(self, origin: str, request: Request) -> Policy:
        """The host's policy, read once for everybody who asks meanwhile, and again when it has expired.

        What another proxy says of the host is another matter.
        """
        way = (origin, proxy_without_user(proxy_of(request) or ""))
        reading = self._readings.get(way)
        if reading is None or (reading.done() and _is_stale(reading)):
            reading = asyncio.create_task(self._read(origin, request), name=f"robots.txt of {origin}")
            reading.add_done_callback(_tell)
            self._readings[way] = reading
        return await asyncio.shield(reading)  # one request that is cancelled does not cancel it for the others

    async def _read(self, origin: str, asking: Request) -> Policy:
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
        _go_the_same_way(request, asking)
        self._count("request_count")
        try:
            response = await self._crawler.engine.download_async(request)
        except IgnoreRequest as error:
            return self._unread(error, origin)
        except Exception as error:  # noqa: BLE001  whatever it was, it is no permission
            self._count(f"exception_count/{type(error)}")
            return _trouble(fate_of(error, seconds=self._timeout, proxy=request.meta.get("proxy")))
        self._count("response_count")
        self._count(f"response_status_count/{response.status}")
        return policy_of(response)

    def _unread(self, error: IgnoreRequest, origin: str) -> Policy:
        """More redirects than RFC 9309 asks to follow, or one that leads where it may not, mean that there is none."""
        elsewhere = isinstance(error, Refused) and error.door != Door.of(origin)
        if "max redirections" in str(error) or isinstance(error, BadRedirect) or elsewhere:
            return Policy(expires=time.monotonic() + GOOD_FOR)
        return _trouble(fate_of(error))

    def _count(self, name: str) -> None:
        self._crawler.stats.inc_value(f"robotstxt/{name}")


def policy_of(response: Response) -> Policy:
    """What a host's answer to the request for its robots.txt means (RFC 9309, 2.3.1).

    2xx: the rules in it. 3xx and 4xx: there is none, everything is allowed. 5xx, 429 and 407: nothing is.
    """
    if response.status >= 500 or response.status in NOT_NOW:
        return _trouble(Fate(DropReason.HTTP_ERROR, NOT_NOW.get(response.status, f"HTTP {response.status}")))
    expires = time.monotonic() + GOOD_FOR
    answer = response.replace(body=response.body[:MOST_BYTES])
    if not 200 <= response.status < 300:
        return Policy(answer=answer, expires=expires)
    return Policy(Protego.parse(answer.body.decode("utf-8-sig", "replace")), answer=answer, expires=expires)


def proxy_of(request: Request) -> str | None:
    """The proxy that a request asks for; one from the environment is found for each request anew."""
    return None if "_scheme_proxy" in request.meta else request.meta.get("proxy")


def _go_the_same_way(request: Request, asking: Request) -> None:
    """robots.txt comes through the proxy that the pages come through."""
    if "proxy" in asking.meta and "_scheme_proxy" not in asking.meta:
        request.meta["proxy"] = asking.meta["proxy"]
        if PROXY_AUTHORIZATION in asking.headers:
            request.headers[PROXY_AUTHORIZATION] = asking.headers[PROXY_AUTHORIZATION]


def _trouble(fate: Fate) -> Policy:
    """Nothing is allowed for now. A host that is down or refused is called so, all else is a matter of robots.txt."""
    reason = fate.reason if fate.reason in TOLD_BY_ITSELF else DropReason.ROBOTS
    return Policy(trouble=Fate(reason, fate.detail), expires=time.monotonic() + RETRY_AFTER)


def _tell(reading: asyncio.Task[Policy]) -> None:
    """Say once that a host is left alone: a project that has no errbacks would never hear of it."""
    if not reading.cancelled() and not reading.exception() and (trouble := reading.result().trouble):
        logger.info("%s could not be had: %s; the host is left alone for now", reading.get_name(), trouble.detail)


def _is_stale(reading: asyncio.Task[Policy]) -> bool:
    return reading.cancelled() or reading.exception() is not None or reading.result().expires <= time.monotonic()
