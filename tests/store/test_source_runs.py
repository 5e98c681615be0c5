from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from newsieve import clock
from newsieve.store import Ending, SourceRun, Store, Told, Trouble
from newsieve.store.source_runs import EVENTFUL, LATEST

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
HOUR = 3600.0
NAME = "Harbour Times"
Run = Callable[..., int]


@pytest.fixture
def run(store: Store, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run of these sources that begins so many hours after the start."""

    def run(hours: float, *sources: SourceRun) -> int:
        monkeypatch.setattr(clock, "now", lambda: START + timedelta(hours=hours))
        with store.run("newsieve crawl") as number:
            store.finish_run(number, "{}", 1, sources=sources)
        return number

    return run


def news(number: int = 1) -> SourceRun:
    return SourceRun(NAME, fetched=3, answered=3, new=number, with_title=number, dropped={"no_text": 1})


QUIET = SourceRun(NAME, fetched=1, answered=1, unchanged=1)


def test_what_a_run_brought_is_read_as_it_was_written(store: Store, run: Run) -> None:
    reasons = {"http_403": 1}, {"x": 2}, {"403": 1}
    told = SourceRun(NAME, 9, 8, 7, 6, 5, 4, 3, 2, 1, 10, 10**12, 1.5, 11, 12, 13, 14, 15, 16, *reasons, lists=5)
    number = run(0, told, SourceRun("Lantern"))
    assert store.logbook.of_run(number) == [told, SourceRun("Lantern")]
    assert store.logbook.sources() == [NAME, "Lantern"]


def test_a_history_tells_the_latest_runs_those_that_brought_something_and_its_quiet_times(
    store: Store, run: Run
) -> None:
    for hours, counts in ((0, news()), (1, QUIET), (2, QUIET), (5, news(2)), (6, news()), (7, QUIET)):
        run(hours, counts)
    past = store.logbook.past(NAME)
    assert past is not None
    assert [seen.run for seen in past.latest] == [1, 2, 3, 4, 5, 6]
    assert [seen.run for seen in past.eventful] == [1, 4, 5]
    assert past.eventful[1].counts == news(2)
    assert list(past.quiets) == [5 * HOUR, HOUR]
    assert past.first_at == START.timestamp()
    assert past.news_at == START.timestamp() + 6 * HOUR
    assert past.open == {}
    assert store.logbook.past("Nobody") is None


def test_the_quiet_before_news_does_not_count_while_something_is_wrong(store: Store, run: Run) -> None:
    run(0, news())
    store.logbook.change_troubles([Trouble(NAME, "no_news", 1, START.isoformat(), "quiet")], [])
    run(48, news())
    store.logbook.change_troubles([], [(NAME, "no_news")])
    run(50, news())
    past = store.logbook.past(NAME)
    assert past is not None
    assert list(past.quiets) == [2 * HOUR]


def test_the_history_before_a_trouble_is_told_however_long_that_lasts(store: Store, run: Run) -> None:
    for hour in range(3):
        run(hour, news())
    store.logbook.change_troubles([Trouble(NAME, "no_titles", 4, START.isoformat(), "bare")], [])
    for hour in range(3, 3 + max(LATEST, EVENTFUL) + 2):
        run(hour, news(3))
    past = store.logbook.past(NAME)
    assert past is not None
    assert [seen.counts.new for seen in past.latest[:4]] == [1, 1, 1, 3]
    assert [seen.counts.new for seen in past.eventful[:4]] == [1, 1, 1, 3]
    assert past.open == {"no_titles": (4, START.timestamp())}


def test_totals_are_kept_for_good_and_rows_for_three_months(store: Store, run: Run) -> None:
    first = run(0, news(4))
    last = run(24 * 100, news(2))
    assert store.logbook.of_run(first) == []
    assert store.logbook.of_run(last) == [news(2)]
    [total] = store.logbook.totals([NAME, "Nobody"])
    assert (total.runs, total.new, total.fetched, total.dropped) == (2, 6, 6, 2)
    assert [one.number for one in store.runs(9)] == [last, first]
    assert store.logbook.new_since(NAME, START.timestamp()) == 2


def test_runs_that_end_in_another_order_than_they_began_leave_the_latest_news(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: START)
    with store.run("long") as long:
        monkeypatch.setattr(clock, "now", lambda: START + timedelta(hours=1))
        with store.run("short") as short:
            store.finish_run(short, "{}", 1, sources=[news()])
        store.finish_run(long, "{}", 1, sources=[news()])
    past = store.logbook.past(NAME)
    assert past is not None
    assert past.news_at == START.timestamp() + HOUR
    assert list(past.quiets) == [0.0]


def test_a_run_is_running_while_its_process_is_there_and_else_has_died(store: Store) -> None:
    with store.run("newsieve crawl") as number:
        assert store.runs(1)[0].outcome is Ending.RUNNING
        assert store.logbook.bury_runs() == []
    assert store.runs(1)[0].outcome is Ending.DIED
    assert [run.number for run in store.logbook.bury_runs()] == [number]
    assert store.logbook.bury_runs() == []
    told = store.logbook.run(number)
    assert told is not None
    assert (told.outcome, told.finished_at) == (Ending.DIED, None)


def test_a_run_ends_as_it_is_said_to(store: Store) -> None:
    with store.run("newsieve crawl") as number:
        store.finish_run(number, '{"error": "the disk is full"}', outcome=Ending.FAILED)
    assert store.runs(1)[0].outcome is Ending.FAILED
    assert store.logbook.bury_runs() == []
    assert store.logbook.run(number + 1) is None


def test_names_that_a_database_cannot_keep_are_kept_as_far_as_it_can(store: Store, run: Run) -> None:
    number = run(0, SourceRun("a\0b\ud800"), SourceRun("x" * 9000))
    assert [len(one.source) for one in store.logbook.of_run(number)] in ([3, 2000], [2000, 3])


def test_what_was_told_by_one_way_is_not_told_by_another(store: Store) -> None:
    one = Told(NAME, "no_news", "command", START.isoformat(), "quiet")
    store.logbook.note_told(one)
    store.logbook.note_told(one)
    assert store.logbook.told("command") == [one]
    assert store.logbook.told("webhook") == []
    store.logbook.note_told(one, over=True)
    assert store.logbook.told("command") == []


def test_only_one_process_tells_at_a_time(store: Store) -> None:
    from threading import Event, Thread

    inside, released = Event(), []

    def second() -> None:
        inside.wait()
        with store.logbook.telling():
            released.append("second")

    thread = Thread(target=second)
    thread.start()
    with store.logbook.telling():
        inside.set()
        thread.join(0.3)
        released.append("first")
    thread.join()
    assert released == ["first", "second"]


def test_runs_that_looked_at_stored_articles_alone_do_not_push_others_out_of_sight(store: Store, run: Run) -> None:
    down = SourceRun(NAME, failed=1, lost_lists={"timeout": 1})
    runs = [run(0, QUIET), run(1, down)]
    for hours in range(2, 2 + LATEST):
        run(hours, SourceRun(NAME, fetched=5))
    past = store.logbook.past(NAME)
    assert past is not None
    assert [seen.run for seen in past.latest] == runs
