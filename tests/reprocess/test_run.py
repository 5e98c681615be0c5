from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsieve.article import Recheck
from newsieve.extraction import rules
from newsieve.extraction.pool import ExtractionPool
from newsieve.reprocess import Fate, Reprocessed, reprocess
from newsieve.store import Keeper, Old
from newsieve.urls import article_id
from tests.archives.writing import http, packed, record
from tests.cli.calling import html_page, story
from tests.conftest import NewStore


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractionPool]:
    with ExtractionPool(1) as running:
        yield running


def url(number: int) -> str:
    return f"https://aldwick.example/{number}"


def capture(number: int, text: int | None = None, day: int = 14) -> bytes:
    page = html_page(f"Story {number}", story(number if text is None else text)).encode()
    return record(url(number), http(page), date=f"2025-03-{day}T18:00:00Z")


def write(path: Path, *records: bytes) -> str:
    path.write_bytes(packed(records))
    return str(path)


def texts(store: Keeper) -> dict[str, str]:
    return {found.key: found.text for found, _ in store.articles()}


def ids(store: Keeper) -> dict[str, tuple[str, datetime | None]]:
    return {found.key: (found.id, found.fetched_at) for found, _ in store.articles()}


def versions(store: Keeper, number: int) -> list[int]:
    """The days on which the versions of a page were captured."""
    history = store.history(url(number))
    assert history is not None
    return [version.fetched_at.day for version in history.versions if version.fetched_at]


def changed_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsieve.reprocess.run.rules_id", lambda: "0123456789abcdef")


def fates(found: Reprocessed) -> dict[Fate, int]:
    return {fate: number for fate, number in found.fates.items() if number}


