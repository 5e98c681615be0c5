from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsieve.discovery.dates import iso_date


@pytest.mark.parametrize(
    ("given_as", "iso"),
    [
        ("Wed, 01 May 2024 10:00:00 GMT", "2024-05-01T10:00:00+00:00"),
        ("Wed, 01 May 2024 10:00:00 EST", "2024-05-01T10:00:00-05:00"),
        ("1 May 2024 10:00 +0530", "2024-05-01T10:00:00+05:30"),
        ("Wed, 01 May 24 10:00:00 Z", "2024-05-01T10:00:00+00:00"),
        ("2024-05-01T10:00:00.123456789Z", "2024-05-01T10:00:00.123456+00:00"),
        ("2024-05-01T10:00:00 +01:00", "2024-05-01T10:00:00+01:00"),
        ("2024-05-01T10:00:00+0100", "2024-05-01T10:00:00+01:00"),
        ("2024-05-01 10:00:00", "2024-05-01T10:00:00"),
        (" 2024-05-01\n", "2024-05-01"),
    ],
)
def test_feed_dates_become_iso_8601_in_their_own_zone(given_as: str, iso: str) -> None:
    assert iso_date(given_as) == iso


@pytest.mark.parametrize(
    "text", [None, "", "yesterday", "0001-01-01T00:00:00Z", "2024-13-45", "Wed, 99 May 2024 10:00:00 GMT"]
)
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert iso_date(text) is None


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d{1,9} [A-Z][a-z]{2} \d{1,9} \d{1,9}:\d{1,9}:\d{1,9} [+-]\d{1,9}"))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = iso_date(text)
    assert found is None or found[:4].isdigit()
