from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from newsieve.article import Article, Dropped, DropReason
from newsieve.reprocess import Fate, Known
from newsieve.reprocess.capture import judge
from tests.store.stories import article, story

URL = "https://a.example/1"
STORED = replace(
    article(URL, story("a"), published="2026-03-01T08:00:00Z", outlet="Aldwick Post"),
    source="https://a.example/s/1",
    via="https://a.example/feed",
    boilerplate=frozenset({1}),
)
ASIDE = Dropped(URL, URL, DropReason.INDEX_PAGE, fetched_at=STORED.fetched_at)


def again(*paragraphs: str, minutes: float = 0, published: str | None = "2026-03-01T08:00:00Z") -> Article:
    """The page as it is read from an archive: of no outlet, found in a file."""
    read = article(URL, paragraphs or story("a"), published=published)
    assert read.fetched_at
    return replace(read, via="a.warc.gz#12", fetched_at=read.fetched_at + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("outcome", "known", "fate"),
    [
        (again(), Known(), Fate.ADDED),
        (again(), Known(was_stored=True), Fate.PRUNED),
        (ASIDE, Known(), Fate.DROPPED),
        (again(), Known(STORED, True), Fate.AS_BEFORE),
        (again(*story("b")), Known(STORED, True), Fate.UPDATED),
        (again(*story("b"), minutes=3), Known(STORED, True), Fate.UPDATED),
        (again(*story("b"), minutes=-60), Known(STORED, True), Fate.OLDER),
        (again(*story("b"), minutes=60), Known(STORED, True), Fate.UPDATED),
        (again(minutes=60), Known(STORED, True), Fate.AS_BEFORE),
        (ASIDE, Known(STORED, True), Fate.KEPT),
        (again(published="2026-03-02"), Known(STORED, True), Fate.UPDATED),
        (again(published="2026-03-01"), Known(STORED, True), Fate.AS_BEFORE),
        (again(published=None), Known(STORED, True), Fate.AS_BEFORE),
    ],
)
def test_a_page_that_is_read_again_has_one_fate(outcome: Article | Dropped, known: Known, fate: Fate) -> None:
    assert judge(outcome, known).fate is fate


def test_the_same_fetch_keeps_its_id_its_outlet_and_when_and_how_it_was_found() -> None:
    told = judge(again(*story("b"), minutes=3), Known(STORED, True)).article
    assert told is not None
    assert told.paragraphs == story("b")
    kept = ("id", "outlet", "site", "source", "via", "fetched_at")
    assert [getattr(told, name) for name in kept] == [getattr(STORED, name) for name in kept]


def test_a_capture_without_a_date_is_taken_for_the_same_fetch() -> None:
    told = judge(replace(again(*story("b")), fetched_at=None), Known(STORED, True)).article
    assert told is not None
    assert (told.fetched_at, told.paragraphs) == (STORED.fetched_at, story("b"))


def test_an_article_that_has_moved_stays_where_it_is_now() -> None:
    moved = replace(STORED, url="https://a.example/2026/1", key="https://a.example/2026/1")
    told = judge(again(*story("b")), Known(moved, True)).article
    assert told is not None
    assert (told.id, told.url, told.key, told.paragraphs) == (moved.id, moved.url, moved.key, story("b"))


def test_an_earlier_capture_is_for_the_past() -> None:
    told = judge(again(*story("b"), minutes=-60), Known(STORED, True)).article
    assert told is not None
    assert STORED.fetched_at
    assert (told.fetched_at, told.outlet) == (STORED.fetched_at - timedelta(minutes=60), "Aldwick Post")
    assert judge(replace(ASIDE, fetched_at=told.fetched_at), Known(STORED, True)).article is None


def test_a_later_capture_is_a_fetch_of_its_own() -> None:
    told = judge(again(minutes=60), Known(STORED, True)).article
    assert told is not None
    assert STORED.fetched_at
    assert told.fetched_at == STORED.fetched_at + timedelta(minutes=60)
    assert (told.id, told.outlet, told.via) == (STORED.id, "Aldwick Post", "a.warc.gz#12")
