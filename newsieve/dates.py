"""Dates as the pages give them: ISO 8601, compared as instants."""

from __future__ import annotations

import math
from datetime import UTC, datetime

NEVER = math.inf


def instant(published: str | None) -> float:
    """The moment of an ISO 8601 date or time, in seconds since 1970; infinite where there is none.

    A time without a zone is taken for UTC, a bare date for its first moment.

    >>> instant("1970-01-02"), instant("1970-01-01T01:00:00+01:00"), instant("soon")
    (86400.0, 0.0, inf)
    """
    try:
        moment = datetime.fromisoformat(published or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return NEVER
