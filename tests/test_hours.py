from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from newsieve.hours import Hours


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "open_at", "closed_at"),
    [
        ("22:00-06:00", ["22:00", "23:59", "00:00", "05:59"], ["06:00", "12:00", "21:59"]),
        ("9:30 - 17:00", ["09:30", "16:59"], ["09:29", "17:00", "00:00"]),
        ("18:00-24:00", ["18:00", "23:59"], ["00:00", "17:59"]),
    ],
)
def test_a_window_holds_its_beginning_and_not_its_end(window: str, open_at: list[str], closed_at: list[str]) -> None:
    hours = Hours.read(window)
    assert all(hours.are_open(at(f"2026-03-01T{time}")) for time in open_at)
    assert not any(hours.are_open(at(f"2026-03-01T{time}")) for time in closed_at)


@pytest.mark.parametrize("text", ["", "22-06", "25:00-06:00", "22:60-06:00", "06:00-06:00", "00:00-24:00", "night"])
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected two times|at the same time"):
        Hours.read(text)


def test_the_next_opening_goes_by_the_clocks_of_the_zone() -> None:
    oslo = Hours.read("22:00-06:00").within(ZoneInfo("Europe/Oslo"))
    assert oslo.next_opening(at("2026-01-10T12:00")) == at("2026-01-10T21:00")
    assert oslo.next_opening(at("2026-07-10T12:00")) == at("2026-07-10T20:00")
    assert oslo.next_opening(at("2026-07-10T20:00")) == at("2026-07-11T20:00")


def test_in_the_nights_in_which_clocks_are_changed_the_next_opening_is_open_and_the_minute_before_is_not() -> None:
    for window in ("02:30-04:00", "22:00-06:00", "01:00-02:30"):
        hours = Hours.read(window).within(ZoneInfo("Europe/Oslo"))
        for start in ("2026-03-28T12:00", "2026-10-24T12:00"):
            now = at(start)
            for _ in range(3):
                opening = hours.next_opening(now)
                assert now < opening <= now + timedelta(hours=26)
                assert hours.are_open(opening)
                now = opening
