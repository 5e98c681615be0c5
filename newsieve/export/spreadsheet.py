"""Records as CSV (RFC 4180) that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from newsieve.record import to_line

# A spreadsheet computes a text that begins with one of these, or with its full-width form. Apostrophes before it count
# too, so that taking one away always gives the value.
FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")

# Characters that steer a terminal, or turn the direction of what follows them.
STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def header(names: Sequence[str]) -> str:
    """The first line."""
    return _line(list(names))


def row(record: Mapping[str, Any], names: Sequence[str]) -> str:
    """One record: null is an empty cell, lists and objects are JSON, numbers and true and false stand as in JSON."""
    return _line([cell(record[name]) for name in names])


def cell(value: object) -> str:
    """A value as a cell, without characters that steer; a text that begins like a formula gets an apostrophe before it.

    >>> cell("=HYPERLINK(A1)"), cell("3 = 3"), cell(-5), cell(None), cell(["a"])
    ("'=HYPERLINK(A1)", '3 = 3', '-5', '', '["a"]')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        text = STEERING.sub("", value)
        return f"'{text}" if FORMULA.match(text) else text
    return to_line(value)


def unguarded(text: str) -> str:
    """The text that a cell was made of.

    >>> unguarded(cell("=1+1")), unguarded(cell("'=1+1")), unguarded(cell("'tis"))
    ('=1+1', "'=1+1", "'tis")
    """
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def _line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()
