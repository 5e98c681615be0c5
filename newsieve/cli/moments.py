"""Days and runs as they are named on the command line."""

from __future__ import annotations

import re
from datetime import date

from newsieve.errors import UsageError

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def day(text: str, option: str) -> date:
    """The day that `text` names. Raises UsageError.

    >>> day("2026-03-01", "--until")
    datetime.date(2026, 3, 1)
    """
    return _day(text, option, "a date such as 2026-03-01")


def day_or_run(text: str, option: str) -> date | int:
    """The day, or the number of a run, that `text` names. Raises UsageError.

    >>> day_or_run("12", "--since")
    12
    """
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    return _day(text, option, "a run's number or a date such as 2026-03-01")


def _day(text: str, option: str, expected: str) -> date:
    try:
        return date.fromisoformat(text if DAY.fullmatch(text) else "")
    except ValueError:
        raise UsageError(f"{option} {text}: expected {expected}") from None
