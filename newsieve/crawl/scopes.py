"""What the frontier and the places know a source by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from newsieve.config import Source
from newsieve.urls import digest


def scope_of(spider: str, label: str) -> int:
    """The number of what a spider does for one of its sources."""
    return signed(digest(f"{spider} {label}"))


def scopes_of(spider: str, sources: Iterable[Source]) -> tuple[int, ...]:
    """What each of these sources is known by: its name, else where it begins; no two have the same."""
    labels, times = list[str](), Counter[str]()
    for source in sources:
        label = source.name or source.entrance
        times[label] += 1
        labels.append(label if times[label] == 1 else f"{label} {times[label]}")
    return tuple(scope_of(spider, label) for label in labels)


def signed(number: int) -> int:
    """Eight bytes as databases have them."""
    return number - 2**64 if number >= 2**63 else number
