from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsieve.config import Source, parse_sources
from newsieve.errors import ConfigError
from newsieve.manners import Closed, break_after_failures, host_closed, seconds_asked, source_closed

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3600", 3600),
        (" 0 ", 0),
        ("1.5", 1.5),
        ("99999999999999999999", 86_400),
        ("Sun, 01 Mar 2026 13:00:00 GMT", 3600),
        ("Sunday, 01-Mar-26 13:00:00 GMT", 3600),
        ("Sun Mar  1 13:00:00 2026", 3600),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("Sun, 01 Mar 2099 11:00:00 GMT", 86_400),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("nan", None),
        ("٣٦٠٠", None),
        ("Sun, 99 Mar 2026 13:00:00 GMT", None),
    ],
)
def test_a_retry_after_is_read_in_seconds_and_as_a_date_and_counts_for_a_day_at_most(
    header: str, seconds: float | None
) -> None:
    assert seconds_asked(header, NOW) == seconds


def test_a_host_is_closed_while_it_rests_and_when_its_budget_is_used_up() -> None:
    rest = Closed(NOW + timedelta(hours=1), "HTTP 429")
    assert host_closed(NOW, rest) == rest
    assert host_closed(rest.until, rest) is None
    assert host_closed(NOW, spent=99, budget=100) is host_closed(NOW, spent=99) is None
    used_up = host_closed(NOW, spent=100, budget=100)
    assert used_up == Closed(datetime(2026, 3, 2, tzinfo=UTC), "its budget of 100 requests a day is used up")
    assert str(used_up).endswith("; not asked before 2026-03-02 00:00:00 UTC")


def test_breaks_are_in_a_row_only_where_one_soon_follows_another() -> None:
    first = break_after_failures(NOW, "down")
    second = break_after_failures(first.until + timedelta(minutes=30), "down", first)
    assert (first.times, second.times) == (1, 2)
    assert break_after_failures(second.until + timedelta(hours=2), "down", second).times == 1
    assert break_after_failures(NOW, "down", Closed(NOW, "Retry-After")).times == 1


def sources(**keys: object) -> Source:
    entry = {"name": "Bryne Post", "start": "https://example.org/", **keys}
    return parse_sources({"source": [entry]}, "sources.toml").sources[0]


def test_a_source_is_closed_outside_of_its_hours() -> None:
    source = sources(hours="22:00-06:00", timezone="Europe/Oslo")
    assert source_closed(source, NOW) == Closed(
        datetime(2026, 3, 1, 21, tzinfo=UTC), "its hours are 22:00-06:00 Europe/Oslo"
    )
    assert source_closed(source, NOW.replace(hour=21)) is None
    assert source_closed(replace(source, hours=None), NOW) is None


def test_a_zone_may_stand_in_the_defaults_and_the_hours_in_the_source() -> None:
    told = {
        "defaults": {"timezone": "Asia/Tokyo"},
        "source": [{"name": "A", "start": "https://example.org/", "hours": "9:00-10:00"}],
    }
    [source] = parse_sources(told, "sources.toml").sources
    assert source_closed(source, NOW.replace(hour=0)) is None


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("hours", "night", "'night': expected two times of the day"),
        ("hours", 22, "22: expected two times of the day"),
        ("timezone", "Bryne", "'Bryne': expected a time zone by its name"),
        ("timezone", "../etc/passwd", "expected a time zone by its name"),
        ("timezone", "Europe", "expected a time zone by its name"),
        ("licensed", ["robots"], "expected a list of 'noarchive' and 'tdm'"),
        ("licensed", "tdm", "expected a list of 'noarchive' and 'tdm'"),
        ("robots_agents", ["CCBot/2.0"], "expected a list of names"),
        ("max_requests_per_day", -1, "expected a whole number"),
    ],
)
def test_a_wrong_value_is_refused_in_one_line_that_says_what_is_allowed(key: str, value: object, told: str) -> None:
    with pytest.raises(ConfigError, match=r"source 1 \(Bryne Post\): ") as refused:
        sources(**{key: value})
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)
