"""What a value of a sources file may be: each reader returns it checked, or raises ValueError with what is allowed."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, timedelta
from typing import NoReturn
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newsieve import clock
from newsieve.errors import BadURL, without_user
from newsieve.hours import Hours
from newsieve.urls import fetch_key, is_http

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
LONGEST_EVERY = timedelta(days=366)
YOUNGEST = timedelta(hours=1)  # of what is named by its age: "0d" would be everything there is
LONGEST_DELAY = 3600  # seconds
MOST_PAGES = 1_000_000
MOST_AT_ONCE = 64
MOST_CHECKS = 20
ALL = "all"  # in the place of a date: however old
OBJECTIONS = ("noarchive", "tdm")  # of publishers, that a licence may lift
DIRECT = "none"  # in the place of a proxy's URL: none at all, whatever the environment says

SINCE = 'expected a date or a time span of at most 366 days, such as "2024-05-01" or "2d", or "all"'


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


def durations(value: object) -> tuple[timedelta, ...]:
    """A list of time spans, the shortest first, each once; it may be empty.

    >>> durations(["1d", "1h"])
    (datetime.timedelta(seconds=3600), datetime.timedelta(days=1))
    """
    if not isinstance(value, list) or len(value) > MOST_CHECKS:
        raise ValueError(f'expected a list of at most {MOST_CHECKS} time spans, such as ["1h", "1d"], or []')
    return tuple(sorted({duration(span) for span in value}))


def age(value: object) -> timedelta:
    """How old something is, such as "90d": an hour at least; nothing is too old.

    >>> age("90d"), age("520w").days
    (datetime.timedelta(days=90), 3640)
    """
    match = re.fullmatch(r"(\d{1,5})\s*([smhdw])", value, re.ASCII) if isinstance(value, str) else None
    if match is None:
        raise ValueError('expected an age: a number and a unit, such as "36h", "90d" or "52w"')
    span = timedelta(**{UNITS[match[2]]: int(match[1])})
    if span < YOUNGEST:
        raise ValueError('expected an age of at least one hour, such as "36h", "90d" or "52w"')
    return span


def url(value: object) -> str:
    """An absolute http(s) URL."""
    if not isinstance(value, str) or not is_http(value.strip()):
        raise ValueError('expected an http:// or https:// URL, such as "https://example.org/"')
    return _without_password(value.strip())


def urls(value: object) -> tuple[str, ...]:
    """A list of absolute http(s) URLs, without repeats."""
    if not isinstance(value, list):
        raise ValueError('expected a list of URLs, such as ["https://example.org/feed.xml"]')
    for item in value:
        if not isinstance(item, str) or not is_http(item.strip()):
            raise ValueError(f"{shown_urls(item)} is no http:// or https:// URL")
    return tuple(dict.fromkeys(_without_password(item.strip()) for item in value))


def _without_password(address: str) -> str:
    try:
        fetch_key(address)
    except BadURL as error:
        raise ValueError(str(error)) from None
    return address


def shown_urls(value: object) -> str:
    """A URL or a list of them as a complaint tells it: without user and password.

    >>> shown_urls(["https://desk:secret@example.org/", 7])
    "['https://example.org/', 7]"
    """
    if isinstance(value, list):
        return f"[{', '.join(map(shown_urls, value))}]"
    return repr(without_user(value) if isinstance(value, str) else value)


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


def proxy_without_user(address: str) -> str:
    """A proxy without user and password, fit to be shown even where it is no URL.

    >>> proxy_without_user("http://desk:p@ss@proxy.example.org:3128"), proxy_without_user("desk:pass@proxy")
    ('http://proxy.example.org:3128', 'proxy')
    """
    scheme, mark, rest = address.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}" if mark else address.rpartition("@")[2]


def shown_proxy(value: object) -> str:
    """Whatever was given for a proxy as a complaint tells it: without user and password."""
    return repr(proxy_without_user(value)) if isinstance(value, str) else proxy_without_user(repr(value))


def webhook(value: object) -> str:
    """A URL that alerts are posted to."""
    text = value.strip() if isinstance(value, str) else ""
    if not is_http(text) or not re.fullmatch(r"[!-~]+", text) or without_user(text) != text:
        raise ValueError("expected an http:// or https:// URL without user and password")
    return text


def shown_webhook(value: object) -> str:
    """A webhook as it may be shown: what follows the host may be secret.

    >>> shown_webhook("https://hooks.example.org/services/T0/secret?key=1"), shown_webhook("nonsense")
    ('https://hooks.example.org/…', '…')
    """
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        port = f":{parts.port}" if parts and parts.port else ""
    except ValueError:
        return "…"
    return f"{parts.scheme}://{parts.hostname}{port}/…" if parts and parts.hostname else "…"


def since(value: object) -> str:
    """A date or time span for `read_since`, as text."""
    text = value.isoformat() if isinstance(value, date) else value  # a datetime is a date, too
    if not isinstance(text, str) or not text.strip():
        raise ValueError(SINCE)
    read_since(text)
    return text.strip()


def read_since(text: str, now: datetime | None = None) -> float:
    """A date, or a span before `now`, in seconds since 1970; minus infinity for "all" and an empty text.

    Raises ValueError.

    >>> read_since("2024-05-01"), read_since("1d", datetime(2024, 5, 2, tzinfo=UTC)), read_since("all")
    (1714521600.0, 1714521600.0, -inf)
    """
    text = text.strip()
    if text in ("", ALL):
        return -math.inf
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        pass
    try:
        return ((now or clock.now()) - duration(text)).timestamp()
    except ValueError:
        raise ValueError(SINCE) from None


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


def hours(value: object) -> Hours:
    """A window of the day."""
    if not isinstance(value, str):
        raise ValueError('expected two times of the day, such as "22:00-06:00"')
    return Hours.read(value)


def timezone(value: object) -> str:
    """A name of the IANA time zone database.

    >>> timezone("UTC")
    'UTC'
    """
    try:
        return ZoneInfo(value).key if isinstance(value, str) else _no_zone()
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of the database
        return _no_zone()


def _no_zone() -> NoReturn:
    raise ValueError('expected a time zone by its name, such as "Europe/Oslo" or "UTC"')


def licensed(value: object) -> frozenset[str]:
    """Which objections of a publisher a licence lifts."""
    if not isinstance(value, list) or not all(isinstance(one, str) and one in OBJECTIONS for one in value):
        raise ValueError(f"expected a list of {' and '.join(map(repr, OBJECTIONS))}")
    return frozenset(value)


def product_tokens(value: object) -> tuple[str, ...]:
    """Names by which robots.txt calls crawlers (RFC 9309, 2.2.1)."""
    if not isinstance(value, list) or not all(
        isinstance(one, str) and re.fullmatch(r"[A-Za-z_-]+", one, re.ASCII) for one in value
    ):
        raise ValueError('expected a list of names of letters, "-" and "_", such as ["CCBot"]')
    return tuple(dict.fromkeys(value))


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
