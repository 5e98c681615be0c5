"""By how much an outlet was later than the first one."""

from __future__ import annotations

import math

from newsieve.dates import instant, minutes_later

DAY = 24 * 60


def later(first: str | None, published: str | None) -> str:
    """The delay in words.

    >>> later("2026-03-01T09:00Z", "2026-03-01T10:35Z"), later("2026-03-01T09:00Z", "2026-03-02T11:00Z")
    ('+95 min', '+1,560 min (1 d 2 h)')
    >>> later("2026-03-01T09:00Z", "2026-03-02"), later("2026-03-01T09:00Z", None)
    ('on 2026-03-02', 'undated')
    """
    minutes = minutes_later(first, published)
    if minutes is None:
        return f"on {(published or '')[:10]}" if math.isfinite(instant(published)) else "undated"
    days = f" ({minutes // DAY} d {minutes % DAY // 60} h)" if minutes >= DAY else ""
    return f"{minutes:+,} min{days}"


def moment(published: str | None) -> str:
    """A time as a person writes it, with its zone; what is no trustworthy date is "undated".

    >>> moment("2026-03-01T09:00:00+01:00"), moment("2026-03-01T09:00:00Z"), moment("2026-03-01")
    ('2026-03-01 09:00 +01:00', '2026-03-01 09:00 UTC', '2026-03-01')
    """
    if not published or not math.isfinite(instant(published)):
        return "undated"
    zone = published[16:].lstrip(":0123456789.,")
    zone = " UTC" if zone in ("Z", "+00:00") else f" {zone}" if zone else ""
    return published[:16].replace("T", " ") + zone
