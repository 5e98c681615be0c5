from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsieve.article import Article
from newsieve.errors import StoreError
from newsieve.store import Keeper, Old
from tests.conftest import NewStore
from tests.store.stories import article, story
from tests.store.test_check import stream

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def fetched(found: Article, days: float) -> Article:
    """The article as it was fetched so many days ago."""
    return replace(found, fetched_at=NOW - timedelta(days=days))


def older_than(days: float, *outlets: str) -> Old:
    return Old(NOW - timedelta(days=days), outlets)


def keys(store: Keeper) -> set[str]:
    return {found.key for found, _ in store.articles()}


def told(store: Keeper) -> dict[str, object]:
    return {found.key: (found.text, verdict, found.boilerplate) for found, verdict in store.articles()}


def test_old_stories_go_and_their_pages_stay_known(store: Keeper) -> None:
    old = [fetched(article(f"https://{name}.example/old", story("old")), 100) for name in "ab"]
    store.save([*old, fetched(article("https://a.example/new", story("new")), 10)])
    pruned = store.prune(older_than(90))
    assert (pruned.articles, pruned.stories, pruned.held) == (2, 1, 0)
    assert keys(store) == {"https://a.example/new"}
    assert store.known([one.key for one in old]) == {one.key for one in old}
    assert store.check().findings == ()


def test_a_story_with_a_recent_copy_keeps_its_canonical_article(store: Keeper) -> None:
    first = fetched(article("https://a.example/1", story("s"), published="2025-11-01"), 100)
    copy = fetched(article("https://b.example/1", story("s"), published="2026-02-27"), 1)
    store.save([first, copy])
    pruned = store.prune(older_than(90))
    assert (pruned.articles, pruned.held) == (0, 1)
    assert store.verdicts([copy.id])[copy.id].cluster == first.id


def test_planning_tells_what_pruning_does_and_does_nothing(store: Keeper) -> None:
    store.save([fetched(article(f"https://a.example/{n}", story(f"{n}")), 10 * n) for n in range(10)])
    store.settle()
    planned = store.plan_pruning(older_than(45))
    assert (planned.articles, len(keys(store))) == (5, 10)
    assert store.prune(older_than(45)) == planned


def test_only_what_an_outlet_alone_has_told_goes_with_it(store: Keeper) -> None:
    store.save([
        fetched(article("https://a.example/1", story("own"), outlet="Aldwick Post"), 100),
        fetched(article("https://a.example/2", story("shared"), outlet="Aldwick Post"), 100),
        fetched(article("https://b.example/2", story("shared"), outlet="Harrow Lantern"), 100),
        fetched(article("https://b.example/3", story("other"), outlet="Harrow Lantern"), 100),
    ])  # fmt: skip
    pruned = store.prune(older_than(90, "aldwick post"))
    assert (pruned.articles, pruned.held) == (1, 1)
    assert keys(store) == {"https://a.example/2", "https://b.example/2", "https://b.example/3"}


def test_what_was_never_fetched_is_as_old_as_its_date_and_stays_without_one(store: Keeper) -> None:
    dates = {"old": "2025-01-01", "new": "2026-02-28", "undated": None}
    store.save([
        replace(article(f"https://a.example/{name}", story(name), published=date), fetched_at=None)
        for name, date in dates.items()
    ])  # fmt: skip
    store.prune(older_than(90))
    assert keys(store) == {"https://a.example/new", "https://a.example/undated"}


@pytest.mark.parametrize(("new_store", "seed", "small"), [
    *(("sqlite", seed, small) for seed in range(4) for small in (0, 500)),
    ("postgresql", 0, 0),
], indirect=["new_store"])  # fmt: skip
def test_what_remains_reads_as_before_now_and_after_every_settling(
    new_store: NewStore, monkeypatch: pytest.MonkeyPatch, seed: int, small: int
) -> None:
    monkeypatch.setattr("newsieve.store.settle.SMALL", small)
    monkeypatch.setattr("newsieve.store.prune.CHUNK", 3)
    rnd = random.Random(seed)
    with Keeper.open(new_store()) as store:
        store.save([
            fetched(one, rnd.choice([1, 100, 100, 100])) for one in stream(seed, 60) if "lantern" not in one.key
        ])  # fmt: skip
        store.settle()
        before = told(store)
        pruned = store.prune(older_than(90))
        remaining = told(store)
        assert 0 < pruned.articles < len(before)
        assert remaining == {key: before[key] for key in remaining}
        assert len(remaining) == len(before) - pruned.articles
        assert store.check().findings == ()
        new = article("https://new.example/1", story("new"))
        store.save([new])
        store.settle()
        after = told(store)
        del after[new.key]
        assert after == remaining


def test_what_gets_a_newer_copy_while_it_is_pruned_stays(new_store: NewStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsieve.store.prune.CHUNK", 1)
    with Keeper.open(url := new_store()) as store, Keeper.open(url) as another:
        store.save([fetched(article(f"https://a.example/{n}", story(f"{n}")), 100) for n in range(3)])

        def arrive(done: int, _total: int) -> None:
            if done == 1:
                another.save([fetched(article("https://b.example/2", story("2")), 1)])

        assert store.prune(older_than(90), arrive).articles == 2
        assert keys(store) == {"https://a.example/2", "https://b.example/2"}


def test_the_room_of_what_went_is_given_back(new_store: NewStore) -> None:
    with Keeper.open(new_store()) as store:
        store.save([fetched(article(f"https://a.example/{n}", story(f"{n}")), 100) for n in range(300)])
        store.prune(older_than(90))
        before = store.size()
        store.shrink()
        assert store.size() < before
        assert store.check().findings == ()


@pytest.fixture
def of_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store that was made before gaps could be given back one by one, and has many."""
    path = str(tmp_path / "news.db")
    monkeypatch.setattr("newsieve.store.sqlite.INCREMENTAL", 0)
    with Keeper.open(path) as store:
        store.save([fetched(article(f"https://a.example/{n}", story(f"{n}")), 100) for n in range(100)])
        store.prune(older_than(90))
    monkeypatch.undo()
    return path


def test_a_store_of_old_is_written_anew_once(of_old: str) -> None:
    with Keeper.open(of_old) as store:
        before = store.size()
        store.shrink()
        assert store.size() < before / 2
        with store._reading() as connection:
            assert connection.exec_driver_sql("PRAGMA auto_vacuum").scalar() == 2


def test_a_store_of_old_is_not_written_anew_while_a_crawl_runs(of_old: str) -> None:
    with Keeper.open(of_old) as store:
        with store.crawler(), pytest.raises(StoreError, match="not given back while a crawl runs"):
            store.shrink()
        store.shrink()


def test_where_writing_it_anew_needs_more_disk_than_there_is_that_is_said(
    of_old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Keeper.open(of_old) as store:
        monkeypatch.setattr("shutil.disk_usage", lambda _: type("", (), {"free": 1000})())
        with pytest.raises(StoreError, match=r"to give its room back needs [\d.]+ MB of free disk, there are 0\.1 MB"):
            store.shrink()


@pytest.mark.parametrize("new_store", ["sqlite"], indirect=True)
def test_room_is_given_back_while_a_crawl_runs_and_writers_hardly_wait(new_store: NewStore) -> None:
    with Keeper.open(url := new_store()) as store, Keeper.open(url) as another, another.crawler():
        store.save([fetched(article(f"https://a.example/{n}", story(f"{n}")), 100) for n in range(300)])
        store.prune(older_than(90))
        before = store.size()
        store.shrink()
        another.save([article("https://b.example/1", story("b"))])
        assert store.size() < before / 2
        assert store.check().findings == ()
