"""How far a crawl is: altogether, and for each outlet."""

from __future__ import annotations

import os
import resource
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class OutletProgress:
    """How far one outlet is; `queued` is None where nobody counts that."""

    name: str
    fetched: int = 0
    new: int = 0
    known: int = 0
    failed: int = 0
    queued: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a crawl is: `queued` requests wait to be fetched.

    `outlets` are in the order in which something was heard of them; `memory` is the crawling process's, in bytes.
    """

    fetched: int
    articles: int
    dropped: int
    queued: int
    seconds: float
    known: int = 0
    failed: int = 0
    outlets: tuple[OutletProgress, ...] = ()
    last_error: str | None = None
    memory: int = 0


@dataclass(slots=True)
class OutletCounts:
    """What has been counted for each outlet so far."""

    _by_name: dict[str, OutletProgress] = field(default_factory=dict)

    def add(self, name: str, *, fetched: int = 0, new: int = 0, known: int = 0, failed: int = 0) -> None:
        """Count more of an outlet's pages."""
        now = self._by_name.get(name) or OutletProgress(name)
        self._by_name[name] = OutletProgress(
            name, now.fetched + fetched, now.new + new, now.known + known, now.failed + failed
        )

    def told(self, queued: Mapping[str, int] | None = None) -> tuple[OutletProgress, ...]:
        """Each outlet's counts; with `queued`, what waits of each, by name."""
        counts = tuple(self._by_name.values())
        return counts if queued is None else tuple(replace(one, queued=queued.get(one.name, 0)) for one in counts)


def resident_bytes() -> int:
    """The memory that this process has now; its peak where the system does not tell."""
    try:
        return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
