"""Dates and times that stand alone."""

from __future__ import annotations

import re

from newsieve.cleaning.block import Place
from newsieve.cleaning.form import WIDE, tokens

FIGURES = re.compile(r"\d")
JAPANESE = re.compile(r"^\W*(?:\w{0,4}[：:\s]*)?\d{4}\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}\s*日?[^。]{0,20}$")
MARKED = frozenset({"timestamp", "dateline", "published", "pubdate", "datetime", "postdate"})
LONGEST = 16  # words


def is_timestamp(here: Place) -> bool:
    """A short block that holds nothing but a date or time and the words around such."""
    text = here.text
    if not FIGURES.search(text) or len(text) > 110:
        return False
    if WIDE.search(text):
        return bool(JAPANESE.match(text))
    words = [w.lower() for w in tokens(text)]
    if len(words) > LONGEST:
        return False
    rest = [w for w in words if not w[0].isdigit() and w not in _stamp_words(here)]
    dated = len(rest) < len(words) and (
        any(w in _months(here) for w in words) or re.search(r"\d[:./-]\d|\d{1,2}h\d\d|\d (?:min|hour|day|hr)", text)
    )
    return bool(dated) and len(rest) <= (2 if MARKED & here.block.marks else 0)


def _months(here: Place) -> frozenset[str]:
    return here.words.single("months")


def _stamp_words(here: Place) -> frozenset[str]:
    words = here.words
    return words.single("months") | words.single("weekdays") | words.single("stamp") | SMALL


SMALL = frozenset(
    [
        "on",
        "at",
        "of",
        "the",
        "de",
        "le",
        "à",
        "el",
        "las",
        "der",
        "den",
        "um",
        "am",
        "a",
        "p",
        "m",
        "s",
        "t",
        "h",
        "z",
        "st",
        "nd",
        "rd",
        "th",
        "in",
        "to",
        "|",
        "uhr",
        "hrs",
        "ist",
        "gmt",
        "utc",
        "min",
        "mins",
        "minutes",
        "minute",
        "hour",
        "hours",
        "day",
        "days",
        "ago",
        "read",
    ]
)
