"""What is said of due dates, in one line each."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from newsieve.crawl.agenda import Forecast

UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def nothing_to_do(found: Forecast, now: float) -> str:
    """Why a crawl of what is due has nothing to do, and when that changes; `now` in seconds since 1970."""
    if found.busy:
        sources = "1 source is" if found.busy == 1 else f"{found.busy:,} sources are"
        return f"nothing left to do: {sources} being crawled by another run; {coming(found, now)}"
    return f"nothing is due; {coming(found, now)}"


def coming(found: Forecast, now: float) -> str:
    """What is due next, and when."""
    if found.soonest is None or math.isinf(found.next):
        return "nothing else will be due"
    name = found.soonest.name or found.soonest.entrance
    return f"next is {name} in {span(found.next - now)}, at {clock_time(found.next)}"


def clock_time(moment: float) -> str:
    """A moment as a clock in UTC shows it.

    >>> clock_time(1_800_000_000)
    '2027-01-15 08:00:00 UTC'
    """
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M:%S} UTC"


def span(seconds: float) -> str:
    """So many seconds, in the two greatest units.

    >>> span(59.2), span(750), span(90_000), span(0)
    ('1 min', '12 min 30 s', '1 d 1 h', '0 s')
    """
    left, told = max(0, math.ceil(seconds)), list[str]()
    for size, unit in UNITS:
        if left >= size:
            told.append(f"{left // size} {unit}")
            left %= size
        elif told:
            break
    return " ".join(told[:2]) or "0 s"
