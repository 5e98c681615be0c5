"""What a feed says: its entries, and what each tells about its story."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from newsieve.article import Hints

MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One story of a feed: its absolute URL, and what the feed says about it."""

    url: str
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, read: its entries in the feed's order, each URL once; `next` is its next page's URL, where it has one."""

    title: str | None = None
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    next: str | None = None


def legal(text: str) -> str:
    r"""`text` without control characters, lone surrogates and whatever else XML and URLs forbid.

    >>> legal("a\x00b\ud800c")
    'abc'
    """
    return ILLEGAL.sub("", text)


def one_line(text: str | None) -> str | None:
    r"""Text as a person reads it: entities resolved, tags dropped, on one line; None where nothing is left.

    >>> one_line(" Fire &amp; <b>rain</b>\n in Aldwick "), one_line("<br/>")
    ('Fire & rain in Aldwick', None)
    """
    return " ".join(MARKUP.sub("", html.unescape(legal(text or ""))).split()) or None
