"""What the store keeps of how hosts are asked, on each database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from newsieve import clock
from newsieve.manners import PATIENCE, Closed
from newsieve.store import Asked, Store, Turn, WellKnown
from tests.store.test_frontier import A, B, crawler, keys, one, want

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_rest_ends_at_its_moment_and_the_longer_of_two_holds(store: Store) -> None:
    long, short = Closed(NOON + HOUR, "HTTP 429"), Closed(NOON + HOUR / 2, "HTTP 503")
    store.rest("a.example", long)
    store.rest("a.example", short)
    store.rest("b.example", short)
    assert store.rests(NOON) == {"a.example": long, "b.example": short}
    assert store.rests(NOON + HOUR / 2) == {"a.example": long}
    assert store.rests(NOON + HOUR) == {}


def test_breaks_after_failures_get_longer_while_they_follow_one_another(store: Store) -> None:
    now, minutes = NOON, list[float]()
    for _ in range(8):
        given = store.break_after_failures("a.example", "connection refused", now)
        minutes.append((given.until - now).total_seconds() / 60)
        now = given.until + timedelta(seconds=5)
        store.rest("a.example", Closed(now, ""))  # the pause between two requests makes nothing forgotten
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60]
    later = now + 3 * HOUR
    assert store.break_after_failures("a.example", "once more", later).times == 1
    assert store.rests(later)["a.example"].why == "once more"


def test_rests_that_ended_days_ago_are_forgotten_when_a_crawl_begins(store: Store) -> None:
    now = clock.now()
    for days in (-3, -1, 1):
        store.rest(f"{days}.example", Closed(now + timedelta(days=days), "HTTP 429"))
    with crawler(store):
        assert sorted(store.rests(now - timedelta(days=9))) == ["-1.example", "1.example"]


def test_a_budget_is_spent_once_however_many_spend_it_and_begins_anew_with_the_day(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(lambda _: store.spend("a.example", 8, 50, NOON), range(10)))
    assert sum(given) == store.spent("a.example", NOON) == 50
    store.give_back({"a.example": ("2026-03-01", 7)})
    assert store.spend("a.example", 20, 50, NOON) == 7
    tomorrow = NOON + timedelta(hours=12)
    assert store.spend("a.example", 20, 50, tomorrow) == 20
    store.give_back({"a.example": ("2026-03-01", 5)})  # of a day that is over
    assert store.spent("a.example", tomorrow) == 20
    assert store.spend("a.example", 20, 10, tomorrow) == 0  # the budget was made smaller


def test_a_well_known_file_is_kept_byte_by_byte(store: Store) -> None:
    file = WellKnown(200, b"\xff\0User-agent: *", 1_772_366_400, '"v1"', None)
    assert store.well_known("https://a.example/robots.txt") is None
    store.note_well_known("https://a.example/robots.txt", WellKnown(404, b"", 1))
    store.note_well_known("https://a.example/robots.txt", file)
    assert store.well_known("https://a.example/robots.txt") == file


def test_what_waits_for_a_resting_host_is_not_leased_and_not_lost(store: Store) -> None:
    found = [one(1, A), one(2, A), one(3, B)]
    rest = Closed(clock.now().replace(microsecond=0) + HOUR, "HTTP 429")
    with crawler(store) as first, crawler(store) as second:
        taken = first.turn(*found, want=want(), begins=[7])
        assert sorted(keys(taken)) == [1, 2, 3]
        store.take_turn(first.number, Turn(back=[2], later=[1], rests={A: rest}), [])
        for who in (first, second):
            taken = who.turn(want=want())
            assert not taken.leases
            assert taken.resting == {A: rest}
        first.turn(done=[3])
        assert not second.turn(want=want()).waits, "an hour is not waited for"


def test_a_short_rest_is_waited_for(store: Store) -> None:
    rest = Closed(clock.now() + PATIENCE / 2, "HTTP 503")
    with crawler(store) as first:
        store.take_turn(first.number, Turn(asked=[one(1, A)], rests={A: rest}), [])
        taken = first.turn(want=want())
        assert taken.waits
        assert not taken.leases


def test_what_is_put_off_comes_after_all_else_and_knows_how_often(store: Store) -> None:
    with crawler(store) as first:
        first.turn(one(1, priority=20), one(2, priority=0), want=want(room=1))
        store.take_turn(first.number, Turn(later=[1]), [])
        first.holds.clear()
        taken = first.turn(want=want(room=1))
        assert keys(taken) == [2]
        store.take_turn(first.number, Turn(back=[2]), [])
        first.holds.clear()
        taken = first.turn(want=want())
        assert [(lease.key, lease.put_off) for lease in taken.leases] == [(2, 0), (1, 1)]


def test_scopes_and_hosts_that_are_shut_are_neither_taken_nor_waited_for(store: Store) -> None:
    with crawler(store) as first:
        first.turn(one(1, A), Asked(2, 8, B, 0, "{}"))
        taken = first.turn(want=want(shut_hosts={A}))
        assert not taken.leases
        assert not taken.waits
        assert not first.turn(want=want(scope=8, shut_scopes={8})).leases
        assert keys(first.turn(want=want(scope=8))) == [2]
