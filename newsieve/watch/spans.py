"""Moments and spans of time as a person writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

UNITS = ((24 * 3600, "d"), (3600, "h"), (60, "min"))


def span(seconds: float) -> str:
    """A span of time, by its two largest units.

    >>> span(40), span(3 * 3600 + 125), span(50 * 3600), span(2 * 24 * 3600)
    ('40 s', '3 h 2 min', '2 d 2 h', '2 d')
    """
    for (size, name), (less, small) in pairwise(UNITS):
        if seconds >= size:
            rest = int(seconds % size // less)
            return f"{int(seconds // size)} {name}" + (f" {rest} {small}" if rest else "")
    return f"{int(seconds // 60)} min" if seconds >= 60 else f"{int(seconds)} s"


def moment(at: float) -> str:
    """A moment in UTC, from seconds since 1970.

    >>> moment(0)
    '1970-01-01 00:00Z'
    """
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%MZ}"


def iso(at: float) -> str:
    """A moment in ISO 8601, from seconds since 1970.

    >>> iso(0)
    '1970-01-01T00:00:00+00:00'
    """
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
