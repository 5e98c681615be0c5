from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsieve.store import Past, SourceRun
from newsieve.watch import Kind, judge
from tests.watch.histories import BREAKS, NAME, Break, Habits, Source

BROKEN = [(kind, how) for kind, all_ in BREAKS.items() for how in all_]
SEEDS = st.integers(0, 2**32)


def source(seed: int = 1, runs: int = 150, habits: Habits = Habits()) -> Source:  # noqa: B008  it is frozen
    made = Source(habits, Random(seed))
    made.crawl(runs)
    return made


def kinds(one: Source) -> set[str]:
    return {str(found.kind) for found in judge(one.past, one.now)}


def caught(one: Source, kind: str, how: Break, most: int) -> int:
    """In how many broken runs the break is found; what is found is open from then on."""
    for number in range(1, most + 1):
        one.crawl(broken=how)
        found = judge(one.past, one.now)
        one.open |= {found.kind: (found.run, found.at) for found in found if found.kind not in one.open}
        if kind in one.open:
            return number
    raise AssertionError(f"{kind} is not found in {most} runs")


def test_of_steady_sources_fewer_than_one_judgement_in_a_hundred_is_a_false_alarm() -> None:
    rng = Random(20)
    judged = alarms = 0
    for _ in range(120):
        habits = Habits(
            rate=rng.choice([0.05, 0.3, 1, 3, 10]),
            every=rng.choice([300, 1800, 7200]),
            text=rng.choice([0.5, 0.7, 0.95]),
            author=rng.choice([0, 0.2, 0.5, 0.8, 1]),
            failing=rng.choice([0, 0.02, 0.1]),
            lists_failing=rng.choice([0, 0.02, 0.1]),
        )
        one = source(rng.randrange(2**32), 40, habits)
        for _ in range(6):
            one.crawl(rng.randint(1, 40))
            judged, alarms = judged + 1, alarms + bool(kinds(one))
    assert judged == 720
    assert alarms <= judged / 100


@given(SEEDS, st.floats(0.02, 8), st.integers(1, 12))
@settings(max_examples=40)
def test_a_new_source_is_not_judged(seed: int, rate: float, runs: int) -> None:
    assert kinds(source(seed, runs, Habits(rate=min(rate, 1.5), lists_failing=0.1))) == set()


@pytest.mark.parametrize(("kind", "how"), BROKEN, ids=[f"{kind}-{n}" for n, (kind, _) in enumerate(BROKEN)])
@given(SEEDS)
@settings(max_examples=5)
def test_each_break_is_found_within_few_runs_and_is_over_soon_after_it_ends(kind: str, how: Break, seed: int) -> None:
    one = source(seed)
    assert caught(one, kind, how, most=12) <= 12
    for _ in range(40):
        one.crawl(broken=how)
        assert kind in kinds(one), "a break does not become a habit by lasting"
    for _ in range(12):
        one.crawl()
        if kind not in kinds(one):
            return
    raise AssertionError("it is still found after twelve runs in which all was well")


@given(SEEDS, st.sampled_from([0.3, 1.0, 3.0]))
@settings(max_examples=6)
def test_silence_is_found_after_twice_the_longest_time_between_news(seed: int, rate: float) -> None:
    one = source(seed, 200, Habits(rate=rate))
    longest, since = one.past.quiets[0], one.past.news_at or 0.0

    def silent(run: SourceRun) -> SourceRun:
        return SourceRun(NAME, fetched=3, answered=3, lists=3, unchanged=2)

    while "no_news" not in kinds(one):
        one.crawl(broken=silent)
        assert one.now - since < 12 * longest
    assert one.now - since > 2 * longest
    one.crawl(broken=lambda run: SourceRun(NAME, fetched=4, answered=4, lists=3, new=1, with_title=1, with_date=1))
    assert "no_news" not in kinds(one)


def test_a_source_that_rests_at_night_and_on_sundays_is_not_silent_then() -> None:
    one = Source(Habits(rate=4, every=3600), Random(7))
    for hour in range(24 * 28):
        day, of_day = divmod(hour, 24)
        works = 7 <= of_day <= 20 and day % 7 not in (5, 6)
        one.crawl(broken=None if works else lambda run: SourceRun(NAME, fetched=3, answered=3, lists=3))
        if hour % 3 == 0:
            assert "no_news" not in kinds(one), (day, of_day)


