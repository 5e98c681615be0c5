"""Several at once on one store; and the same articles in each kind of database."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsieve.article import Article
from newsieve.store import Store, stories
from newsieve.store import settle as settling
from newsieve.store.database import open_engine, reading
from tests.conftest import NewStore
from tests.postgres import Postgres
from tests.store.stories import article, paragraph, story

FOOTER = "The Harrow Lantern is paid for by its readers and by nobody else, and has been since the mill closed."
STORIES = 10


def arriving(site: str) -> list[Article]:
    """What one site tells: stories that the others tell too, in other words here and there, and its own footer."""
    return [
        article(
            f"https://{site}.example/{'Ab' if i % 2 else 'aB'}-{i}",
            (*story(f"s{i}")[: 6 - i % 2], paragraph(f"{site}-{i}"), f"{FOOTER} {site}."),
            published=f"2026-03-01T{i % 20:02}:00:00Z",
        )
        for i in range(STORIES)
    ]


def write(url: str, site: str, small: int) -> None:
    """What a process of its own does: a few articles at a time, and it settles each time."""
    settling.SMALL = small
    with Store.open(url) as store:
        articles = arriving(site)
        for i in range(0, len(articles), 3):
            store.save(articles[i : i + 3])
            store.settle()


def told(url: str) -> list[tuple[object, ...]]:
    """All that a settled store tells of its articles."""
    with Store.open(url, create=False) as store:
        return sorted(
            (found.key, found.text, verdict.cluster, verdict.duplicate_of, verdict.relation, verdict.similarity)
            for found, verdict in store.articles()
        )


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


@pytest.mark.parametrize("small", [settling.SMALL, 0])
def test_two_processes_that_write_and_settle_at_once_lose_nothing_and_end_like_one(
    new_store: NewStore, small: int, tmp_path: Path, processes: ProcessPoolExecutor
) -> None:
    shared, alone = new_store(), str(tmp_path / "alone.db")
    for done in [processes.submit(write, shared, site, small) for site in ("lantern", "mirror")]:
        done.result(120)
    with Store.open(alone) as store:
        store.save(arriving("lantern") + arriving("mirror"))
        store.settle()
    assert len(told(shared)) == 2 * STORIES
    assert told(shared) == told(alone)


def test_the_same_articles_are_told_alike_by_both_databases(postgres: Postgres, tmp_path: Path) -> None:
    articles = [one for site in ("lantern", "Mirror", "third") for one in arriving(site)]
    articles[0] = replace(articles[0], title="A\0 \ud800 title", language="x-the-dialect-of-the-harrow-valley")
    articles[1] = replace(articles[1], published="on the first of March, late in the evening, as far as is known")
    with postgres.database() as url:
        for place in (file := str(tmp_path / "news.db"), url):
            with Store.open(place) as store:
                store.save(articles[:20])
                store.settle()
                store.save(articles[20:])
                store.settle()
                assert store.settle().looked_at == 0
        assert told(url) == told(file)
        with Store.open(url) as one, Store.open(file) as other:
            assert [found for found, _ in one.articles()] == [found for found, _ in other.articles()]
            assert one.syndicated() == other.syndicated()
            assert one.counts() == other.counts()


@pytest.mark.parametrize("small", [settling.SMALL, 0])
def test_what_arrives_after_the_paragraphs_were_judged_is_judged_the_next_time(
    store: Store, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(settling, "SMALL", small)
    first, second, late = [article(f"https://lantern.example/{i}", (*story(f"s{i}"), FOOTER)) for i in range(3)]
    store.save([first, second])
    judge = settling._judge_paragraphs

    def judge_and_let_another_write(engine: Engine, touched: Iterable[int]) -> dict[int, int]:
        judged = judge(engine, touched)
        store.save([late])
        return judged

    with monkeypatch.context() as patch:
        patch.setattr(settling, "_judge_paragraphs", judge_and_let_another_write)
        store.settle()
    store.settle()
    assert [FOOTER in found.text for found, _ in store.articles()] == [False] * 3


def test_a_reader_sees_one_moment_while_others_write(store: Store) -> None:
    engine = open_engine(store.url, create=False)
    with reading(engine) as connection:
        before = stories.counts(connection)
        store.save([article("https://a.example/1", story("a"))])
        assert stories.counts(connection) == before
    with reading(engine) as connection:
        assert stories.counts(connection).articles == before.articles + 1
    engine.dispose()


def test_a_settling_waits_for_another_of_the_same_store(store: Store) -> None:
    store.save([article(f"https://{site}.example/1", story("a")) for site in ("a", "b")])
    order: list[str] = []

    def settle_too() -> None:
        with Store.open(store.url) as other:
            other.settle()
            order.append("second")

    second = threading.Thread(target=settle_too)

    def meanwhile(done: int, _all: int) -> None:
        if done == 1:
            second.start()
            second.join(0.5)
            order.append("first")

    store.settle(meanwhile)
    second.join()
    assert order == ["first", "second"]
