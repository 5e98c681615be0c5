"""May somebody be asked now, and if not, when: hours, rests and budgets told in one way.

Pure: whoever asks says what time it is and what the store knows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime

from newsieve.config import Source

PATIENCE = timedelta(minutes=2)  # a crawl does not wait longer for a host that rests
LONGEST_REST = timedelta(days=1)  # however long a Retry-After asks for
FIRST_BREAK, LONGEST_BREAK = timedelta(minutes=1), timedelta(hours=1)  # of a host that was left alone


@dataclass(frozen=True, slots=True)
class Closed:
    """Somebody is not asked before `until` (aware, in UTC); `why` is a line for a person.

    `times`: how often in a row, where that was for failures.
    """

    until: datetime
    why: str
    times: int = 0

    def is_soon_over(self, now: datetime) -> bool:
        """Whether a crawl is to wait until then; for one that failed again and again, none does."""
        return not self.times and self.until - now <= PATIENCE

    def is_over(self, now: datetime) -> bool:
        """Whether asking is allowed again."""
        return self.until <= now

    def __str__(self) -> str:
        return f"{self.why}; not asked before {self.until:%Y-%m-%d %H:%M:%S} UTC"


def source_closed(source: Source, now: datetime) -> Closed | None:
    """Why a source is not asked now: it is outside of its hours."""
    if source.hours is None or source.hours.are_open(now):
        return None
    zone = f" {source.timezone}" if source.timezone else ""
    return Closed(source.hours.next_opening(now), f"its hours are {source.hours}{zone}")


def host_closed(now: datetime, rest: Closed | None = None, spent: int = 0, budget: int | None = None) -> Closed | None:
    """Why a host is not asked now: it rests, or has been asked as often today (in UTC) as its budget allows."""
    if rest is not None and not rest.is_over(now):
        return rest
    return budget_used_up(now, budget) if budget and spent >= budget else None


def budget_used_up(now: datetime, budget: int) -> Closed:
    """A host has been asked as often today as it may be; the day is UTC's."""
    midnight = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
    return Closed(midnight, f"its budget of {budget} requests a day is used up")


def day_of(now: datetime) -> str:
    """The day of a budget that a moment belongs to, in UTC, as ISO 8601."""
    return now.astimezone(UTC).date().isoformat()


def break_after_failures(now: datetime, why: str, before: Closed | None = None) -> Closed:
    """The break of a host that failed again and again: a minute, twice as long each time in a row, at most an hour.

    Two are in a row where the one before ended less than two of the longest ago.
    """
    again = before is not None and before.times > 0 and now - before.until < 2 * LONGEST_BREAK
    times = before.times + 1 if before is not None and again else 1
    return Closed(now + min(FIRST_BREAK * 2 ** min(times - 1, 10), LONGEST_BREAK), why, times)


def seconds_asked(retry_after: str, now: datetime) -> float | None:
    """The seconds that a `Retry-After` asks for, as a number or an HTTP date, at most a day; None where it is neither.

    >>> seconds_asked("120", datetime(2026, 3, 1, tzinfo=UTC))
    120.0
    >>> seconds_asked("Sun, 01 Mar 2026 00:02:00 GMT", datetime(2026, 3, 1, tzinfo=UTC))
    120.0
    """
    told = retry_after.strip()
    try:
        if told.isascii() and told.replace(".", "", 1).isdigit():
            asked = float(told)
        else:
            moment = parsedate_to_datetime(told)
            asked = ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(asked, 0.0), LONGEST_REST.total_seconds()) if not math.isnan(asked) else None
