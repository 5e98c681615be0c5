"""How often a place is visited where news is found: a function of its history, a visit, the time, and chance.

The time between two visits is divided by one more than the number of new stories that a visit brings, and grows by
half when a visit brings none. Both even out where about every third visit brings a story: a place with a story every
X seconds is visited every third of X, or thereabouts, and its news is a sixth of X old when it is found. A failed
visit changes none of that; the place is tried again after the shortest time, then after twice that, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass

LONGER = 1.5  # by what the time to the next visit grows when one brings nothing
SPREAD = 0.1  # by how much of that time, at most, a place is due sooner: what was visited together comes apart


@dataclass(frozen=True, slots=True)
class Bounds:
    """The shortest and the longest time between two visits, in seconds."""

    shortest: float
    longest: float

    def around(self, seconds: float) -> float:
        """The time within the bounds that is nearest to this one."""
        return max(self.shortest, min(seconds, self.longest))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of a place.

    `interval` is the time between two visits in seconds (0: it was never visited), `failures` those since it last
    answered; `asked` is when it was last asked for, `due` when it is to be asked for next, `news` when it last brought
    a story: all three in seconds since 1970.
    """

    interval: float = 0.0
    failures: int = 0
    asked: float = 0.0
    due: float = 0.0
    news: float | None = None

    @property
    def is_well(self) -> bool:
        """Whether it answered when it was asked last."""
        return self.asked > 0 and not self.failures


def when_asked(known: Rhythm, bounds: Bounds, now: float, chance: float) -> Rhythm:
    """The place is asked for: should nothing be heard of it again, it is due as if it had brought nothing special."""
    interval = bounds.around(known.interval)
    return Rhythm(interval, known.failures, now, _due(interval, now, chance), known.news)


def when_answered(known: Rhythm, new: int, bounds: Bounds, now: float, chance: float) -> Rhythm:
    """The place was read, and brought so many new stories; `chance` is at least 0 and below 1."""
    before = bounds.around(known.interval)
    interval = bounds.around(before / (1 + new) if new else before * LONGER)
    return Rhythm(interval, 0, known.asked or now, _due(interval, now, chance), now if new else known.news)


def when_failed(known: Rhythm, bounds: Bounds, now: float, chance: float) -> Rhythm:
    """The place could not be had: it is tried again, later each time, and what is known of its news is kept."""
    wait = bounds.around(bounds.shortest * 2.0 ** min(known.failures, 64))
    interval = bounds.around(known.interval)
    return Rhythm(interval, known.failures + 1, known.asked or now, _due(wait, now, chance), known.news)


def due_at(known: Rhythm, bounds: Bounds, now: float) -> float:
    """When the place is due; at once if its clock was far ahead of `now`, and never later than the bounds of today."""
    if known.asked > now + bounds.shortest:
        return now
    return min(known.due, known.asked + bounds.longest)


def _due(wait: float, now: float, chance: float) -> float:
    return now + wait * (1 - SPREAD * chance)
