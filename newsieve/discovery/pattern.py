"""What URLs that differ by a number, a date or an identifier have in common."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from newsieve.urls import site_of

DIGITS = re.compile(r"\d+")
TOKEN = re.compile(r"(?=\w*\d)(?=\w*[A-Za-z])\w{8,}")  # letters and digits that nobody would write: a hash, a session
LOOKED_AT = 500  # characters of path and query


def pattern_of(url: str) -> str:
    """The URL's site, path and query with each number as 0 and each identifier as *.

    >>> pattern_of("https://example.org/calendar/2026/05/?day=7&sid=3f2a99b1c0de")
    'example.org/calendar/0/0/?day=0&sid=*'
    >>> pattern_of("https://example.org/news/the-mill-closes-12")
    'example.org/news/the-mill-closes-0'
    """
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return site_of(url) + DIGITS.sub("0", TOKEN.sub("*", (unquote(parts.path) + query)[:LOOKED_AT]))
