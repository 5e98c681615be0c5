"""Dates and times that stand alone."""

from __future__ import annotations

import re

from newsieve.cleaning.block import Place
from newsieve.cleaning.form import WIDE, tokens

FIGURES = re.compile(r"\d")
JAPANESE = re.compile(r"^\W*(?:\w{0,4}[：:\s]*)?\d{4}\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}\s*日?[^。]{0,20}$")
MARKED = frozenset({"timestamp", "dateline", "published", "pubdate", "datetime", "postdate"})
STAMPS = ("months", "weekdays", "stamp")  # families of words
LONGEST = 16  # words


def is_timestamp(here: Place) -> bool:
    """A short block that holds nothing but a date or time and the words around such."""
    text = here.text
    if len(text) > 110 or not FIGURES.search(text):
        return False
    if WIDE.search(text):
        return bool(JAPANESE.match(text))
    if here.count > LONGEST:
        return False
    words, stamps, months = [w.lower() for w in tokens(text)], here.words.single(*STAMPS), here.words.single("months")
    rest = [w for w in words if not w[0].isdigit() and w not in stamps and w not in SMALL]
    dated = len(rest) < len(words) and (
        any(w in months for w in words) or re.search(r"\d[:./-]\d|\d{1,2}h\d\d|\d (?:min|hour|day|hr)", text)
    )
    return bool(dated) and len(rest) <= (2 if MARKED & here.block.marks else 0)


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