def test_pages_are_added_then_done_before_then_as_before(
    new_store: NewStore, pool: ExtractionPool, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.warc.gz", *map(capture, range(5)), record(url(9), http(b"<p>nothing")))
    with Keeper.open(new_store()) as store:
        first = reprocess([path], store, pool)
        assert fates(first) == {Fate.ADDED: 5, Fate.DROPPED: 1}
        assert store.check().findings == ()
        before = ids(store)
        second = reprocess([path], store, pool)
        assert (second.done_before, second.pages) == (1, 0)
        third = reprocess([path], store, pool, again=True)
        assert fates(third) == {Fate.AS_BEFORE: 5, Fate.DROPPED: 1}
        assert ids(store) == before


def test_what_was_stored_by_other_rules_reads_as_today_and_stands_where_it_belongs(
    new_store: NewStore, pool: ExtractionPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids and moments stay, and clusters are those of a store that was filled by today's rules alone."""
    path = write(tmp_path / "a.warc.gz", *(capture(n, n % 3) for n in range(6)))
    with Keeper.open(new_store()) as store, Keeper.open(new_store()) as fresh:
        reprocess([path], fresh, pool)
        reprocess([path], store, pool)
        before = ids(store)
        with store._writing() as connection:
            connection.exec_driver_sql(
                "UPDATE articles SET paragraphs = '[\"Cookies.\"]', title = 'x', settled = false"
            )
        store.settle()
        changed_rules(monkeypatch)
        done = reprocess([path], store, pool)
        assert fates(done) == {Fate.UPDATED: 6}
        assert ids(store) == before
        told = {found.key: (found.text, verdict) for found, verdict in store.articles()}
        assert told == {found.key: (found.text, verdict) for found, verdict in fresh.articles()}
        assert len({verdict.cluster for _, verdict in told.values()}) == 3
        assert store.check().findings == ()


@pytest.mark.parametrize("new_store", ["sqlite"], indirect=True)
def test_of_several_captures_the_latest_stays_whatever_the_order_of_the_files(
    new_store: NewStore, pool: ExtractionPool, tmp_path: Path
) -> None:
    late = write(tmp_path / "a.warc.gz", capture(1, 7, day=20), capture(2, 2, day=20))
    early = write(tmp_path / "b.warc.gz", capture(1, 5, day=10), capture(1, 6, day=12), capture(3, 3, day=12))
    for paths in ([late, early], [early, late]):
        with Keeper.open(new_store()) as store:
            done = reprocess(paths, store, pool)
            assert fates(done) == {Fate.ADDED: 3, Fate.UPDATED: 2}
            assert story(7).split(".")[0] in texts(store)[url(1)]
            days = versions(store, 1)
        with Keeper.open(new_store()) as store:
            reprocess([late], store, pool)
            assert fates(reprocess([early], store, pool)) == {Fate.OLDER: 2, Fate.ADDED: 1}
            assert story(7).split(".")[0] in texts(store)[url(1)]
            assert versions(store, 1) == days == [10, 12, 20]
            assert fates(reprocess([early, late], store, pool, again=True)) == {Fate.OLDER: 2, Fate.AS_BEFORE: 3}
            assert versions(store, 1) == days
            assert store.check().findings == ()


def test_of_an_article_that_has_moved_the_captures_at_both_addresses_are_its_own(
    store: Keeper, pool: ExtractionPool, tmp_path: Path
) -> None:
    reprocess([write(tmp_path / "a.warc.gz", capture(1, day=10))], store, pool)
    [(first, _)] = store.articles()
    at, key = datetime(2025, 3, 12, 18, tzinfo=UTC), url(2)
    store.save([replace(first, id=article_id(key), key=key, url=key, fetched_at=at, recheck=Recheck(first.id))])
    assert ids(store) == {key: (first.id, first.fetched_at)}
    captures = write(tmp_path / "b.warc.gz", capture(1, day=10), capture(2, 1, day=12))
    assert fates(reprocess([captures], store, pool)) == {Fate.AS_BEFORE: 1, Fate.UPDATED: 1}  # its headline changed
    assert ids(store) == {key: (first.id, at)}
    assert versions(store, 2) == [10, 12]


@pytest.mark.parametrize("new_store", ["sqlite"], indirect=True)
def test_a_later_capture_of_less_than_half_does_not_take_the_place_of_the_whole(
    store: Keeper, pool: ExtractionPool, tmp_path: Path
) -> None:
    whole = record(url(1), http(html_page("Story 1", ". ".join(map(story, (1, 2, 3)))).encode()))
    less = record(url(1), http(html_page("Story 1", story(1)).encode()), date="2025-04-14T18:00:00Z")
    reprocess([write(tmp_path / "a.warc.gz", whole)], store, pool)
    before = texts(store)
    assert fates(reprocess([write(tmp_path / "b.warc.gz", less)], store, pool)) == {Fate.KEPT: 1}
    assert texts(store) == before


def test_what_was_pruned_stays_away(store: Keeper, pool: ExtractionPool, tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", capture(1, day=10), capture(2, day=20))
    reprocess([path], store, pool)
    assert store.prune(Old(datetime(2025, 3, 15, tzinfo=UTC))).articles == 1
    assert fates(reprocess([path], store, pool, again=True)) == {Fate.PRUNED: 1, Fate.AS_BEFORE: 1}
    assert texts(store).keys() == {url(2)}


@pytest.mark.parametrize("new_store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("one_member", [False, True])
def test_what_was_broken_off_goes_on_where_it_was(
    new_store: NewStore, pool: ExtractionPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_member: bool
) -> None:
    monkeypatch.setattr("newsieve.reprocess.run.BATCH", 2)
    monkeypatch.setattr("newsieve.reprocess.run.MARK_EVERY", 1)
    path = write(tmp_path / "a.warc.gz", *map(capture, range(12)))
    if one_member:
        Path(path).write_bytes(gzip.compress(b"".join(map(capture, range(12)))))

    def interrupt(done: int, _total: int) -> None:
        if done == 6:
            raise KeyboardInterrupt

    with Keeper.open(new_store()) as store:
        found = Reprocessed()
        with pytest.raises(KeyboardInterrupt):
            reprocess([path], store, pool, progress=interrupt, done=found)
        assert (found.pages, len(texts(store))) == (6, 6)
        rest = reprocess([path], store, pool)
        assert rest.fates[Fate.ADDED] == 6
        assert rest.pages == (12 if one_member else 7), "the last record that was stored is where it goes on"
        assert len(texts(store)) == 12


def test_how_far_it_is_is_judged_by_the_bytes_that_are_left(
    store: Keeper, pool: ExtractionPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsieve.reprocess.run.BATCH", 5)
    paths = [write(tmp_path / f"{n}.warc.gz", *map(capture, range(20 * n, 20 * n + 20))) for n in range(2)]
    told: list[tuple[int, int]] = []
    reprocess(paths, store, pool, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == list(range(5, 41, 5))
    assert all(done <= total <= 60 for done, total in told)
    assert 35 <= told[4][1] <= 45


def test_an_archive_that_cannot_be_read_is_told_and_the_others_are_read(
    store: Keeper, pool: ExtractionPool, tmp_path: Path
) -> None:
    bad = tmp_path / "a.warc.gz"
    bad.write_bytes(b"no archive")
    done = reprocess([str(bad), write(tmp_path / "b.warc.gz", capture(1))], store, pool)
    assert done.unreadable == [f"{bad}: not a WARC file"]
    assert fates(done) == {Fate.ADDED: 1}


def test_the_rules_have_a_name_that_changes_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    today = rules.rules_id.__wrapped__
    names: Sequence[str] = [today(), today()]
    monkeypatch.setattr("newsieve.extraction.rules.version", lambda _: "1")
    assert names[0] == names[1] != today()
    assert len(names[0]) == 16
