"""Dates as pages write them, to ISO 8601 with the page's own zone."""

from __future__ import annotations

import re
from copy import copy
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from itertools import islice

import htmldate
from lxml import etree, html

from newsieve.cleaning import Words

ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?",
    re.IGNORECASE,
)
COMPACT = re.compile(r"\b((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?\b")
IN_URL = re.compile(r"(?<![\d])((?:19|20)\d{2})[/_-]?(\d{1,2})[/_-]?(\d{1,2})(?![\d])")
NUMERIC = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2})\b")
WIDE = re.compile(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
TIME = re.compile(r"\b(\d{1,2})[:.h](\d{2})(?::(\d{2}))?\s*([ap])?\.?m?\b", re.IGNORECASE)
EARLIEST = 1990
PROGRAMS = ("script", "style", "svg", "template")  # JSON-LD was read before; the search reads letter by letter
MOST_SEARCHED = 20_000  # elements of a page that is searched for a date
NEW_YEAR = "-01-01"


def to_iso(text: str | None, words: Words | None = None) -> str | None:
    """A date or time as ISO 8601, None where the text is none.

    >>> to_iso("2024-03-05T07:09:00.123Z"), to_iso("Tue, 05 Mar 2024 07:09:00 +0100"), to_iso("2024-03-05")
    ('2024-03-05T07:09:00+00:00', '2024-03-05T07:09:00+01:00', '2024-03-05')
    """
    if not text or len(text) > 200:
        return None
    if match := ISO.search(text):
        return _build(match.groups())
    if match := COMPACT.search(text):
        return _build((*match.groups(), None))
    return _rfc(text) or _wide(text) or _written(text, words) or _numeric(text)


def is_local_writing(other: str, utc: str) -> bool:
    """Whether `other` is the same instant as `utc`, but told in a zone of its own.

    >>> is_local_writing("2024-03-04T23:30:00-05:00", "2024-03-05T04:30:00+00:00")
    True
    """
    if "T" not in other or not utc.endswith("+00:00") or other[-6:-5] not in ("+", "-") or other.endswith("00:00"):
        return False
    return abs((datetime.fromisoformat(other) - datetime.fromisoformat(utc)).total_seconds()) < 60


def in_shown_zone(utc: str, shown: str) -> str | None:
    """The instant `utc` in the zone whose clock the page shows, None where the two are not one instant.

    >>> in_shown_zone("2024-03-05T01:48:19+00:00", "2024-03-04T20:48:00")
    '2024-03-04T20:48:19-05:00'
    """
    if not utc.endswith("+00:00") or len(shown) != len("2024-03-04T20:48:00"):
        return None
    instant = datetime.fromisoformat(utc)
    local = datetime.fromisoformat(shown).replace(second=instant.second, tzinfo=UTC)
    offset = local - instant
    if not offset or abs(offset) > timedelta(hours=14) or offset % timedelta(minutes=15):
        return None
    return instant.astimezone(timezone(offset)).isoformat()


def search_date(tree: html.HtmlElement, url: str) -> str | None:
    """The likeliest day of publication by htmldate's search of the whole page; slow, for pages that declare none.

    None for a page of very many elements: the search takes longer than all the rest.
    """
    if sum(1 for _ in islice(tree.iter(), MOST_SEARCHED)) == MOST_SEARCHED:
        return None
    page = copy(tree)
    etree.strip_elements(page, *PROGRAMS, with_tail=False)
    try:
        found = to_iso(htmldate.find_date(page, url=url, original_date=True))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    return None if found is None or found.endswith(NEW_YEAR) else found  # it makes that of a mere year


def date_in_url(url: str) -> str | None:
    """The day that a URL's path names.

    >>> date_in_url("https://example.org/2024/03/05/flood"), date_in_url("https://example.org/a-2024")
    ('2024-03-05', None)
    """
    found = [
        day
        for m in IN_URL.finditer(url.partition("//")[2].partition("?")[0])
        if (day := _build((*m.groups(), None, None, None, None)))
    ]
    return found[0] if found else None


def _build(parts: tuple[str | None, ...]) -> str | None:
    """Year, month, day, hour, minute, second, zone as ISO 8601; a bare date where there is no hour."""
    year, month, day, hour, minute, second, zone = parts
    try:
        if hour is None:
            moment: date = date(int(year or 0), int(month or 0), int(day or 0))
            return moment.isoformat() if _is_plausible(moment) else None
        when = datetime(int(year or 0), int(month or 0), int(day or 0), int(hour), int(minute or 0), int(second or 0))
    except ValueError:
        return None
    return when.isoformat() + _zone(zone) if _is_plausible(when) else None


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone[0] not in "+-":
        return "+00:00"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}" if int(digits[:2]) < 24 and int(digits[2:]) < 60 else ""


def _is_plausible(moment: date) -> bool:
    return EARLIEST <= moment.year <= date.today().year + 1


def _rfc(text: str) -> str | None:
    try:
        return parsedate_to_datetime(text).isoformat() if re.search(r"\d{1,2} \w{3} \d{4} \d", text) else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _wide(text: str) -> str | None:
    match = WIDE.search(text)
    return _build((*match.groups(), *_time(text[match.end() :]))) if match else None


def _written(text: str, words: Words | None) -> str | None:
    """A day with its month in letters, in the order of the language."""
    if words is None:
        return None
    lowered = text.lower()
    for position, month in _months(words):
        if month not in lowered:
            continue
        match = re.search(
            rf"(?:\b(\d{{1,2}})(?:st|nd|rd|th|er|º)?\.?\s*(?:de\s+|of\s+)?)?\b{re.escape(month)}\b\.?,?\s*(?:(?:de|del)\s+)?"
            r"(?:(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+)?((?:19|20)\d{2})", lowered,
        )  # fmt: skip
        if match and (day := match.group(1) or match.group(2)):
            return _build((match.group(3), str(position), day, *_time(lowered[match.end() :])))
    return None


def _months(words: Words) -> list[tuple[int, str]]:
    """Every writing of every month with its number, the longest first."""
    return _by_length(words.months)


@lru_cache(maxsize=64)
def _by_length(months: tuple[str, ...]) -> list[tuple[int, str]]:
    named = [(i % 12 + 1, month) for i, writings in enumerate(months) for month in writings.split("|")]
    return sorted(named, key=lambda pair: -len(pair[1]))


def _time(text: str) -> tuple[str | None, str | None, str | None, None]:
    match = TIME.search(text[:40])
    if not match:
        return None, None, None, None
    hour = int(match.group(1))
    half = (match.group(4) or "").lower()
    hour += 12 if half == "p" and hour < 12 else -12 if half == "a" and hour == 12 else 0
    return str(hour), match.group(2), match.group(3), None


def _numeric(text: str) -> str | None:
    """Day, month and year in figures; a slash with a first figure over twelve or a dot means the day comes first."""
    match = NUMERIC.search(text)
    if not match:
        return None
    a, mark, b, year = match.groups()
    day, month = (a, b) if mark == "." or int(a) > 12 else (b, a) if int(b) > 12 else ("", "")
    return _build((year, month, day, None, None, None, None)) if day else None
