"""Does this machine reach anybody? Where it does not, no host is to be blamed."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from weakref import WeakSet

from scrapy import Request

from newsieve.article import DropReason
from newsieve.crawl.fates import NO_WAY, THROUGH_PROXY, Fate


def seems_offline(failed: Collection[str], answered: Collection[str]) -> bool:
    """Whether hosts that could not be reached, one after another without an answer from anybody, tell of the machine.

    One host alone says nothing, nor do several that never answered where others did.

    >>> seems_offline({"a", "b"}, ()), seems_offline({"a", "b"}, {"c"}), seems_offline({"a", "c"}, {"c"})
    (True, False, True)
    >>> seems_offline({"a"}, ())
    False
    """
    return len(failed) > 1 and (not answered or any(host in answered for host in failed))


def may_be_ours(told: Fate) -> bool:
    """Whether a failure alone, without its request, may be the fault of this machine or its network."""
    return told.reason is DropReason.TIMEOUT or told.detail in NO_WAY or told.detail.startswith(THROUGH_PROXY)


class Reach:
    """What this crawl has heard from its hosts since one of them last answered.

    A failure is judged after some `patience`, in seconds, in which somebody else may answer.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._asked, self._answered, self._failed = set[str](), set[str](), set[str]()
        self._heard = asyncio.Event()
        self._judging: asyncio.Task[bool] | None = None
        self._connecting: WeakSet[Request] = WeakSet()
        self.is_lost = False

    def asks(self, host: str) -> None:
        """A request goes to a host."""
        self._asked.add(host)

    def connects(self, request: Request) -> None:
        """A connection is begun for a request."""
        self._connecting.add(request)

    def connected(self, request: Request) -> None:
        """It came about."""
        self._connecting.discard(request)

    def may_be_ours(self, told: Fate, request: Request) -> bool:
        """Whether a request's failure may be the fault of this machine or its network.

        A host that refuses was reached, and so was one that is silent or slow on a connection; what a proxy reached,
        nobody knows.
        """
        if told.reason is DropReason.TIMEOUT and not request.meta.get("proxy"):
            return request in self._connecting
        return may_be_ours(told)

    def answers(self, host: str) -> None:
        """A host has answered something."""
        self._answered.add(host)
        self._failed.clear()
        self._heard.set()

    def blames(self, last: Fate) -> bool:
        """Whether a failure is the host's: it was reached, or somebody else was."""
        return bool(self._answered) or not may_be_ours(last)

    async def is_to_blame(self, host: str) -> bool:
        """Whether it is the machine that cannot reach a host, and not the host that cannot be reached."""
        if self.is_lost or len(self._asked) < 2:
            return self.is_lost
        self._failed.add(host)
        if self._judging is None or self._judging.done():
            self._heard.clear()
            self._judging = asyncio.create_task(self._judge(), name="is this machine offline?")
        return await asyncio.shield(self._judging)

    async def _judge(self) -> bool:
        try:
            await asyncio.wait_for(self._heard.wait(), self._patience)
        except TimeoutError:
            self.is_lost = seems_offline(self._failed, self._answered)
        return self.is_lost
