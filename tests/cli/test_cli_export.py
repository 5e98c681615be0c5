from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsieve.article import Article, RemovalReason, Removed
from newsieve.record import SCHEMA
from newsieve.store import Store
from newsieve.urls import article_id, page_key, site_of
from tests.cli.calling import Call, story
from tests.schema_check import problems


def article(url: str, number: int, published: str) -> Article:
    return Article(
        id=article_id(page_key(url)),
        key=page_key(url),
        source=url,
        url=url,
        site=site_of(url),
        title=f"Story {number}",
        paragraphs=(story(number),),
        published=published,
        removed=(Removed("Photo: Oda Brill", RemovalReason.PHOTO_CREDIT),),
    )


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "filled.db"
    with Store.open(str(path)) as store:
        store.save(
            [
                article("https://hill.example/a", 1, "2026-01-02"),
                article("https://harbour.example/a", 1, "2026-01-01"),
                article("https://harbour.example/b", 5, "2026-01-01"),
            ]
        )
        store.settle()
    return path


def test_one_canonical_article_per_story_is_exported(call: Call, filled: Path) -> None:
    called = call("export", "--store", str(filled))
    assert called.code == 0
    assert [record["url"] for record in called.records] == ["https://harbour.example/a", "https://harbour.example/b"]
    assert "2 articles" in called.err


def test_all_exports_every_article_with_what_it_copies(call: Call, filled: Path) -> None:
    called = call("export", "--all", "--store", f"sqlite:///{filled}")
    assert [record["relation"] for record in called.records] == ["exact", None, None]
    assert called.records[0]["duplicate_of"] == called.records[1]["id"] == called.records[1]["cluster"]
    assert [problem for record in called.records for problem in problems(SCHEMA, record)] == []


def test_the_store_is_the_environments_where_none_is_given(
    call: Call, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSIEVE_STORE", str(filled))
    assert len(call("export").records) == 2


def test_the_store_is_newsieve_db_here_at_last(call: Call, filled: Path, tmp_path: Path) -> None:
    filled.rename(tmp_path / "newsieve.db")
    assert len(call("export", "--what", "articles").records) == 2


def test_a_file_appears_when_it_is_whole(call: Call, filled: Path, tmp_path: Path) -> None:
    called = call("export", "--store", str(filled), "-o", "out.jsonl")
    assert called.out == ""
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 2
    assert not (tmp_path / "out.jsonl.part").exists()


def test_a_store_that_is_not_there_is_not_made(call: Call, tmp_path: Path) -> None:
    called = call("export", "--store", "absent.db", "-o", "out.jsonl")
    assert (called.code, called.out) == (1, "")
    assert called.err == "newsieve: absent.db: no such store\n"
    assert list(tmp_path.iterdir()) == []


def test_a_store_without_articles_gives_no_file(call: Call, tmp_path: Path) -> None:
    Store.open(str(tmp_path / "empty.db")).close()
    called = call("export", "--store", "empty.db", "-o", "out.jsonl")
    assert called.code == 1
    assert "no article in this store yet" in called.err
    assert not (tmp_path / "out.jsonl").exists()


def test_what_is_no_store_is_refused_in_one_line(call: Call, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello " * 1000)
    called = call("export", "--store", "notes.txt")
    assert called.code == 1
    assert "notes.txt" in called.err
    assert called.err.count("\n") == 1


def test_schema_prints_the_schema_of_the_records(call: Call) -> None:
    called = call("schema")
    assert called.code == 0
    assert json.loads(called.out) == SCHEMA
