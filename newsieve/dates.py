"""Dates as the pages give them: ISO 8601, compared as instants."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time

NEVER = math.inf
UNSET = frozenset({date(1970, 1, 1), date(1969, 12, 31)})  # a clock that was never set
FIRST_YEAR = 1800  # what claims to be older is a mistake


def instant(published: str | None) -> float:
    """The moment of a trustworthy ISO 8601 date or time, in seconds since 1970; infinite where there is none.

    A time without a zone is taken for UTC. A bare date is taken for the end of its day: who does not say when
    cannot claim to have been first.

    >>> instant("2026-03-01") > instant("2026-03-01T09:00:00+01:00")
    True
    >>> instant("last Tuesday"), instant("1970-01-01T00:00:00Z")
    (inf, inf)
    """
    text = (published or "").strip()
    try:
        moment = datetime.fromisoformat(text)
        if moment.date() in UNSET or moment.year < FIRST_YEAR:
            return NEVER
        if len(text) <= len("2026-03-01"):
            moment = datetime.combine(moment, time.max)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return NEVER


def earliest(moment: str | None) -> float:
    """The first moment that an ISO 8601 date or time may mean, in seconds since 1970; minus infinity where it is none.

    >>> earliest("1970-01-03"), earliest("1970-01-03T00:01:00Z"), earliest("soon")
    (172800.0, 172860.0, -inf)
    """
    text = (moment or "").strip()
    at = instant(f"{text}T00:00:00Z" if len(text) == len("2026-03-01") else text)
    return at if math.isfinite(at) else -math.inf


def minutes_later(first: str | None, published: str | None) -> int | None:
    """Whole minutes between two ISO 8601 times; None where either is missing, untrustworthy or a bare date.

    >>> minutes_later("2026-03-01T09:00:00+01:00", "2026-03-01T08:25:30Z"), minutes_later("2026-03-01", "2026-03-02")
    (25, None)
    """
    begin, end = exact(first), exact(published)
    return None if begin is None or end is None else math.floor((end - begin) / 60)


def exact(moment: str | None) -> float | None:
    """The instant of an ISO 8601 time; None where it is missing, untrustworthy or a bare date.

    >>> exact("1970-01-02T00:00:00Z"), exact("2026-03-01")
    (86400.0, None)
    """
    if moment is None or len(moment) <= len("2026-03-01") or not math.isfinite(found := instant(moment)):
        return None
    return found
