"""robots.txt, obeyed from the very first request to a host (RFC 9309).

Scrapy's own middleware lets requests through that reach a host while its robots.txt is being fetched, and takes a
robots.txt that cannot be had for permission. Here all requests to a host wait for one reading of its robots.txt.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from dataclasses import dataclass
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from newsieve.article import DropReason
from newsieve.crawl.asking import Held
from newsieve.crawl.fates import NO_TLS, Disallowed, Fate
from newsieve.crawl.identity import product_token
from newsieve.crawl.leases import lease_of
from newsieve.crawl.origin import host_of, origin_of
from newsieve.crawl.pages import ARTICLE
from newsieve.crawl.services import Services
from newsieve.crawl.slots import take_slot
from newsieve.crawl.well_known import WellKnownFiles, answer_of, proxy_of
from newsieve.store import WellKnown
from newsieve.values import proxy_without_user

logger = logging.getLogger(__name__)

LOOKED_AT_AGAIN = 3600.0  # seconds until a policy is made anew; the file behind it is fetched once a day
RETRY_AFTER = 600.0  # seconds until one that could not be had is asked for again
LONGEST_DELAY = 60.0  # seconds; a longer Crawl-delay counts as this
_NAMED = re.compile(r"^[ \t]*user-?agent[ \t]*:[ \t]*([A-Za-z_-]+)", re.I | re.M)
TOLD_BY_ITSELF = (DropReason.UNREACHABLE, DropReason.TIMEOUT, DropReason.REFUSED)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a host's robots.txt says to us.

    Without `rules` everything is allowed, unless `trouble` says why robots.txt could not be had: then nothing is.
    `names` are those that it has a group for, in lower case. `expires` is in seconds of the monotonic clock.
    """

    rules: Protego | None = None
    trouble: Fate | None = None
    file: WellKnown | None = None
    names: frozenset[str] = frozenset()
    expires: float = float("inf")

    def allows(self, url: str, agent: str, also: tuple[str, ...] = ()) -> bool:
        """Whether the crawler named `agent` may fetch `url`, and each of those whose rules it keeps too."""
        if self.trouble is not None:
            return False
        named = [name for name in also if name.lower() in self.names]
        return self.rules is None or all(self.rules.can_fetch(url, name) for name in (agent, *named))

    def delay(self, agent: str) -> float:
        """Seconds between two requests that the host asks for; 0 where it asks for none."""
        return min((self.rules.crawl_delay(agent) if self.rules else None) or 0.0, LONGEST_DELAY)


class RobotsMiddleware:
    """Downloader middleware: a request waits for its host's robots.txt, then passes or is refused.

    A spider that asks for a robots.txt itself gets the one that was read, without a second request to the host.
    Redirects pass here again, so a redirect to a disallowed page is refused too. Where robots.txt cannot be had, the
    host is left alone for some minutes; its stories stay in the frontier. Statistics have the names of Scrapy's
    middleware.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent = settings.get("ROBOTSTXT_USER_AGENT") or product_token(settings.get("USER_AGENT") or "")
        self._files = WellKnownFiles(crawler, "robotstxt")
        self._services = Services.of(crawler)
        self._asking = self._services.asking
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
        try:
            policy = await self._policy(origin, request)
        except Held as held:
            raise self._asking.hold(request, held.closed) from None
        if policy.trouble is not None:
            self._count("forbidden")
            raise self._refused(request, policy.trouble)
        if policy.file is not None and request.url == f"{origin}/robots.txt":
            return answer_of(policy.file, request)
        source = self._asking.source_of(request)
        if not policy.allows(request.url, self._agent, source.robots_agents if source else ()):
            self._count("forbidden")
            logger.debug("Forbidden by robots.txt: %s", request)
            raise Disallowed("robots.txt disallows it")
        delay = policy.delay(self._agent)
        default = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        take_slot(self._crawler, request, delay=max(delay, default) if delay else None)
        return None

    def _refused(self, request: Request, trouble: Fate) -> Disallowed:
        """What to raise where robots.txt could not be had: a story that nobody asked for is still to be asked for."""
        why = f"robots.txt could not be had: {trouble.detail}"
        closed = self._asking.closed(request)
        if request.meta.get("role") == ARTICLE and lease_of(request) and closed:
            return self._asking.hold(request, closed)
        return Disallowed(why, trouble.reason)

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
        policy = policy_of(await self._files.read(f"{origin}/robots.txt", asking))
        if policy.trouble and _is_of_host(policy.trouble) and (host := host_of(origin)):
            why = f"robots.txt could not be had: {policy.trouble.detail}"
            self._asking.shun(host, await self._services.leave_alone(host, why, policy.trouble))
        return policy

    def _count(self, name: str) -> None:
        self._crawler.stats.inc_value(f"robotstxt/{name}")


def policy_of(found: WellKnown | Fate) -> Policy:
    """What a host's robots.txt means: the rules in it; where there is none, everything is allowed, else nothing."""
    if isinstance(found, Fate):
        return _trouble(found)
    expires = time.monotonic() + LOOKED_AT_AGAIN
    if not 200 <= found.status < 300:
        return Policy(file=found, expires=expires)
    text = found.body.decode("utf-8-sig", "replace")
    names = frozenset(name.lower() for name in _NAMED.findall(text))
    return Policy(Protego.parse(text), file=found, names=names, expires=expires)


def _trouble(fate: Fate) -> Policy:
    """Nothing is allowed for now. A host that is down or refused is called so, all else is a matter of robots.txt."""
    reason = fate.reason if fate.reason in TOLD_BY_ITSELF else DropReason.ROBOTS
    return Policy(trouble=Fate(reason, fate.detail), expires=time.monotonic() + RETRY_AFTER)


def _is_of_host(trouble: Fate) -> bool:
    """Whether a host is to rest for it: not where it was never asked, nor for https, as it may do well without."""
    return trouble.reason is not DropReason.REFUSED and not trouble.detail.startswith(NO_TLS)


def _tell(reading: asyncio.Task[Policy]) -> None:
    """Say once that a host is left alone: a project that has no errbacks would never hear of it."""
    if not reading.cancelled() and not reading.exception() and (trouble := reading.result().trouble):
        logger.info("%s could not be had: %s; the host is left alone for now", reading.get_name(), trouble.detail)


def _is_stale(reading: asyncio.Task[Policy]) -> bool:
    return reading.cancelled() or reading.exception() is not None or reading.result().expires <= time.monotonic()
