"""Places and their due dates, and who crawls which source, on each database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from newsieve.clock import OFFSET
from newsieve.rhythm import LONGER, SPREAD, Bounds
from newsieve.store import Asked, KnownPlace, NewsPlace, PlaceKind, Store, Turn, Visit, Want
from tests.conftest import NewStore

ROOT = Path(__file__).parents[2]
SCOPE, OTHER = 7, 8
MINUTE = 60.0
HOST = "https://harbour.example"
BOUNDS = Bounds(10 * MINUTE, 80 * MINUTE)


def place(path: str, kind: PlaceKind = PlaceKind.FEED, *, via: str | None = None, depth: int = 0) -> NewsPlace:
    return NewsPlace(SCOPE, HOST + path, kind, BOUNDS, depth, via)


HOME, FEED, SPORT = place("/", PlaceKind.HOME), place("/feed"), place("/sport/", PlaceKind.SECTION, via=f"{HOST}/")


def request(key: int, of: NewsPlace | None = None, *, scope: int = SCOPE) -> Asked:
    return Asked(key, scope, HOST, 0, "{}", place=of)


def turn(store: Store, crawler: int, **told: object) -> None:
    store.take_turn(crawler, Turn(**told), ())  # type: ignore[arg-type]


def known(store: Store) -> dict[str, KnownPlace]:
    return {found.key.removeprefix(HOST): found for found in store.outlook({SCOPE}).places[SCOPE]}


def wait(store: Store, path: str) -> float:
    rhythm = known(store)[path].rhythm
    return rhythm.due - rhythm.asked


def test_a_place_that_is_asked_for_is_due_after_its_time_even_if_nothing_more_is_heard_of_it(store: Store) -> None:
    with store.crawler() as me:
        turn(store, me, asked=[request(1, FEED)])
        assert BOUNDS.shortest * (1 - SPREAD) <= wait(store, "/feed") <= BOUNDS.shortest


def test_a_visit_that_brings_news_shortens_the_time_and_one_that_does_not_makes_it_longer(store: Store) -> None:
    with store.crawler() as me:
        for new, interval in ((0, 15), (0, 22.5), (2, 10), (0, 15)):
            turn(store, me, visits=[Visit(FEED, new)])
            assert known(store)["/feed"].rhythm.interval == pytest.approx(interval * MINUTE)
        assert known(store)["/feed"].rhythm.news is not None


def test_a_place_that_fails_keeps_its_news_knowledge_and_is_tried_later_each_time(store: Store) -> None:
    with store.crawler() as me:
        turn(store, me, asked=[request(1, FEED)], visits=[Visit(FEED, 1), Visit(FEED, 0)])
        before = known(store)["/feed"].rhythm
        waits = list[float]()
        for failures in range(1, 5):
            turn(store, me, visits=[Visit(FEED, None)])
            after = known(store)["/feed"].rhythm
            assert (after.failures, after.interval, after.news) == (failures, before.interval, before.news)
            waits.append(wait(store, "/feed"))
        assert waits == sorted(waits)
        assert waits[-1] == pytest.approx(BOUNDS.longest, rel=SPREAD)
        turn(store, me, visits=[Visit(FEED, 0)])
        assert known(store)["/feed"].rhythm.interval == pytest.approx(before.interval * LONGER)


def test_a_place_lists_others_until_it_is_read_without_them(store: Store) -> None:
    culture = place("/culture/", PlaceKind.SECTION, via=HOME.key)
    with store.crawler() as me:
        turn(store, me, visits=[Visit(HOME, 3, lists=(SPORT, culture))])
        found = known(store)
        assert {path for path, one in found.items() if one.listed} == {"/sport/", "/culture/"}
        assert found["/sport/"].rhythm.due == 0, "it is due, as it was never visited"
        turn(store, me, visits=[Visit(SPORT, 1)])
        turn(store, me, visits=[Visit(HOME, 0, lists=(culture,))])
        assert {path for path, one in known(store).items() if one.listed} == {"/culture/"}
        turn(store, me, visits=[Visit(HOME, None)])
        assert known(store)["/culture/"].listed, "a page that could not be read unlists nothing"
        turn(store, me, visits=[Visit(HOME, 0, lists=(SPORT, culture))])
        assert known(store)["/sport/"].rhythm.news is not None, "what comes back is known"


def test_what_nobody_names_is_forgotten_in_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.crawler() as me:
        turn(store, me, visits=[Visit(HOME, 0, lists=(SPORT,))])
        turn(store, me, asked=[request(1, SPORT)], visits=[Visit(SPORT, 1)])
        for days, stays in ((89, True), (91, False)):
            monkeypatch.setenv(OFFSET, str(days * 86400))
            turn(store, me, visits=[Visit(HOME, 0, lists=())])
            assert ("/sport/" in known(store)) is stays


def test_a_place_keeps_what_named_it_when_its_source_names_it_too(store: Store) -> None:
    with store.crawler() as me:
        turn(store, me, visits=[Visit(HOME, 0, lists=(place("/feed", via=HOME.key),))])
        turn(store, me, asked=[request(1, FEED)], visits=[Visit(FEED, 0)])
        assert (known(store)["/feed"].listed, known(store)["/feed"].via) == (True, HOME.key)


def test_a_place_that_redirects_to_one_that_was_asked_for_has_been_visited(store: Store) -> None:
    with store.crawler() as me:
        turn(store, me, asked=[request(1, FEED), request(2, HOME)])
        led = Asked(2, SCOPE, HOST, 0, "{}", after=1, led=(FEED.key, HOME.key), place=FEED)
        turn(store, me, asked=[led])
        assert known(store)["/feed"].rhythm.interval == pytest.approx(15 * MINUTE)


def test_a_place_that_is_due_again_is_read_again_even_where_its_round_was_broken_off(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Want({SCOPE}, 10, 10)
    with store.crawler() as doomed:
        turn(store, doomed, sources=[SCOPE], begins=[SCOPE])
        turn(store, doomed, asked=[request(1, FEED), request(2)], done=[1], visits=[Visit(FEED, 1)])
    for minutes, again in ((5, False), (11, True)):
        monkeypatch.setenv(OFFSET, str(minutes * MINUTE))
        with store.crawler() as me:
            taken, _ = store.take_turn(
                me, Turn(sources=[SCOPE], begins=[SCOPE], asked=[request(1, FEED)], want=wanted), ()
            )
            assert ({lease.key for lease in taken.leases} == {1, 2}) is again


def test_one_crawler_takes_a_source_and_it_is_free_when_he_is_done_with_it_or_leaves(store: Store) -> None:
    with store.crawler() as first, store.crawler() as second:
        took, _ = store.take_turn(first, Turn(sources=[SCOPE]), ())
        assert [source.scope for source in took.sources] == [SCOPE]
        assert store.outlook({SCOPE, OTHER}).taken == {SCOPE}
        took, _ = store.take_turn(second, Turn(sources=[SCOPE, OTHER]), ())
        assert [source.scope for source in took.sources] == [OTHER]
        turn(store, first, asked=[request(1)])
        kept, _ = store.take_turn(first, Turn(ends=[SCOPE]), ())
        assert kept.ended == frozenset(), "something of it is left to do"
        done, _ = store.take_turn(first, Turn(done=[1], ends=[SCOPE]), ())
        assert done.ended == {SCOPE}
        assert store.take_turn(second, Turn(sources=[SCOPE]), ())[0].sources
    assert store.outlook({SCOPE, OTHER}).taken == set()


def test_a_source_that_is_crawled_whole_is_not_taken(store: Store) -> None:
    with store.crawler() as whole, store.crawler() as me:
        turn(store, whole, begins=[SCOPE, OTHER], asked=[request(1)])
        assert not store.take_turn(me, Turn(sources=[SCOPE]), ())[0].sources


def test_who_takes_a_source_learns_its_places_and_what_was_left_over(store: Store) -> None:
    with store.crawler() as first:
        turn(store, first, sources=[SCOPE], begins=[SCOPE], asked=[request(1, FEED)])
    outlook = store.outlook({SCOPE, OTHER})
    assert (set(outlook.left_over), outlook.taken) == ({SCOPE}, set())
    with store.crawler() as second:
        ((source,), none) = (store.take_turn(second, Turn(sources=[scope]), ())[0].sources for scope in (SCOPE, OTHER))
        assert ([found.url for found in source.places], source.left_over) == ([FEED.url], True)
        assert (none[0].places, none[0].left_over) == ((), False)


KILLED = """
import sys, time
from newsieve.store import Store, Turn
with Store.open(sys.argv[1]) as store, store.crawler() as number:
    store.take_turn(number, Turn(sources=[7]), ())
    print("taken", flush=True)
    time.sleep(60)
"""


def test_a_killed_crawlers_source_is_free_at_once(new_store: NewStore) -> None:
    url = new_store()
    with Store.open(url) as store, store.crawler() as me:
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, url],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        ) as doomed:
            assert doomed.stdout is not None
            assert doomed.stdout.readline() == "taken\n"
            assert store.outlook({SCOPE}).taken == {SCOPE}
            assert not store.take_turn(me, Turn(sources=[SCOPE]), ())[0].sources
            doomed.send_signal(signal.SIGKILL)
        assert store.take_turn(me, Turn(sources=[SCOPE]), ())[0].sources
