"""Who is not to be asked now: what this crawl knows of it, and what becomes of requests to them."""

from __future__ import annotations

import math
import time
from functools import cached_property
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.crawler import Crawler

from newsieve import clock, manners
from newsieve.article import DropReason
from newsieve.config import Source
from newsieve.crawl.fates import Disallowed
from newsieve.crawl.leases import Leases, lease_of
from newsieve.crawl.origin import host_of
from newsieve.manners import Closed, source_closed

if TYPE_CHECKING:
    from newsieve.crawl.tally import Tally

PATIENCE = manners.PATIENCE.total_seconds()


class Held(Disallowed):
    """A request that is not made now. Where it came from the frontier, it stays queued there."""

    def __init__(self, closed: Closed) -> None:
        super().__init__(str(closed), DropReason.NOT_NOW)
        self.closed = closed


class Asking:
    """Which hosts and sources this crawl does not ask now, and the budgets of hosts.

    A host is named as by `host_of`. How long it is closed goes by the loop's clock once it is known.
    """

    def __init__(self, crawler: Crawler, leases: Leases, tally: Tally) -> None:
        self._crawler, self._leases, self._tally = crawler, leases, tally
        self._hosts: dict[str, tuple[Closed, float]] = {}
        self._shunned: dict[str, Closed] = {}
        self._spent: dict[str, Closed] = {}
        self.budgets: dict[str, int] = {}  # host → requests a day

    def close(self, host: str, closed: Closed, *, to_the_end: bool = False) -> None:
        """Have a host asked no more for a time, or to the end of this crawl; the longer of two times holds.

        One that failed again and again is left alone to the end.
        """
        seconds = math.inf if to_the_end or closed.times else (closed.until - clock.now()).total_seconds()
        ends = time.monotonic() + seconds
        if ends <= self._hosts.get(host, (closed, 0.0))[1]:
            return
        self._hosts[host] = closed, ends
        if seconds > PATIENCE:
            self.tell(host, closed)
        downloader = self._crawler.engine.downloader if self._crawler.engine else None
        if downloader and (slot := downloader.slots.get(host)):
            downloader._process_queue(slot)

    def shun(self, host: str, closed: Closed) -> None:
        """Have the frontier keep what it has of a host to the end of this crawl; what is in none is no matter."""
        self._shunned[host] = closed
        self.tell(host, closed)

    def spends_no_more(self, host: str, closed: Closed) -> None:
        """Have no further request made to a host whose budget is used up; those that were counted are made."""
        self._spent[host] = closed
        self.tell(host, closed)

    @property
    def is_easy(self) -> bool:
        """Whether everybody may be asked at any time, as far as is known."""
        return not (self._hosts or self._shunned or self._has_hours)

    def host(self, host: str | None) -> Closed | None:
        """Why a host is not asked now."""
        return self._hosts[host][0] if host is not None and self.seconds(host) > 0 else None

    def seconds(self, host: str) -> float:
        """How long a host is not asked from now on."""
        closed = self._hosts.get(host)
        return max(0.0, closed[1] - time.monotonic()) if closed else 0.0

    @property
    def hosts(self) -> dict[str, float]:
        """The hosts that are not asked now, and for how many seconds."""
        open_later = {host: seconds for host in self._hosts if (seconds := self.seconds(host)) > 0}
        spent = [host for host, closed in self._spent.items() if not closed.is_over(clock.now())]
        return open_later | dict.fromkeys((*self._shunned, *spent), math.inf)

    def closed(self, request: Request) -> Closed | None:
        """Why a request is not made now."""
        spent = self._spent.get(host_of(request.url) or "")
        return self.closed_at_last(request) or (spent if spent and not spent.is_over(clock.now()) else None)

    def closed_at_last(self, request: Request) -> Closed | None:
        """Why a request that was counted already is not made after all."""
        host = host_of(request.url)
        shunned = self._shunned.get(host or "") if lease_of(request) else None
        return self.source(self.source_of(request)) or self.host(host) or shunned

    def source(self, source: Source | None) -> Closed | None:
        """Why a source is not asked now."""
        closed = source_closed(source, clock.now()) if source and source.hours else None
        if closed and source:
            self.tell(source.name or source.entrance, closed)
        return closed

    def source_of(self, request: Request) -> Source | None:
        """The source that a request is for, if it is one of the sources file's."""
        return self.source_named(request.meta.get("outlet"))

    def source_named(self, outlet: object) -> Source | None:
        """The source of this name in the sources file."""
        return self._sources.get(outlet) if isinstance(outlet, str) else None

    def waits(self, request: Request) -> bool:
        """Whether a request that is not made now waits here: it is in no queue, and it will not be long."""
        host = host_of(request.url) or ""
        is_soon = self.seconds(host) <= PATIENCE and host not in self._spent
        return not lease_of(request) and is_soon and self.source(self.source_of(request)) is None

    def hold(self, request: Request, closed: Closed, *, later: bool = False) -> Held:
        """What to raise for a request that is not made now; it goes back to the queue, to its end if `later`."""
        self._leases.hold(lease_of(request), later=later)
        return Held(closed)

    def tell(self, name: str, closed: Closed) -> None:
        """Have a host or source named in the summary."""
        self._tally.held[name] = str(closed)

    @cached_property
    def _has_hours(self) -> bool:
        return any(source.hours for source in self._sources.values())

    @cached_property
    def _sources(self) -> dict[str, Source]:
        """The spider's sources by name; somebody else's spider may call something else so."""
        named = getattr(self._crawler.spider, "sources", None)
        sources = named if isinstance(named, list | tuple) else ()
        return {source.name: source for source in sources if isinstance(source, Source) and source.name}
