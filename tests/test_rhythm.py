"""When a place is visited next: within bounds, sooner the more it brings, and as often as it has news."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from newsieve.rhythm import SPREAD, Bounds, Rhythm, due_at, when_answered, when_asked, when_failed

NOW = 1_800_000_000.0
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
BOUNDS = Bounds(5 * MINUTE, DAY)

seconds = st.floats(1, 10 * DAY)
bounds = st.builds(lambda a, b: Bounds(min(a, b), max(a, b)), seconds, seconds)
rhythms = st.builds(
    Rhythm, interval=st.floats(0, 20 * DAY), failures=st.integers(0, 5000), asked=st.floats(NOW - DAY, NOW)
)
news = st.integers(0, 10_000)
chances = st.floats(0, 1, exclude_max=True)


@given(rhythms, news, bounds, chances)
def test_the_next_visit_is_within_the_bounds_whatever_came_before(
    known: Rhythm, new: int, bounds: Bounds, chance: float
) -> None:
    for told in (
        when_asked(known, bounds, NOW, chance),
        when_answered(known, new, bounds, NOW, chance),
        when_failed(known, bounds, NOW, chance),
    ):
        assert bounds.shortest <= told.interval <= bounds.longest
        wait = told.due - NOW
        assert bounds.shortest * (1 - SPREAD) - 1e-3 <= wait <= bounds.longest + 1e-3


@given(rhythms, news, news, bounds, chances)
def test_the_more_it_brought_the_sooner_it_is_visited(
    known: Rhythm, one: int, other: int, bounds: Bounds, chance: float
) -> None:
    few, many = (when_answered(known, new, bounds, NOW, chance) for new in sorted((one, other)))
    assert many.interval <= few.interval
    assert many.due <= few.due


@given(rhythms, st.floats(0, 20 * DAY), news, bounds, chances)
def test_the_longer_it_was_left_alone_before_the_later_it_is_visited(
    known: Rhythm, longer: float, new: int, bounds: Bounds, chance: float
) -> None:
    slow = replace(known, interval=known.interval + longer)
    assert when_answered(known, new, bounds, NOW, chance).due <= when_answered(slow, new, bounds, NOW, chance).due


@given(rhythms, bounds, st.integers(1, 20))
def test_a_place_that_fails_is_tried_later_each_time_and_keeps_what_is_known_of_its_news(
    known: Rhythm, bounds: Bounds, times: int
) -> None:
    known = replace(known, failures=0, news=NOW - DAY)
    waits = list[float]()
    told = known
    for _ in range(times):
        told = when_failed(told, bounds, NOW, 0.0)
        waits.append(told.due - NOW)
    assert waits == sorted(waits)
    assert told.news == known.news
    again = when_answered(told, 0, bounds, NOW, 0.0)
    assert again.failures == 0
    assert again.interval == when_answered(known, 0, bounds, NOW, 0.0).interval


@given(st.floats(6 * 5 * MINUTE, DAY), st.floats(0, 20 * DAY), st.integers(0, 10_000))
def test_it_is_visited_two_to_five_times_for_each_story_of_a_place_that_has_one_every_so_often(
    every: float, first: float, seed: int
) -> None:
    told, now, visits, seen, dice = Rhythm(first), NOW, list[float](), int(NOW // every), Random(seed)
    for _ in range(300):
        told = when_asked(told, BOUNDS, now, dice.random())
        new, seen = int(now // every) - seen, int(now // every)
        told = when_answered(told, new, BOUNDS, now, dice.random())
        visits.append(told.due - now)
        now = told.due
    assert every / 5 <= mean(visits[100:]) <= every / 2


def test_a_place_that_always_has_news_is_visited_as_often_as_may_be_and_one_that_has_none_as_seldom() -> None:
    busy = idle = Rhythm(HOUR)
    for _ in range(20):
        busy, idle = when_answered(busy, 3, BOUNDS, NOW, 0.5), when_answered(idle, 0, BOUNDS, NOW, 0.5)
    assert (busy.interval, idle.interval) == (BOUNDS.shortest, BOUNDS.longest)


def test_a_thousand_places_that_were_visited_together_are_not_due_together() -> None:
    due = {round(when_answered(Rhythm(HOUR), 0, BOUNDS, NOW, n / 1000).due) for n in range(1000)}
    assert len(due) > 500


def test_tighter_bounds_hold_at_once_and_a_clock_that_was_ahead_does_not_keep_a_place_waiting() -> None:
    known = Rhythm(DAY, asked=NOW - HOUR, due=NOW + 23 * HOUR)
    assert due_at(known, Bounds(MINUTE, DAY), NOW) == NOW + 23 * HOUR
    assert due_at(known, Bounds(MINUTE, 10 * MINUTE), NOW) == NOW - 50 * MINUTE
    assert due_at(replace(known, asked=NOW + DAY, due=NOW + 2 * DAY), BOUNDS, NOW) == NOW
