from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from newsieve.article import Article
from newsieve.store import Keeper
from tests.conftest import NewStore
from tests.store.stories import article, paragraph, story

FOOTER = "The Harrow Lantern is paid for by its readers and by nobody else, and has been since the mill closed."


def stream(seed: int, length: int = 40) -> Iterator[Article]:
    """What random crawls bring: stories in versions on many sites, digests, boilerplate, pages that come again."""
    rnd = random.Random(seed)
    for i in range(length):
        site = rnd.choice(["lantern", "mirror", "third", "late"])
        text = story(f"s{rnd.randrange(14)}")[rnd.randrange(2) : rnd.randint(4, 6)]
        if rnd.random() < 0.15:
            text += story(f"s{rnd.randrange(14)}")
        if rnd.random() < 0.4:
            text = (*text, paragraph(f"own{i}", 12))
        if site == "lantern":
            text = (*text, FOOTER)
        yield replace(
            article(f"https://{site}.example/{rnd.randrange(30)}", text), published=f"2026-03-{i % 28 + 1:02}"
        )


def fill(store: Keeper, seed: int) -> None:
    rnd, arriving = random.Random(seed), list(stream(seed))
    while arriving:
        size = rnd.randint(1, 9)
        store.save(arriving[:size])
        arriving = arriving[size:]
        if rnd.random() < 0.4:
            store.settle()
    store.settle()


def found(store: Keeper) -> set[str]:
    return {finding.about for finding in store.check().findings}


