"""What a value of a sources file may be: each reader returns it checked, or raises ValueError with what is allowed."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from newsieve.urls import is_http

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
LONGEST_EVERY = timedelta(days=366)
LONGEST_DELAY = 3600  # seconds
MOST_PAGES = 1_000_000
MOST_AT_ONCE = 64
DIRECT = "none"  # in the place of a proxy's URL: none at all, whatever the environment says


def duration(value: object) -> timedelta:
    """A time span such as "30m".

    >>> duration("2h"), duration("1d")
    (datetime.timedelta(seconds=7200), datetime.timedelta(days=1))
    """
    allowed = 'expected a number and a unit, such as "90s", "30m", "2h", "1d" or "1w"'
    match = re.fullmatch(r"(\d{1,6})\s*([smhdw])", value, re.ASCII) if isinstance(value, str) else None
    if match is None:
        raise ValueError(allowed)
    span = timedelta(**{UNITS[match[2]]: int(match[1])})
    if not timedelta(0) < span <= LONGEST_EVERY:
        raise ValueError("expected a time span between one second and 366 days")
    return span


def url(value: object) -> str:
    """An absolute http(s) URL."""
    if not isinstance(value, str) or not is_http(value.strip()):
        raise ValueError('expected an http:// or https:// URL, such as "https://example.org/"')
    return value.strip()


def urls(value: object) -> tuple[str, ...]:
    """A list of absolute http(s) URLs, without repeats."""
    if not isinstance(value, list):
        raise ValueError('expected a list of URLs, such as ["https://example.org/feed.xml"]')
    for item in value:
        if not isinstance(item, str) or not is_http(item.strip()):
            raise ValueError(f"{item!r} is no http:// or https:// URL")
    return tuple(dict.fromkeys(item.strip() for item in value))


def line(value: object) -> str:
    """A text of one line that is not blank."""
    if not isinstance(value, str) or not value.strip() or not value.strip().isprintable():
        raise ValueError("expected a text of one line in quotes")
    return value.strip()


def language(value: object) -> str:
    """A language code, in lower case.

    >>> language("pt-BR")
    'pt-br'
    """
    if not isinstance(value, str) or not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", value, re.I | re.ASCII):
        raise ValueError('expected a language code, such as "en" or "pt-br"')
    return value.lower()


def contact(value: object) -> str:
    """An e-mail address or a URL; it goes into the user agent, hence ASCII without blanks or brackets."""
    text = value.strip() if isinstance(value, str) else ""
    if not re.fullmatch(r"[!-~]+", text) or re.search(r"[()<>;]", text) or not _answers(text):
        raise ValueError('expected an e-mail address or a URL, such as "newsdesk@example.org"')
    return text


def table(value: object) -> dict[str, object]:
    """A table of keys and values."""
    if not isinstance(value, dict):
        raise ValueError("expected a table of keys and values")
    return value


def tables(value: object) -> list[object]:
    """An array of tables with at least one entry."""
    if not isinstance(value, list) or not value:
        raise ValueError("expected at least one [[source]] table")
    return value


def _answers(text: str) -> bool:
    return is_http(text) or re.fullmatch(r"[^@/]+@[^@/]+\.[^@/.]+", text) is not None


def proxy(value: object) -> str:
    """The URL of an HTTP proxy, or "none".

    >>> proxy("http://desk:secret@proxy.example.org:3128/")
    'http://desk:secret@proxy.example.org:3128'
    """
    allowed = 'expected "http://HOST:PORT" or "http://USER:PASSWORD@HOST:PORT" (percent-encoded), or "none"'
    text = value.strip() if isinstance(value, str) else ""
    if text == DIRECT:
        return text
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme == "http" and parts.hostname and parts.port and parts.path in ("", "/")
    except ValueError:  # a port that is no port
        raise ValueError(allowed) from None
    if not is_whole or parts.query or parts.fragment or not re.fullmatch(r"[!-~]+", text):
        raise ValueError(allowed)
    return f"{parts.scheme}://{parts.netloc}"


def limit(value: object) -> int:
    """How many of something at most; 0 is no limit."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_PAGES:
        raise ValueError(f"expected a whole number from 0 (no limit) to {MOST_PAGES}")
    return value


def seconds(value: object) -> float:
    """A number of seconds."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= LONGEST_DELAY:
        raise ValueError(f"expected a number of seconds from 0 to {LONGEST_DELAY}, such as 2.5")
    return float(value)


def at_once(value: object) -> int:
    """How many requests may be under way together."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_AT_ONCE:
        raise ValueError(f"expected a whole number from 1 to {MOST_AT_ONCE}")
    return value


def patterns(value: object) -> tuple[re.Pattern[str], ...]:
    """A list of regular expressions."""
    if not isinstance(value, list):
        raise ValueError("expected a list of regular expressions, such as ['/sport/', '/\\d{4}/']")
    return tuple(map(_pattern, value))


def _pattern(item: object) -> re.Pattern[str]:
    if not isinstance(item, str) or not item:
        raise ValueError(f"{item!r} is no regular expression")
    try:
        return re.compile(item)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"{item!r} is no regular expression: {error}") from None
