"""Scrapy's scheduler over the store: what a crawl has still to do outlives it, and is shared by all who do it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider
from scrapy.core.scheduler import Scheduler
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred

from newsieve import clock
from newsieve.crawl.ahead import is_ahead, under_way
from newsieve.crawl.asking import PATIENCE
from newsieve.crawl.leases import lease_of
from newsieve.crawl.rows import SCOPE, asked, key_of, request_of
from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread
from newsieve.errors import StoreError
from newsieve.manners import Closed
from newsieve.store import Asked, Lease, Taken, Turn, Visit, Want
from newsieve.urls import page_key, site_of

if TYPE_CHECKING:
    from scrapy.core.engine import _Slot

    from newsieve.store import Writer

logger = logging.getLogger(__name__)

ROOM = 128  # requests that this process holds at most, those under way included; more where more may be under way
POLL = 0.5  # seconds until a crawler that has nothing to do asks again
COUNT_EVERY = 5.0  # seconds until what is left is counted again


class Frontier(Scheduler):
    """Scrapy's scheduler, whose requests with a scope (in their meta) wait in the store.

    They are told to the store as they are found, and taken from it in batches, as leases: what this process does not
    hold, another may take. In memory are those that it holds, and, as ever, requests without a scope. All of it is
    done by the writer, in the order in which it came to be: so a list is done with after its links are kept, and a
    story together with its article. Without a store it is Scrapy's scheduler and nothing else.
    """

    def open(self, spider: Spider) -> Deferred[None] | None:
        """Called as the spider opens."""
        assert self.crawler is not None
        self._services = Services.of(self.crawler)
        self._leases = self._services.leases
        self._writer: Writer | None = self._services.writer
        self._scopes, self._begins = set[int](), list[int]()
        self._is_sole = False  # whether sources are taken for this crawl alone
        self._whole = set[int]()  # those of them that have asked for all that they begin with
        self._found, self._done = list[Asked](), list[int]()
        self._back, self._later = list[int](), list[int]()
        self._visits = list[Visit]()
        self._asking = self._services.asking
        self._lets_go = set[str]()  # hosts of which a lease has ended since the last turn
        self._leaves = dict[str, float]()  # hosts that another crawler is to have, and until when they are left to it
        self._poll: asyncio.TimerHandle | None = None
        self._room = max(ROOM, 4 * self.crawler.settings.getint("CONCURRENT_REQUESTS"))
        self._more, self._low, self._heard_at = False, 0, 0.0  # whether, and from how many on, to ask for more
        self._waits = False
        self._telling: asyncio.Task[None] | None = None
        self._left, self._counted_at = dict[int, int](), 0.0
        self._has_done, self._opened_at = False, asyncio.get_running_loop().time()
        self._hook()
        self._services.frontier = self
        return super().open(spider)

    def close(self, reason: str) -> Deferred[None] | None:
        """Tell what is still untold."""
        closed: Deferred[None] = deferred_from_coro(self._close(reason))
        return closed

    @property
    def queued(self) -> int:
        """How many requests are still to be made: those of this crawl's sources in the store, and those in memory."""
        return max(sum(self._left.values()), len(self))

    @property
    def queued_by_outlet(self) -> dict[str, int]:
        """How many requests of each outlet are still to be made, as last counted."""
        sources, scopes = getattr(self.spider, "sources", ()), getattr(self.spider, "scopes", ())
        queued = Counter[str]()
        for source, scope in zip(sources, scopes, strict=False):  # before the spider has begun there are no scopes
            queued[site_of(source.entrance, source.name)] += self._left.get(scope, 0)
        return dict(queued)

    @property
    def sources(self) -> int:
        """How many sources this crawl is at."""
        return len(self._scopes)

    def begin(self, scope: int) -> None:
        """Crawl a source that was taken for this crawl alone: what is left of it, and what will be asked for."""
        self._is_sole = True
        self._scopes.add(scope)
        self._begins.append(scope)
        self._tell()

    def has_begun(self, scope: int) -> None:
        """All that a source begins with was asked for: the source is left when nothing of it is left to do."""
        self._whole.add(scope)

    def has_pending_requests(self) -> bool:
        """Whether there is, or soon may be, something to do."""
        return len(self) > 0 or self._telling is not None or self._has_to_tell() or self._waits

    def enqueue_request(self, request: Request) -> bool:
        """Keep a request; False where the page was asked for before."""
        if self._writer is None or SCOPE not in request.meta:
            return self._carry(request)
        if lease_of(request) and self._is_same_page(request):  # another try, or its URL in another form
            return self._carry(request)
        if not request.dont_filter and self.df.request_seen(request):
            self.df.log(request, self.spider)
            return False
        self._find(request)
        return True

    def next_request(self) -> Request | None:
        """The next request to make; None if there is none at the moment, or none that could be read soon."""
        request = None if self._is_ahead() else super().next_request()
        while request is not None and self._is_not_ours_now(request):
            self._give_back(request)
            request = super().next_request()
        if self._is_hungry():
            self._tell()
        return request

    def _is_ahead(self) -> bool:
        """Whether pages come faster than they are read and stored."""
        engine, pool = self.crawler.engine if self.crawler else None, self._services.pool
        if engine is None or self._writer is None:
            return False
        seconds = asyncio.get_running_loop().time() - self._opened_at
        return is_ahead(under_way(engine, pool.backlog, done=self._has_done, seconds=seconds), pool.workers)

    def _hook(self) -> None:
        """Hear of every request that leaves the engine: of all that Scrapy offers, this alone sees every fate."""
        slot = self._slot()
        assert slot is not None
        remove = slot.remove_request

        def remove_request(request: Request) -> None:
            self._let_go(request)
            remove(request)

        slot.remove_request = remove_request  # type: ignore[method-assign]  # there is no signal for it

    def _is_same_page(self, request: Request) -> bool:
        """Whether a request that carries a lease is still for the page that the lease is for, or one before it."""
        before = (page_key(url) for url in request.meta.get("redirect_urls", ()))
        return lease_of(request) == str(key_of(request)) or page_key(request.url) in before

    def _carry(self, request: Request) -> bool:
        kept = super().enqueue_request(request)
        if kept:
            self._leases.carry_on(request)
        return kept

    def _find(self, request: Request) -> None:
        if request.meta[SCOPE] not in self._scopes:
            self._begins = [scope for scope in self._all_scopes(request) if scope not in self._scopes]
            self._scopes.update(self._begins)
        found = asked(request)
        self._found.append(found)
        if found.after is not None:
            self._leases.end(str(found.after))
            self._services.visits.moved(request)
        self._tell()

    def _all_scopes(self, request: Request) -> list[int]:
        """The scopes of the spider: where one of them was broken off, so was the crawl of them all."""
        mine = [request.meta[SCOPE]]
        return mine if self._is_sole else [*getattr(self.spider, "scopes", ()), *mine]

    def _is_not_ours_now(self, request: Request) -> bool:
        """Whether a request from the store is another crawler's to make, or nobody's at the moment."""
        host = self._leases.host_of(lease_of(request))
        return host is not None and (host in self._leaves or self._asking.closed(request) is not None)

    def _give_back(self, request: Request) -> None:
        lease = self._leases.let_go(request)
        if lease is not None:
            self._back.append(lease)
            self._tell()

    def _let_go(self, request: Request) -> None:
        """The one place where a lease ends that no outcome has ended, or goes back to the store; and every visit."""
        self._has_done = True
        host = self._leases.host_of(lease_of(request))
        lease = self._leases.let_go(request)
        if host is not None:
            self._lets_go.add(host)
        later = self._leases.was_held(lease) if lease is not None else None
        if lease is not None and later is not None:
            (self._later if later else self._back).append(lease)
        else:
            if lease is not None and not self._services.is_over:
                self._done.append(lease)
            if self._is_last(request) and (visit := self._services.visits.end(request)):
                self._visits.append(visit)
        if lease_of(request) and (self._has_to_tell() or self._is_hungry()):
            self._tell()

    def _is_last(self, request: Request) -> bool:
        """Whether no other request goes on with the lease of this one, which has left."""
        lease = lease_of(request)
        return bool(lease) and self._leases.host_of(lease) is None and not self._services.is_over

    def _is_hungry(self) -> bool:
        """Whether to ask for more: when half of what there was has gone, or nothing is left."""
        held = len(self)
        if self._writer is None or not self._scopes:
            return False
        since = asyncio.get_running_loop().time() - self._heard_at
        return (self._more and held <= self._low) or (held == 0 and since > POLL / 2)

    def _has_to_tell(self) -> bool:
        return bool(self._begins or self._found or self._done or self._visits or self._back or self._later)

    def _tell(self) -> None:
        """Tell the store, and ask it for more; one turn at a time, so that much is told at once when there is much."""
        if self._telling is None and self._writer is not None and not self._services.is_over:
            self._telling = asyncio.ensure_future(self._take_turns(self._writer))

    async def _take_turns(self, writer: Writer) -> None:
        try:
            while self._has_to_tell() or self._is_hungry():
                turn = self._turn()
                self._receive(await asyncio.wrap_future(writer.turn(turn)), asked=turn.want is not None)
        except StoreError as error:
            self._services.give_up(error)
        except Exception as error:  # noqa: BLE001  # what was to be told is not: going on would lose it in silence
            self._services.give_up(StoreError(self._store_name(), f"{type(error).__name__}: {error}"))
        except asyncio.CancelledError:  # the writer has stopped
            self._waits = False
        finally:
            self._telling = None
            self._nudge()

    def _turn(self) -> Turn:
        begins, found, done, visits = self._begins, self._found, self._done, self._visits
        self._begins, self._found, self._done, self._visits = [], [], [], []
        back, self._back, later, self._later = self._back, [], self._later, []
        led, self._services.redirects = self._services.redirects, {}  # told with the leases that ended by them
        now = asyncio.get_running_loop().time()
        count = now - self._counted_at > COUNT_EVERY
        self._counted_at = now if count else self._counted_at
        free, self._lets_go = self._lets_go - self._leases.busy.keys(), set()
        return Turn(
            begins=begins,
            asked=found,
            led=led,
            done=done,
            visits=visits,
            back=back,
            later=later,
            rests=self._pauses(free),
            ends=sorted(self._whole) if count else (),
            want=self._want(),
            count=count,
        )

    def _last_turn(self) -> Turn:
        """What is still untold; whatever this crawl asked, the next one is not to ask at once."""
        slots = self.crawler.engine.downloader.slots if self.crawler and self.crawler.engine else {}
        return replace(self._turn(), rests=self._pauses(slots))

    def _pauses(self, hosts: Collection[str]) -> dict[str, Closed]:
        """How long hosts that this crawl has done with are left in peace, whoever asks them next."""
        slots = self.crawler.engine.downloader.slots if self.crawler and self.crawler.engine else {}
        now = time.monotonic()
        ends = {host: slots[host].lastseen + slots[host].delay - now for host in hosts if host in slots}
        return {host: Closed(clock.now() + timedelta(seconds=left), "") for host, left in ends.items() if left > 0}

    def _want(self) -> Want | None:
        busy = self._leases.busy
        room = self._room - busy.total()
        if room <= 0 or not self._scopes or self._is_closing():
            return None
        closed = self._asking.hosts
        soon = {host for host, seconds in closed.items() if seconds <= PATIENCE}
        return Want(
            frozenset(self._scopes),
            room,
            self._room // 2,
            dict(busy),
            frozenset(soon.union(self._leaves)),
            self._shut_scopes(),
            frozenset(closed.keys() - soon),
        )

    def _shut_scopes(self) -> frozenset[int]:
        """The scopes whose sources are not to be asked at this hour."""
        sources, scopes = getattr(self.spider, "sources", ()), getattr(self.spider, "scopes", ())
        return frozenset(
            scope for source, scope in zip(sources, scopes, strict=False) if self._asking.source(source) is not None
        )

    def _receive(self, taken: Taken, *, asked: bool) -> None:
        for lease in taken.leases:
            self._take(lease)
        self._heard_at = now = asyncio.get_running_loop().time()
        self._low, self._more = len(self) // 2, bool(taken.leases) or len(self) > 0
        if asked:
            self._waits = taken.waits
        self._services.tally.shared |= taken.others
        for host, closed in taken.resting.items():
            if closed.why and closed.until - clock.now() > timedelta(seconds=PATIENCE):
                self._asking.tell(host, closed)
        if taken.wanted:
            self._share(sorted(taken.wanted))
        self._leaves |= {host: now + 2 * POLL for host in self._leaves if host in self._leases.busy}
        self._leaves = {host: until for host, until in self._leaves.items() if until > now}
        if taken.left is not None:
            self._left = dict(taken.left)
        self._scopes -= taken.ended
        self._whole -= taken.ended
        if self._waits and self._poll is None:
            self._poll = asyncio.get_running_loop().call_later(POLL, self._ask_again)
        self._nudge()

    def _take(self, lease: Lease) -> None:
        try:
            request = request_of(lease, self.spider)
        except ValueError as error:
            logger.warning("left out what the frontier has of %s: %s", lease.host, error)
            self._done.append(lease.key)
            return
        self._leases.take(str(lease.key), lease.host)
        self.df.request_seen(request)  # it is asked for now: nothing is to redirect to it
        self._mqpush(request)
        self._inc("scheduler/enqueued")
        self._inc("scheduler/enqueued/memory")

    def _share(self, wanted: list[str]) -> None:
        """Leave every second of the hosts that another crawler waits for to it, those that have the least under way."""
        by_work = sorted(wanted, key=lambda host: self._leases.busy[host])
        now = asyncio.get_running_loop().time()
        self._leaves |= dict.fromkeys(by_work[: len(wanted) // 2], now + 2 * POLL)

    def _ask_again(self) -> None:
        self._poll = None
        self._more, self._low = True, len(self)
        self._tell()

    def _is_closing(self) -> bool:
        slot = self._slot()
        return slot is None or slot.closing is not None

    def _store_name(self) -> str:
        store = self._services.store
        return store.url if store else ""

    def _nudge(self) -> None:
        """Have the engine look for work, or for its end."""
        if slot := self._slot():
            slot.nextcall.schedule()

    def _slot(self) -> _Slot | None:
        """The engine's account of what it has in progress."""
        return self.crawler.engine._slot if self.crawler and self.crawler.engine else None

    def _inc(self, name: str) -> None:
        assert self.stats is not None
        self.stats.inc_value(name)

    async def _close(self, reason: str) -> Any:
        if self._telling is not None:
            await self._telling
        if self._writer is not None and self._scopes and not self._services.is_over:
            self._scopes.clear()  # it wants nothing more
            try:
                await asyncio.wrap_future(self._writer.turn(self._last_turn()))
            except StoreError as error:
                self._services.fail(error)
        await self._count_held()
        super().close(reason)

    async def _count_held(self) -> None:
        """Count what stays queued, where that is by intent."""
        tally, store = self._services.tally, self._services.store
        scopes = getattr(self.spider, "scopes", ())
        if store is not None and (tally.held or tally.offline) and not self._services.is_over:
            try:
                tally.queued = await in_thread(store.queued, scopes)
            except StoreError as error:
                self._services.fail(error)
