from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from newsieve.article import Article
from newsieve.errors import StoreError
from newsieve.store import Outcome, Saved, Store, Writer
from tests.store.stories import article, refused, story


def test_what_was_handed_over_is_stored_when_the_writer_closes(store: Store) -> None:
    with Writer(store) as writer:
        futures = [writer.submit(article(f"https://a.example/{i}", story(f"s{i}", 2))) for i in range(120)]
    assert all(future.result().new for future in futures)
    assert store.counts().articles == 120


def test_copies_handed_over_together_find_each_other(store: Store) -> None:
    with Writer(store) as writer:
        futures = [writer.submit(article(f"https://p{i}.example/a", story("wire"))) for i in range(4)]
    verdicts = [future.result().verdict for future in futures]
    assert sum(verdict is not None and verdict.duplicate_of is None for verdict in verdicts) == 1


def test_one_bad_outcome_does_not_take_its_neighbours_with_it(store: Store) -> None:
    good = article("https://a.example/1", story("a"))
    bad = refused("https://a.example/2")
    other = article("https://a.example/3", story("c"))
    with Writer(store) as writer:
        futures = [writer.submit(outcome) for outcome in (good, bad, other)]
    assert futures[0].result().new
    assert futures[2].result().new
    with pytest.raises(StoreError):
        futures[1].result()


class MoodyStore(Store):
    """A store that fails in a way nobody foresaw."""

    def save(self, outcomes: Sequence[Outcome]) -> list[Saved]:
        if any(isinstance(outcome, Article) and outcome.url.endswith("/bad") for outcome in outcomes):
            raise ZeroDivisionError("an error of ours")
        return super().save(outcomes)


def test_every_future_is_answered_whatever_happens(store: Store) -> None:
    store.__class__ = MoodyStore
    with Writer(store) as writer:
        bad = writer.submit(article("https://a.example/bad", story("b")))
        good = [writer.submit(article(f"https://a.example/{i}", story(f"s{i}", 2))) for i in range(20)]
        unwanted = writer.submit(article("https://a.example/unwanted", story("u", 2)))
        unwanted.cancel()
        later = writer.submit(article("https://a.example/later", story("l", 2)))
    with pytest.raises(ZeroDivisionError):
        bad.result(0)
    assert all(future.result(0).new for future in [*good, later])


def test_stopping_keeps_what_is_committed_and_cancels_the_rest(store: Store) -> None:
    writer = Writer(store)
    futures = [writer.submit(article(f"https://a.example/{i}", story(f"s{i}", 2))) for i in range(400)]
    futures[0].result(30)
    writer.stop()
    stored = [future for future in futures if not future.cancelled()]
    assert all(future.result(0) for future in stored)
    assert store.counts().articles == len(stored) < 400
    assert writer.submit(article("https://a.example/x", story("x"))).cancelled()


def test_two_writers_on_one_store_wait_for_each_other(store: Store) -> None:
    def write(site: str) -> None:
        with Store.open(store.url) as mine, Writer(mine) as writer:
            for i in range(40):
                writer.submit(article(f"https://{site}.example/{i}", story(f"s{i}", 3)))

    threads = [threading.Thread(target=write, args=(site,)) for site in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.settle()
    counts = store.counts()
    assert (counts.articles, counts.stories) == (80, 40)
