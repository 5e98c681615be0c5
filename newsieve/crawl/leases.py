"""Which leases this crawl holds, and when each of them ends.

A lease is alive while a request that carries it waits, is fetched, or its page is read and stored: retries and
redirects within one page carry it on. It ends in one place, when the last such request leaves the engine, whatever its
fate was. A page that became an article, or was recorded as a drop, has ended it before, with the same transaction.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from scrapy import Request

LEASE = "lease"  # in a request's meta, and on pages and outcomes: the key of its row, as text


def lease_of(request: Request) -> str:
    """The lease that a request carries, empty if none."""
    return request.meta.get(LEASE) or ""


@dataclass(slots=True)
class Leases:
    """The leases of one crawl."""

    _alive: Counter[str] = field(default_factory=Counter)  # lease → requests that carry it
    _host: dict[str, str] = field(default_factory=dict)
    _ended: set[str] = field(default_factory=set)  # those that are alive and yet done with in the store
    _held: dict[str, bool] = field(default_factory=dict)  # those that go back to the queue; whether to its end
    busy: Counter[str] = field(default_factory=Counter)  # host → leases

    def take(self, lease: str, host: str) -> None:
        """A lease was got."""
        self._alive[lease] = 1
        self._host[lease] = host
        self.busy[host] += 1

    def carry_on(self, request: Request) -> None:
        """One more request carries its lease."""
        lease = lease_of(request)
        if lease in self._alive:
            self._alive[lease] += 1

    def end(self, lease: str | None) -> None:
        """The store has done with a lease."""
        if lease is not None and lease in self._alive:
            self._ended.add(lease)

    def hold(self, lease: str, *, later: bool = False) -> None:
        """A lease is not over when its request leaves: it goes back to the queue, to its end if `later`."""
        if lease in self._alive:
            self._held[lease] = later

    def was_held(self, lease: int) -> bool | None:
        """Whether a lease that was let go goes to the end of the queue; None where it does not go back."""
        return self._held.pop(str(lease), None)

    def host_of(self, lease: str) -> str | None:
        """The host that a lease is for; None once it is over."""
        return self._host.get(lease)

    def let_go(self, request: Request) -> int | None:
        """A request has left the engine; the lease that the store is to end now, if there is one."""
        lease = lease_of(request)
        if lease not in self._alive:
            return None
        self._alive[lease] -= 1
        if self._alive[lease]:
            return None
        self._forget(lease)
        if lease in self._ended:
            self._ended.remove(lease)
            self._held.pop(lease, None)
            return None
        return int(lease)

    def _forget(self, lease: str) -> None:
        del self._alive[lease]
        host = self._host.pop(lease)
        self.busy[host] -= 1
        if not self.busy[host]:
            del self.busy[host]