def test_one_run_that_fails_and_a_few_odd_articles_are_no_break() -> None:
    one = source()
    down, bare = BREAKS["failing"][0], BREAKS["no_titles"][0]
    for _ in range(10):
        one.crawl(2, broken=down)
        one.crawl(3)
        assert kinds(one) == set()
    one.crawl(1, broken=bare)
    one.crawl(1)
    assert kinds(one) == set()


def test_articles_of_a_kind_that_come_together_are_no_break() -> None:
    one = source(9, 120)

    def agency_copy(run: SourceRun) -> SourceRun:
        return SourceRun(
            NAME, fetched=15, answered=15, new=12, with_title=12, with_date=12, characters=4000, paragraphs=90
        )

    for _ in range(15):
        one.crawl(2, broken=agency_copy)
        assert kinds(one) == set()
        one.crawl(4)
        assert kinds(one) == set()


def test_three_runs_without_anything_are_told_even_of_a_new_source() -> None:
    one = Source(Habits(), Random(1))
    one.crawl(2, broken=BREAKS["refused"][0])
    assert kinds(one) == set()
    one.crawl(1, broken=BREAKS["refused"][0])
    [found] = judge(one.past, one.now)
    assert (found.kind, found.run) == (Kind.REFUSED, 1)
    assert found.detail == "nothing could be had in 3 runs in a row: http 403 (2)"


LOOKS = SourceRun(NAME, fetched=4)


def test_a_source_that_is_down_is_told_though_its_stored_articles_are_looked_at_again() -> None:
    one, down = source(), BREAKS["failing"][0]
    for _ in range(2):
        one.crawl(1, broken=down)
        one.crawl(2, broken=lambda run: LOOKS)
        assert kinds(one) == set()
    one.crawl(1, broken=lambda run: replace(down(run), fetched=4))
    [found] = judge(one.past, one.now)
    assert (found.kind, found.run) == (Kind.FAILING, 151)
    assert found.detail == "nothing could be had in 3 runs in a row: unreachable (1)"
    one.crawl(5, broken=lambda run: LOOKS)
    assert kinds(one) == {"failing"}, "they do not end it either"
    one.crawl(1, broken=lambda run: SourceRun(NAME, fetched=1, answered=1, lists=1))
    assert "failing" not in kinds(one)


def test_a_run_that_asked_for_no_list_tells_nothing_of_lists() -> None:
    one, gone = source(habits=Habits(lists_failing=0)), BREAKS["failing"][2]
    caught(one, "failing", gone, most=12)
    one.crawl(12, broken=lambda run: replace(run, lists=0))
    assert "failing" in kinds(one), "its lists are not well again: nobody asked for them"
    one.crawl(12)
    assert "failing" not in kinds(one)


def test_what_has_been_so_for_a_month_is_usual() -> None:
    one = source()
    caught(one, "no_authors", BREAKS["no_authors"][0], most=12)
    one.crawl(40, broken=BREAKS["no_authors"][0])
    assert "no_authors" in kinds(one)
    run, at = one.open["no_authors"]
    one.crawl(330, broken=BREAKS["no_authors"][0])
    assert one.now - at > 30 * 24 * 3600
    assert run < one.seen[-1].run
    assert "no_authors" not in kinds(one)


def test_what_a_source_never_had_is_not_missed() -> None:
    assert kinds(source(3, 200, Habits(author=0, date=0, title=0.1))) == set()


def test_a_finding_says_what_is_and_what_was() -> None:
    one = source()
    caught(one, "no_titles", BREAKS["no_titles"][0], most=12)
    found = next(found for found in judge(one.past, one.now) if found.kind is Kind.NO_TITLES)
    assert found.detail.startswith("0 of ")
    assert "articles have a title of late" in found.detail
    assert 145 <= found.run <= 152


def test_nothing_is_found_where_nothing_is_known() -> None:
    assert judge(Past(NAME), 0.0) == []
    assert judge(replace(source().past, eventful=(), latest=()), 1.0) == []
