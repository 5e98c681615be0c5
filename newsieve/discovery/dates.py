"""Dates as feeds write them, as ISO 8601."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

BARE_DATE = re.compile(r"\d{4}-\d\d-\d\d")
BLANK_BEFORE_ZONE = re.compile(r"\s+(?=(?:[+-]\d\d:?\d\d|Z)$)")
YEARS = range(1900, 2101)  # a date outside is a slip, not a date


def iso_date(text: str | None) -> str | None:
    """An RFC 822 or ISO 8601 date as ISO 8601, in its own zone where it names one; None where it is no date.

    >>> iso_date("Tue, 05 Mar 2024 09:30:00 +0100"), iso_date("2024-03-05T09:30:00Z"), iso_date("2024-03-05")
    ('2024-03-05T09:30:00+01:00', '2024-03-05T09:30:00+00:00', '2024-03-05')
    >>> iso_date("last Tuesday")
    """
    text = (text or "").strip()
    moment = _iso_8601(text) or _rfc_822(text)
    return moment.isoformat() if moment is not None and moment.year in YEARS else None


def _iso_8601(text: str) -> date | None:
    try:
        if BARE_DATE.fullmatch(text):
            return date.fromisoformat(text)
        return datetime.fromisoformat(BLANK_BEFORE_ZONE.sub("", text))
    except ValueError:
        return None


def _rfc_822(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):  # what the standard library raises on odd dates
        return None
