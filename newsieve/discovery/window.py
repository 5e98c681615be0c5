"""How far back: whether a date lies before the moment that is asked for."""

from __future__ import annotations

import re
from datetime import date, timedelta

from newsieve.dates import NEVER, instant

IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])(?:[/_.-]?(0[1-9]|[12]\d|3[01]))?(?!\d)")


def is_older(dated: str | None, url: str, since: float) -> bool:
    """Whether this date lies before `since`; without one, the date in the URL counts; without any, it does not.

    >>> since = 1714521600.0  # 2024-05-01
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
