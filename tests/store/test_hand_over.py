from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from newsieve.article import Article
from newsieve.export import copy_record, story_record
from newsieve.record import record
from newsieve.store import HandOver, Selection, Snapshot, Store
from tests.conftest import NewStore
from tests.store.stories import article, paragraph, story

FOOTER = "The Harrow Lantern is paid for by its readers and by nobody else, and has been since the mill closed."
State = dict[str, object]


def all_articles(view: Snapshot, selection: Selection) -> State:
    return {a.id: record(a, verdict) for a, verdict in view.articles(selection, every=True)}


def one_per_story(view: Snapshot, selection: Selection) -> State:
    """A record of another article's story says that the article leads none."""
    return {a.id: record(a, verdict) if verdict.cluster == a.id else None for a, verdict in view.articles(selection)}


def all_stories(view: Snapshot, selection: Selection) -> State:
    return {s.cluster: story_record(s) if s.members else None for s in view.stories(selection)}


def all_copies(view: Snapshot, selection: Selection) -> State:
    return {c.copy.id: copy_record(c) if c.first else None for c in view.copies(selection)}


KINDS = [all_articles, one_per_story, all_stories, all_copies]
COUNTS: dict[Callable[[Snapshot, Selection], State], Callable[[Snapshot, Selection], int]] = {
    all_articles: lambda view, selection: view.count_articles(selection, every=True),
    one_per_story: lambda view, selection: view.count_articles(selection),
    all_stories: lambda view, selection: view.count_stories(selection),
    all_copies: lambda view, selection: view.count_copies(selection),
}


class Consumer:
    """Asks a store again and again for what is new, and keeps what was last said of each id."""

    def __init__(self, store: Store, kind: Callable[[Snapshot, Selection], State]) -> None:
        self.store, self.kind = store, kind
        self.kept: State = {}
        self.run: int | None = None
        self.differed: set[str] = set()
        self.seen: State = {}

    def look(self) -> None:
        """Note what reads otherwise than at the last look: that, and no more, may be handed over."""
        with self.store.snapshot() as view:
            now = self.kind(view, Selection())
        self.differed |= {key for key in now.keys() | self.seen.keys() if now.get(key) != self.seen.get(key)}
        self.seen = now

    def ask(self) -> None:
        after = self.store.mark_of(self.run) if self.run else None
        with self.store.snapshot() as view:
            given = self.kind(view, Selection(after=after))
            assert COUNTS[self.kind](view, Selection(after=after)) == len(given)
            whole = self.kind(view, Selection())
        assert set(given) <= self.differed, "something unchanged was handed over again"
        self.kept.update(given)
        assert {key: value for key, value in self.kept.items() if value is not None} == whole
        self.run = self.store.note_hand_over(HandOver("export", datetime.now(UTC), view.mark, len(given)))
        self.differed.clear()


def arriving(rnd: random.Random) -> Article:
    """An article of a small world: few pages, few texts, so that pages change and stories merge and part."""
    site = rnd.choice(["lantern", "mirror", "third"])
    text = story(f"s{rnd.randrange(5)}", 6)
    if rnd.random() < 0.3:
        text = (*text[:5], paragraph(f"x{rnd.randrange(3)}"))
    if rnd.random() < 0.1:
        text = (*story("s0", 6), *story("s1", 6))  # a digest
    if site == "lantern" and rnd.random() < 0.8:
        text = (*text, FOOTER)
    made = article(f"https://{site}.example/{rnd.randrange(8)}", text, published=f"2026-03-0{rnd.randint(1, 9)}T08:00Z")
    return replace(made, title=rnd.choice([made.title, made.title, "Another title"]))


def test_a_snapshot_may_be_left_before_its_answers_are_read(
    new_store: NewStore, caplog: pytest.LogCaptureFixture
) -> None:
    with Store.open(new_store()) as store:
        store.save([article(f"https://{site}.example/1", story(site)) for site in "abc"])
        with store.snapshot() as view:
            answers = [view.articles(Selection(), every=True), view.stories(Selection())]
            for answer in answers:
                next(answer)
    del answer, answers  # as when an error that holds them is let go of at last
    assert caplog.records == []


