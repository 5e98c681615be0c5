"""How far back: a day or a span before now, and whether a date lies before it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from newsieve.config import duration
from newsieve.dates import NEVER, instant

EVER = -NEVER
IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])(?:[/_.-]?(0[1-9]|[12]\d|3[01]))?(?!\d)")


def read_since(text: str, now: datetime | None = None) -> float:
    """A date, or a span before `now`, as seconds since 1970; minus infinity for an empty text. Raises ValueError.

    >>> read_since("2024-05-01"), read_since("1d", datetime(2024, 5, 2, tzinfo=UTC)), read_since("")
    (1714521600.0, 1714521600.0, -inf)
    """
    text = text.strip()
    if not text:
        return EVER
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        pass
    try:
        return ((now or datetime.now(UTC)) - duration(text)).timestamp()
    except ValueError:
        raise ValueError('expected a date or a time span of at most 366 days, such as "2024-05-01" or "2d"') from None


def is_older(dated: str | None, url: str, since: float) -> bool:
    """Whether this date lies before `since`; without one, the date in the URL counts; without any, it does not.

    >>> since = read_since("2024-05-01")
    >>> is_older("2024-04-30T23:00:00Z", "", since), is_older("2024-05-01", "", since), is_older(None, "", since)
    (True, False, False)
    >>> is_older(None, "https://example.org/2004/04/harbour", since), is_older(None, "https://example.org/5", since)
    (True, False)
    """
    moment = instant(dated)
    if moment == NEVER:
        moment = instant(_in_path(url))
    return moment < since  # a date that is none is infinitely far ahead


def _in_path(url: str) -> str | None:
    """The date in a URL's path, the last day of a month where it names no day."""
    found = IN_PATH.search(url.partition("://")[2].partition("/")[2])
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    try:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return (date(year, month, int(found[3])) if found[3] else last).isoformat()
    except ValueError:  # the 31st of June: a number, no date
        return None
