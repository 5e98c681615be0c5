"""How far a crawl is: altogether, and for each outlet."""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass
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


def resident_bytes() -> int:
    """The memory that this process has now; its peak where the system does not tell."""
    try:
        return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
