"""What the frontier promises to those who share it, on each database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsieve.article import Article, Dropped, DropReason
from newsieve.errors import StoreError
from newsieve.store import Asked, Lease, Store, Taken, Turn, Want, frontier
from tests.conftest import NewStore
from tests.store.stories import article, story

ROOT = Path(__file__).parents[2]
SCOPE = 7
A, B = "https://a.example", "https://b.example"


def one(key: int, host: str = A, *, scope: int = SCOPE, priority: int = 0, most: int = 0) -> Asked:
    return Asked(key, scope, host, priority, json.dumps({"key": key}), story=True, most=most)


def want(room: int = 100, *, per_host: int = 100, scope: int = SCOPE, **more: object) -> Want:
    return Want({scope}, room, per_host, **more)  # type: ignore[arg-type]  # what a test says of it


def keys(taken: Taken) -> list[int]:
    return [lease.key for lease in taken.leases]


class Crawler:
    """Somebody who crawls into a store: it takes turns, and remembers what it holds."""

    def __init__(self, store: Store, number: int) -> None:
        self.store, self.number = store, number
        self.holds = dict[int, Lease]()

    def turn(
        self,
        *found: Asked,
        want: Want | None = None,
        done: Sequence[int] = (),
        back: Sequence[int] = (),
        begins: Sequence[int] = (),
        outcomes: Sequence[Article | Dropped] = (),
    ) -> Taken:
        for key in (*done, *back):
            self.holds.pop(key, None)
        if want is not None:
            want = replace(want, busy=self.busy)
        told = Turn(begins=begins, asked=found, done=done, back=back, want=want)
        taken, _ = self.store.take_turn(self.number, told, outcomes)
        self.holds |= {lease.key: lease for lease in taken.leases}
        return taken

    @property
    def busy(self) -> dict[str, int]:
        held = [lease.host for lease in self.holds.values()]
        return {host: held.count(host) for host in held}


@contextmanager
def crawler(store: Store) -> Iterator[Crawler]:
    with store.crawler() as number:
        yield Crawler(store, number)


def test_a_request_is_made_once_in_a_round_whoever_asks_for_it(store: Store) -> None:
    with crawler(store) as first, crawler(store) as second:
        assert keys(first.turn(one(1), one(1), one(2), want=want())) == [1, 2]
        first.turn(done=[1])
        assert keys(second.turn(one(1), one(2), one(3, B), want=want())) == [3]


def test_the_most_pressing_come_first_and_else_those_that_were_found_first(store: Store) -> None:
    with crawler(store) as me:
        me.turn(one(1), one(2, priority=10), one(3), one(4, priority=20))
        assert keys(me.turn(want=want(3))) == [4, 2, 1]
        assert keys(me.turn(want=want(3))) == [3]


def test_a_host_belongs_to_one_crawler_until_it_holds_nothing_of_it(store: Store) -> None:
    with crawler(store) as first, crawler(store) as second:
        first.turn(*(one(n, A) for n in range(4)), *(one(n, B) for n in range(10, 14)))
        assert keys(first.turn(want=want(2, leaves={B}))) == [0, 1]
        assert keys(second.turn(want=want())) == [10, 11, 12, 13]
        assert second.turn(want=want()) == Taken(waits=True, others=True)
        assert keys(first.turn(done=[0, 1], want=want(1))) == [2]
        first.turn(done=[2], back=[], want=want(0))
        first.turn(want=replace(want(), leaves={A}))
        assert keys(second.turn(want=want())) == [3]


def test_no_host_gets_more_of_the_room_than_it_may(store: Store) -> None:
    with crawler(store) as me:
        me.turn(*(one(n, A) for n in range(50)), *(one(n, B) for n in range(100, 103)))
        taken = me.turn(want=want(20, per_host=8))
        assert [sum(lease.host == host for lease in taken.leases) for host in (A, B)] == [8, 3]
        assert keys(me.turn(want=want(20, per_host=8))) == []


def test_there_is_room_for_every_host_however_much_waits_for_one(store: Store) -> None:
    with crawler(store) as me:
        me.turn(
            *(one(n, A) for n in range(50)), *(one(n, B) for n in range(100, 103)), *(one(n, "c") for n in (200, 201))
        )
        taken = me.turn(want=want(12))
        assert [sum(lease.host == host for lease in taken.leases) for host in (A, B, "c")] == [7, 3, 2]
        assert len(me.turn(want=want(50)).leases) == 43


def test_what_is_given_back_may_be_taken_by_another(store: Store) -> None:
    with crawler(store) as first, crawler(store) as second:
        first.turn(one(1), one(2), want=want())
        first.turn(back=[1, 2], want=replace(want(), leaves={A}))
        assert keys(second.turn(want=want())) == [1, 2]


def test_who_has_nothing_to_do_calls_for_the_hosts_of_others(store: Store) -> None:
    with crawler(store) as first, crawler(store) as second:
        first.turn(one(1, A), one(2, A), one(3, B), one(4, B), want=want(2, per_host=1))
        assert second.turn(want=want()).waits
        assert first.turn(want=want(0)).wanted == {A, B}
        assert not first.turn(want=want(0)).wanted, "they are called for once"


def test_work_of_other_sources_is_left_to_those_who_crawl_them(store: Store) -> None:
    with crawler(store) as me:
        me.turn(one(1, scope=8), one(2))
        assert keys(me.turn(want=want())) == [2]
        assert me.turn(done=[2], want=want()) == Taken()


def test_a_crawler_that_leaves_gives_back_what_it_holds(store: Store) -> None:
    with crawler(store) as first:
        first.turn(one(1), one(2), want=want())
        first.turn(done=[1])
    with crawler(store) as second:
        assert keys(second.turn(want=want())) == [2]


def test_a_round_that_broke_off_is_taken_up_and_one_that_ended_begins_anew(store: Store) -> None:
    with crawler(store) as me:
        me.turn(one(1), one(2), begins=[SCOPE], want=want())
        me.turn(done=[1])
        assert keys(me.turn(one(1), begins=[SCOPE], want=want())) == [], "two is not done yet"
        me.turn(done=[2])
        assert keys(me.turn(one(1), begins=[SCOPE], want=want())) == [1]


def test_what_a_broken_round_read_long_ago_is_read_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with crawler(store) as me:
        me.turn(one(1), one(2), begins=[SCOPE], want=want())
        me.turn(done=[1])
        monkeypatch.setattr(frontier, "FRESH", -2)
        assert keys(me.turn(one(1), begins=[SCOPE], want=want())) == [1]


def test_a_source_asks_for_no_more_stories_in_a_round_than_it_may(store: Store) -> None:
    with crawler(store) as first, crawler(store) as second:
        first.turn(*(one(n, most=3) for n in range(2)))
        second.turn(*(one(n, most=3) for n in range(2, 6)))
        assert len(first.turn(want=want()).leases) == 3


def test_what_was_asked_for_before_takes_no_room_of_the_limit(store: Store) -> None:
    with crawler(store) as me:
        me.turn(*(one(n, most=10) for n in range(8)))
        me.turn(*(one(n, most=10) for n in range(10)))
        assert len(me.turn(want=want()).leases) == 10


def test_a_story_that_is_redirected_counts_once(store: Store) -> None:
    with crawler(store) as me:
        me.turn(*(one(n, most=4) for n in range(2)), want=want())
        me.turn(*(moved(10 + n, n, f"{A}/{n}", f"{B}/{n}") for n in range(2)))
        me.turn(*(one(n, most=4) for n in range(2, 6)))
        assert sorted(keys(me.turn(want=want()))) == [2, 3, 10, 11]


def test_a_story_whose_source_is_no_longer_crawled_goes_to_the_next_that_finds_it(store: Store) -> None:
    with crawler(store) as me:
        me.turn(one(1, scope=8), one(2, scope=8), want=want(1, scope=8))
        assert keys(me.turn(one(1), one(2), want=want())) == [2], "the other is fetched just now"
        me.turn(done=[1, 2])
        assert keys(me.turn(one(1), want=want())) == []


def test_an_article_ends_its_lease_in_the_transaction_that_stores_it(store: Store) -> None:
    with crawler(store) as me:
        me.turn(one(1), one(2), want=want())
        stored = replace(article(f"{A}/1", story("a")), lease="1")
        me.turn(outcomes=[stored])
        unstorable = replace(article(f"{A}/2", story("b")), lease="2", published=object())  # type: ignore[arg-type]
        with pytest.raises(StoreError):
            me.turn(one(3), outcomes=[unstorable])
    with crawler(store) as next_one:
        assert keys(next_one.turn(want=want())) == [2]
    assert store.counts().articles == 1


def test_a_dropped_page_ends_its_lease_too(store: Store) -> None:
    with crawler(store) as me:
        me.turn(one(1), want=want())
        me.turn(outcomes=[Dropped(f"{A}/1", f"{A}/1", DropReason.TIMEOUT, key=f"{A}/1", lease="1")])
        assert me.turn(want=want()) == Taken()


def moved(key: int, after: int, here: str, there: str) -> Asked:
    return replace(one(key, B), after=after, led=(here, there))


def test_a_redirect_takes_the_place_of_what_led_to_it(store: Store) -> None:
    with crawler(store) as me:
        me.turn(one(1), want=want())
        assert keys(me.turn(moved(2, 1, f"{A}/old", f"{B}/new"), want=want())) == [2]
        assert me.turn(done=[2], want=want()) == Taken()


def test_a_redirect_to_a_page_that_is_known_or_asked_for_is_not_followed_now_or_later(store: Store) -> None:
    store.save([article(f"{B}/known", story("known"))])
    with crawler(store) as me:
        me.turn(one(1), one(2), one(3, B), want=want())
        assert not me.turn(moved(9, 1, f"{A}/old", f"{B}/known"), want=want()).leases
        assert not me.turn(moved(3, 2, f"{A}/older", f"{B}/asked"), want=want()).leases
    assert store.known([f"{A}/old"]) == {f"{A}/old"}


def test_what_is_left_is_counted(store: Store) -> None:
    with crawler(store) as me:
        me.turn(one(1), one(2), one(3), one(4, scope=8), want=want(1))
        taken, _ = store.take_turn(me.number, Turn(done=[1], want=want(0), count=True), [])
        assert taken.left == {SCOPE: 2}


DIE = """
import os, sys, time
from newsieve.store import Asked, Store, Turn, Want
store = Store.open(sys.argv[1])
seat = store.crawler()
number = seat.__enter__()
found = [Asked(n, 7, f"https://{'ab'[n % 2]}.example", 0, "{}") for n in range(20)]
taken, _ = store.take_turn(number, Turn(asked=found, want=Want({7}, 6, 3)), [])
store.take_turn(number, Turn(done=[taken.leases[0].key]), [])
print(*(lease.key for lease in taken.leases), flush=True)
time.sleep(60)
"""


def test_what_a_killed_crawler_held_goes_to_the_others_and_nothing_of_it_is_lost(new_store: NewStore) -> None:
    url = new_store()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with Store.open(url) as store, crawler(store) as other:
        with subprocess.Popen(
            [sys.executable, "-c", DIE, url], env=environment, stdout=subprocess.PIPE, text=True
        ) as doomed:
            assert doomed.stdout
            held = [int(key) for key in doomed.stdout.readline().split()]
            assert len(held) == 6
            assert other.turn(want=want()) == Taken(waits=True, others=True), "it lives, and holds both hosts"
            doomed.send_signal(signal.SIGKILL)
        assert sorted(keys(other.turn(want=want()))) == sorted(set(range(20)) - {held[0]})


def test_a_store_with_nobody_in_it_keeps_no_trace_of_crawlers(store: Store, tmp_path: Path) -> None:
    with crawler(store) as me:
        me.turn(one(1), want=want())
        me.turn(done=[1])
    assert not list(tmp_path.glob("*-crawler-*"))


steps = st.lists(st.tuples(st.sampled_from(["find", "take", "done", "back", "leave"]), st.integers(0, 2)), max_size=25)


# Each example makes a store of its own.
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(plan=steps)
def test_whatever_crawlers_do_each_request_is_held_by_one_and_none_is_lost(
    new_store: NewStore, plan: list[tuple[str, int]]
) -> None:
    with Store.open(new_store()) as store, ExitStack() as seats:
        at_work: list[tuple[ExitStack, Crawler]] = []
        for _ in range(3):
            seat = seats.enter_context(ExitStack())
            at_work.append((seat, seat.enter_context(crawler(store))))
        asked, done = set[int](), set[int]()
        for number, (step, who) in enumerate(plan):
            seat, me = at_work[who]
            if step == "find":
                found = [one(10 * number + i, f"https://{i % 3}.example") for i in range(5)]
                asked |= {request.key for request in found}
                me.turn(*found)
            elif step == "take":
                me.turn(want=want(4, per_host=3))
            elif step == "done":
                finished = list(me.holds)[:2]
                assert not done & set(finished)
                done |= set(finished)
                me.turn(done=finished)
            elif step == "back":
                me.turn(back=list(me.holds)[:2])
            else:
                seat.close()
                at_work[who] = (seat, seat.enter_context(crawler(store)))
            held = [key for _, each in at_work for key in each.holds]
            assert len(held) == len(set(held))
            hosts = [host for _, each in at_work for host in each.busy]
            assert len(hosts) == len(set(hosts)), "a host is asked by one"
        for seat, _ in at_work:
            seat.close()
        with crawler(store) as last:
            assert set(keys(last.turn(want=want(10_000, per_host=10_000)))) == asked - done