@pytest.mark.parametrize(("seed", "small"), [(3, 0), (6, 500)])  # settled by what was touched, and as a whole
def test_a_consumer_loses_nothing_and_gets_nothing_twice(
    store: Store, monkeypatch: pytest.MonkeyPatch, seed: int, small: int
) -> None:
    monkeypatch.setattr("newsieve.store.settle.SMALL", small)
    rnd = random.Random(seed)
    consumers = [Consumer(store, kind) for kind in KINDS]
    for _ in range(30):
        act = rnd.random()
        if act < 0.5:
            pages = {made.key: made for made in (arriving(rnd) for _ in range(rnd.randint(1, 4)))}
            store.save(list(pages.values()))
        elif act < 0.7:
            store.settle()
        for consumer in consumers:
            consumer.look()
        for consumer in consumers:
            if act >= 0.7 and rnd.random() < 0.5:
                consumer.ask()
    for consumer in consumers:
        consumer.ask()
        assert consumer.kept


def test_a_snapshot_does_not_see_what_is_written_meanwhile(store: Store) -> None:
    store.save([article("https://a.example/1", story("a"))])
    with store.snapshot() as view:
        store.save([article("https://a.example/2", story("b"))])
        assert view.count_articles(Selection(), every=True) == 1
        assert len(list(view.articles(Selection(), every=True))) == 1
    with store.snapshot() as later:
        assert [found.url for found, _ in later.articles(Selection(after=view.mark))] == ["https://a.example/2"]


def test_hand_overs_among_writers_and_settlings_lose_nothing(store: Store) -> None:
    def write(seed: int) -> None:
        rnd = random.Random(seed)
        with Store.open(store.url) as mine:
            for _ in range(20):
                mine.save([arriving(rnd)])

    def settle() -> None:
        with Store.open(store.url) as mine:
            while any(writer.is_alive() for writer in writers):
                mine.settle()

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(2)]
    threads = [*writers, threading.Thread(target=settle)]
    for thread in threads:
        thread.start()
    kept: dict[Callable[..., State], State] = {kind: {} for kind in KINDS}
    mark, busy = None, True
    while busy:
        busy = any(thread.is_alive() for thread in threads)
        with store.snapshot() as view:
            for kind in KINDS:
                kept[kind] |= kind(view, Selection(after=mark))
                whole = kind(view, Selection())
                assert {key: value for key, value in kept[kind].items() if value is not None} == whole
                assert COUNTS[kind](view, Selection()) == len(whole)
            mark = view.mark
    assert all(kept.values())


def test_articles_that_arrive_among_hand_overs_are_given_once(store: Store) -> None:
    def write(site: str) -> None:
        with Store.open(store.url) as mine:
            for i in range(30):
                mine.save([article(f"https://{site}.example/{i}", story(f"s{i % 7}", 3))])

    writers = [threading.Thread(target=write, args=(site,)) for site in ("a", "b")]
    for writer in writers:
        writer.start()
    got: list[str] = []
    mark, busy = None, True
    while busy:
        busy = any(writer.is_alive() for writer in writers)
        with store.snapshot() as view:
            got += [found.url for found, _ in view.articles(Selection(after=mark), every=True)]
            mark = view.mark
    assert len(got) == len(set(got)) == 60


def test_a_page_fetched_again_as_it_was_is_no_change(store: Store) -> None:
    same = article("https://a.example/1", story("a"))
    store.save([same])
    store.settle()
    with store.snapshot() as view:
        mark = view.mark
    store.save([replace(same, via="https://a.example/feed")])
    store.settle()
    with store.snapshot() as view:
        assert view.mark == mark


def test_a_copy_whose_bare_date_changes_is_not_given_again(store: Store) -> None:
    first = article("https://lantern.example/a", story("a"), published="2026-03-01")
    copy = article("https://mirror.example/a", story("a"), published="2026-03-02")
    consumer = Consumer(store, all_copies)
    for published in ("2026-03-02", "2026-03-03"):
        store.save([first, replace(copy, published=published)])
        store.settle()
        consumer.look()
        consumer.ask()