def contents(store: Keeper) -> list[list[str]]:
    """Every derived row, in words that do not depend on when it was written."""
    tables = ("signatures", "bands", "paragraphs", "repeated", "verdicts")
    with store._reading() as connection:
        rows = (connection.exec_driver_sql(f"SELECT * FROM {name}") for name in tables)
        return [
            sorted(str([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in each) for each in rows
        ]


@pytest.mark.parametrize(("new_store", "seed", "small"), [
    *(("sqlite", seed, small) for seed in range(3) for small in (0, 500)),
    ("postgresql", 0, 0),
], indirect=["new_store"])  # fmt: skip
def test_a_healthy_store_checks_clean_whatever_was_crawled(
    new_store: NewStore, monkeypatch: pytest.MonkeyPatch, seed: int, small: int
) -> None:
    monkeypatch.setattr("newsieve.store.settle.SMALL", small)
    with Keeper.open(new_store()) as store:
        fill(store, seed)
        report = store.check()
        assert report.findings == ()
        assert report.articles == report.examined > 20
        store.save(list(stream(seed + 100, 5)))
        unsettled = store.check()
        assert unsettled.findings == ()
        assert unsettled.unsettled > 0


DAMAGES = {
    "signatures": [
        "DELETE FROM signatures WHERE article = 3",
        "UPDATE signatures SET hashes = (SELECT hashes FROM signatures WHERE article = 5) WHERE article = 4",
    ],
    "bands": [
        "DELETE FROM bands WHERE article = 3 AND key = (SELECT min(key) FROM bands WHERE article = 3)",
        "INSERT INTO bands (key, article) VALUES (77, 3)",
        "INSERT INTO bands (key, article) VALUES (77, 99999)",
        "UPDATE bands SET key = key + 1 WHERE article = 6",
    ],
    "paragraphs": [
        "DELETE FROM paragraphs WHERE article = 3",
        "INSERT INTO paragraphs (key, article) VALUES (78, 4)",
        "INSERT INTO paragraphs (key, article) VALUES (78, 99999)",
    ],
    "repeated": ["DELETE FROM repeated", "UPDATE articles SET boilerplate = '[0]' WHERE n = 7"],
    "matches": [
        "DELETE FROM matches WHERE article = (SELECT max(article) FROM matches WHERE relation = 'near')",
        "UPDATE matches SET similarity = similarity / 2",
        "INSERT INTO matches (article, other, relation, similarity, containment) SELECT a.article, b.article, "
        "'near', 0.9, 0.9 FROM verdicts AS a, verdicts AS b WHERE a.cluster < b.cluster LIMIT 1",
    ],
    "verdicts": [
        "DELETE FROM verdicts WHERE article = 3",
        "UPDATE verdicts SET cluster = article, duplicate_of = NULL, relation = NULL WHERE duplicate_of IS NOT NULL",
        "UPDATE verdicts SET cluster = (SELECT min(article) FROM verdicts)",
        "UPDATE verdicts SET relation = 'excerpt' WHERE relation = 'near'",
    ],
    "pages": ["DELETE FROM pages WHERE outcome = 'article'"],
    "changes": ["DELETE FROM changes WHERE article = 3", "UPDATE changes SET record = 9999 WHERE article = 3"],
    "requests": [
        "INSERT INTO requests (n, key, scope, lane, rank, story, body, holder) VALUES (1, 1, 1, 'x y', 0, true, '', 9)"
    ],
    "hosts": ["INSERT INTO hosts (host, holder, wanted) VALUES ('a.example', 9, false)"],
    "articles": ["UPDATE articles SET id = 'ffffffffffffffff' WHERE n = 3"],
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in a file that is sound, to be copied and damaged."""
    path = tmp_path_factory.mktemp("sound") / "news.db"
    with Keeper.open(str(path)) as store:
        fill(store, 3)
    return path


@pytest.mark.parametrize(("about", "damage"), [(about, one) for about, some in DAMAGES.items() for one in some])
def test_each_damage_is_found_and_repaired(sound: Path, tmp_path: Path, about: str, damage: str) -> None:
    with Keeper.open(str(shutil.copy(sound, tmp_path))) as store:
        before = contents(store)
        assert about in inflict(store, damage)
        report = store.check()
        assert all(finding.is_curable for finding in report.findings)
        store.repair(report.findings)
        assert store.check().findings == ()
        assert contents(store) == before


@pytest.mark.parametrize("new_store", ["postgresql"], indirect=True)
def test_many_damages_are_found_and_repaired_in_postgresql(new_store: NewStore) -> None:
    with Keeper.open(new_store()) as store:
        fill(store, 3)
        before = contents(store)
        kinds = [about for about in DAMAGES if about not in ("matches", "verdicts")]
        assert inflict(store, *(DAMAGES[about][-1] for about in kinds)) == set(kinds)
        store.repair(store.check().findings)
        assert contents(store) == before
        for about in ("matches", "verdicts"):
            assert about in inflict(store, DAMAGES[about][0])
            store.repair(store.check().findings)
            assert contents(store) == before
        assert store.check().findings == ()


def inflict(store: Keeper, *damages: str) -> set[str]:
    """What is found to be wrong after these damages."""
    with store._writing() as connection:
        for damage in damages:
            assert connection.exec_driver_sql(damage).rowcount
    return found(store)


@pytest.fixture
def damaged(sound: Path, tmp_path: Path) -> Callable[[str], Keeper]:
    """A store in a file, damaged past what the database itself would let through."""

    def damaged(statement: str) -> Keeper:
        store = Keeper.open(str(shutil.copy(sound, tmp_path)))
        with store._engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys=OFF")
            assert raw.execute(statement).rowcount
            raw.execute("PRAGMA foreign_keys=ON")
        return store

    return damaged


@pytest.mark.parametrize("table", ["signatures", "matches", "verdicts", "changes"])
def test_rows_of_articles_that_are_gone_are_found_and_removed(damaged: Callable[[str], Keeper], table: str) -> None:
    with damaged(f"DELETE FROM articles WHERE n IN (SELECT article FROM {table} LIMIT 2)") as store:
        report = store.check()
        assert {"bands", "paragraphs", table} <= {finding.about for finding in report.findings}
        store.repair(report.findings)
        assert store.check().findings == ()


def test_an_article_that_cannot_be_read_is_told_and_nothing_else_is_lost(damaged: Callable[[str], Keeper]) -> None:
    with damaged("UPDATE articles SET paragraphs = '[\"half' WHERE n = 3") as store:
        [finding] = [finding for finding in store.check().findings if finding.about == "articles"]
        assert finding.told.startswith("1 cannot be read; fetched again, they would be: https://")
        assert not finding.is_curable


def test_an_index_of_the_file_that_missed_something_is_made_anew(sound: Path, tmp_path: Path) -> None:
    path = str(shutil.copy(sound, tmp_path))
    hidden = "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master WHERE name = 'ix_verdicts_cluster'"
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA writable_schema=ON")
        row = raw.execute(hidden).fetchone()
        raw.execute("DELETE FROM sqlite_master WHERE name = 'ix_verdicts_cluster'")
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("DELETE FROM verdicts WHERE article = 8")
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
    with Keeper.open(path) as store:
        report = store.check()
        assert "wrong # of entries in index ix_verdicts_cluster" in {finding.told for finding in report.findings}
        store.repair(report.findings)
        assert store.check().findings == ()


def test_a_file_that_is_damaged_itself_is_told_and_left_alone(sound: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(sound, tmp_path))
    with path.open("r+b") as file:
        file.seek(-8 * 4096, 2)
        file.write(b"\xff" * 4096)
    with Keeper.open(str(path)) as store:
        findings = store.check().findings
        assert {finding.about for finding in findings} == {"file"}
        assert not any(finding.is_curable for finding in findings)


def test_a_sample_is_examined_evenly(store: Keeper) -> None:
    fill(store, 1)
    report = store.check(sample=5)
    assert (report.examined, report.findings) == (5, ())
