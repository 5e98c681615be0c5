"""Has a share fallen? A test that few articles are enough for, and that chance alone does not pass."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newsieve.store import Seen

# So small, as it is asked of every source with every run, for years.
CHANCE = 1e-6
FEWEST_BEFORE, FEWEST_RUNS = 20, 5  # things, and runs that brought them, from which on something is usual
FEWEST, MOST = 6, 40  # of the newest things that are looked at
USUAL = 0.5  # a share below that is no habit that could be broken
FALLEN = 0.5  # of its usual value
# Articles of a kind come together: a night's agency copy has no author, and is no break. So many runs show a fall each.
LOW_RUNS = 3


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    @property
    def rate(self) -> float:
        """The share, 0..1, with one more of each kind, so that it is never quite sure.

        >>> Share(8, 8).rate, Share().rate
        (0.9, 0.5)
        """
        return (self.part + 1) / (self.whole + 2)

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)

    def __str__(self) -> str:
        return f"{self.part} of {self.whole}"


Measure = Callable[[Seen], Share]


@dataclass(frozen=True, slots=True)
class Fall:
    """A share that was usual, the one of late, and the first run that counts as late."""

    before: Share
    now: Share
    first: Seen


def fall(runs: Sequence[Seen], measure: Measure, since: int | None = None) -> Fall | None:
    """Whether a share has fallen of late, against the runs before (the oldest first).

    As many of the newest runs are looked at as are needed to tell. A fall that was found before, in the run `since`,
    is held against the runs before that one, so that it does not become a habit by lasting, and lasts as long as the
    share is low.
    """
    told = [(run, share) for run in runs if (share := measure(run)).whole]
    earlier = [(run, share) for run, share in told if since is None or run.run < since]
    count = needed(total(earlier).rate)
    late = _newest(told if since is None else told[len(earlier) :], count)
    if since is None:
        earlier = told[: len(told) - len(late)]
    before, now = total(earlier), total(late)
    if len(earlier) < FEWEST_RUNS or before.whole < FEWEST_BEFORE or not late:
        return None
    lows = sum(is_low(before, share) for _, share in late)
    shown = since is not None or (lows >= LOW_RUNS and is_no_chance(before, now))
    return Fall(before, now, late[0][0]) if is_low(before, now) and shown else None


def is_low(before: Share, now: Share) -> bool:
    """Whether what was usual is rare now."""
    return before.rate >= USUAL and now.part <= FALLEN * before.rate * now.whole


def is_no_chance(before: Share, now: Share) -> bool:
    """Whether one share is so much smaller than the other that chance does not explain it."""
    return now.whole >= FEWEST and chance(now.part, now.whole, before.rate) <= CHANCE


def needed(rate: float) -> int:
    """How many things tell a fall to nothing of such a share.

    >>> needed(0.98), needed(0.7)
    (6, 12)
    """
    if rate >= 1:
        return FEWEST
    return min(MOST, max(FEWEST, math.ceil(math.log(CHANCE) / math.log(1 - rate))))


def chance(part: int, whole: int, rate: float) -> float:
    """How likely at most `part` of `whole` are, where each is with this rate.

    >>> round(chance(1, 2, 0.5), 2), chance(0, 3, 0.9) < 0.0011
    (0.75, True)
    """
    return sum(math.comb(whole, k) * rate**k * (1 - rate) ** (whole - k) for k in range(part + 1))


def total(told: Sequence[tuple[Seen, Share]]) -> Share:
    """All of them together."""
    return sum((share for _, share in told), Share())


def _newest(told: Sequence[tuple[Seen, Share]], count: int) -> list[tuple[Seen, Share]]:
    """As many of the newest runs as bring so many things together, and no fewer than tell a fall."""
    found, whole = 0, 0
    while found < len(told) and (whole < count or found < LOW_RUNS):
        found += 1
        whole += told[-found][1].whole
    return list(told[len(told) - found :])