def test_a_run_that_has_not_ended_has_no_mark(store: Store) -> None:
    run = store.start_run("crawl")
    assert store.mark_of(run) is None
    store.save([article("https://a.example/1", story("a"))])
    store.finish_run(run, "{}", articles=1)
    with store.snapshot() as view:
        assert store.mark_of(run) == view.mark
    assert store.mark_of(run + 1) is None


def test_runs_are_told_the_newest_first(store: Store) -> None:
    for number in range(3):
        store.finish_run(store.start_run(f"crawl {number}"), "{}", articles=number)
    store.start_run("crawl 3")
    told = store.runs(limit=2)
    assert [(run.number, run.command, run.articles) for run in told] == [(4, "crawl 3", None), (3, "crawl 2", 2)]
    assert told[0].finished_at is None
    assert told[1].finished_at is not None


# --- what is asked for ---


@pytest.fixture
def mixed(store: Store) -> Store:
    store.save(
        [
            replace(
                article("https://a.example/1", story("a"), published="2026-03-01T23:30:00-05:00", outlet="Über Land"),
                language="en-GB",
            ),
            replace(article("https://b.example/2", story("b"), published="2026-03-02"), language="en"),
            replace(article("https://b.example/3", story("c"), published="last Tuesday"), language="de"),
            replace(article("https://c.example/4", story("a"), published="1970-01-01T00:00:00Z"), fetched_at=None),
        ]
    )
    store.settle()
    return store


@pytest.mark.parametrize(
    ("selection", "numbers"),
    [
        (Selection(), "1234"),
        (Selection(outlets=("über LAND",)), "1"),
        (Selection(outlets=("B.example", "c.example")), "234"),
        (Selection(outlets=("absent.example",)), ""),
        (Selection(languages=("EN",)), "12"),
        (Selection(languages=("en-gb", "de")), "13"),
        (Selection(until=date(2026, 3, 1)), "13"),  # the page's own day; 3 by the day of its fetch
        (Selection(since=date(2026, 3, 2)), "2"),
        (Selection(since=date(2026, 3, 1), until=date(2026, 3, 2), languages=("en",)), "12"),
    ],
)
def test_articles_are_chosen_by_outlet_language_and_day(mixed: Store, selection: Selection, numbers: str) -> None:
    with mixed.snapshot() as view:
        assert "".join(found.url[-1] for found, _ in view.articles(selection, every=True)) == numbers
        assert view.count_articles(selection, every=True) == len(numbers)


def test_a_story_is_given_whole_when_one_of_its_articles_fits(mixed: Store) -> None:
    with mixed.snapshot() as view:
        [found] = view.stories(Selection(outlets=("c.example",)))
        assert [member.url[-1] for member in found.members] == ["1", "4"]
        assert view.count_stories(Selection(outlets=("c.example",))) == 1


def test_a_copy_is_given_when_it_or_its_first_fits(mixed: Store) -> None:
    with mixed.snapshot() as view:
        for outlets, number in ((("c.example",), 1), (("Über Land",), 1), (("b.example",), 0)):
            assert len(list(view.copies(Selection(outlets=outlets)))) == number
            assert view.count_copies(Selection(outlets=outlets)) == number


def test_a_store_whose_lead_was_lost_still_tells_its_story(tmp_path: Path) -> None:
    """As an interrupted crawl of an earlier version could leave it: the canonical article in another story."""
    with Store.open(str(tmp_path / "news.db")) as store:
        store.save([article(f"https://{site}.example/1", story("a"), published="2026-03-01") for site in "abc"])
        store.save([article("https://d.example/1", story("d"))])
        with store._writing() as connection:
            connection.exec_driver_sql("UPDATE verdicts SET cluster = 4 WHERE article = 1")
        with store.snapshot() as view:
            assert sorted(len(found.members) for found in view.stories(Selection())) == [2, 2]
