"""The command line with a store in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calling import Call, html_page, story
from tests.cli.serving import HURRY, Site, feed, newsieve, served
from tests.postgres import Postgres


@pytest.fixture
def site() -> Iterator[Site]:
    copied = f"{story(1)} And so it stays."
    pages = {"/a": html_page("A", story(1)), "/b": html_page("B", story(5)), "/c": html_page("A copy", copied)}
    with served(Site({"/robots.txt": "", **pages})) as site:
        site.answers["/feed"] = feed(site, "/a", "/b")
        site.answers["/copies"] = feed(site, "/c")
        yield site


def test_a_site_is_crawled_into_postgresql_and_exported_from_it(
    site: Site, postgres: Postgres, call: Call, tmp_path: Path
) -> None:
    tables = (f'[[source]]\nname = "{name}"\nfeeds = ["{site.url}/{name}"]\n' for name in ("feed", "copies"))
    (tmp_path / "sources.toml").write_text("".join(tables))
    with postgres.database("template0") as url:
        secret = url.replace("postgres@", "postgres:secret@", 1)  # a password that nobody asks for
        first = newsieve(tmp_path, "crawl", "--store", secret, "--verbose", *HURRY)
        assert first.returncode == 0, first.stderr
        assert "3  new articles" in first.stderr
        assert "secret" not in first.stdout + first.stderr
        second = newsieve(tmp_path, "crawl", *HURRY, NEWSIEVE_STORE=url)
        assert second.returncode == 0
        assert "3  pages known already, not fetched again" in second.stderr
        exported = call("export", "--store", url)
        everything = call("export", "--store", url, "--all")
    assert exported.code == everything.code == 0
    assert [len(exported.records), len(everything.records)] == [2, 3]
    assert {record["url"] for record in everything.records} == {f"{site.url}/{name}" for name in "abc"}
    assert [record["relation"] for record in everything.records if record["duplicate_of"]] == ["near"]
    assert not (tmp_path / "newsieve.db").exists()


def test_a_store_that_cannot_be_reached_is_one_line_without_its_password(call: Call, postgres: Postgres) -> None:
    called = call("export", "--store", postgres.url("absent", user="postgres:secret"))
    assert (called.code, called.out) == (1, "")
    assert called.err.startswith("newsieve: postgresql://postgres:***@/absent?host=")
    assert called.err.endswith('cannot be opened: database "absent" does not exist\n')


def test_an_empty_store_is_named_without_its_password(call: Call, postgres: Postgres) -> None:
    with postgres.database() as url:
        called = call("export", "--store", url.replace("postgres@", "postgres:secret@", 1))
    assert called.code == 1
    assert "no article in this store yet" in called.err
    assert "secret" not in called.err


def test_a_demo_replaces_only_files(call: Call) -> None:
    called = call("demo", "--store", "postgresql://ina:secret@db.example/news")
    assert (called.code, called.out) == (2, "")
    assert called.err == (
        "newsieve: postgresql://ina:***@db.example/news: a demo replaces its store, and so takes only a file\n"
    )
