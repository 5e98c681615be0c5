"""How many processes this machine, or the container around us, has room for."""

from __future__ import annotations

import os
from pathlib import Path

WORKER_BYTES = 300 * 1024 * 1024  # what a worker may come to between two replacements, on large pages
KEPT_BYTES = 512 * 1024 * 1024  # for the crawl itself
CGROUP = Path("/sys/fs/cgroup")
MEMORY = Path("/proc/meminfo")


def fitting_workers(cgroup: Path = CGROUP, memory: Path = MEMORY) -> int:
    """One worker for each core that we may use, fewer where memory is short, at least one."""
    free = available_bytes(cgroup, memory)
    by_memory = (free - KEPT_BYTES) // WORKER_BYTES if free is not None else cores(cgroup)
    return max(1, min(cores(cgroup), by_memory))


def cores(cgroup: Path = CGROUP) -> int:
    """The cores that this process may run on; a container's share of them, rounded up."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, _, period = _read(cgroup / "cpu.max").partition(" ")
    if quota.isdigit() and period.isdigit() and int(period):
        allowed = min(allowed, -(-int(quota) // int(period)))
    return max(1, allowed)


def available_bytes(cgroup: Path = CGROUP, memory: Path = MEMORY) -> int | None:
    """Bytes of memory that are free for us; None where the system does not tell."""
    rooms = [room for room in (_free_of_machine(memory), _free_of_container(cgroup)) if room is not None]
    return min(rooms, default=None)


def _free_of_machine(memory: Path) -> int | None:
    lines = (line.partition(":") for line in _read(memory).splitlines())
    told = {name: value.split() for name, _, value in lines}
    return int(told["MemAvailable"][0]) * 1024 if told.get("MemAvailable") else None


def _free_of_container(cgroup: Path) -> int | None:
    most, used = _read(cgroup / "memory.max"), _read(cgroup / "memory.current")
    return int(most) - int(used) if most.isdigit() and used.isdigit() else None


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:  # another system, or an older kind of containers
        return ""
