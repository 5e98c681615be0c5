"""The command line with a store in PostgreSQL."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from newsieve.store import shown
from tests.cli.calling import Call, html_page, story
from tests.cli.serving import HURRY, Site, feed, newsieve, served
from tests.postgres import Postgres

SECRET = "postgres:secret@"  # a password that this server asks nobody for


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    copied = f"{story(1)} And so it stays."
    pages = {"/a": html_page("A", story(1)), "/b": html_page("B", story(5)), "/c": html_page("A copy", copied)}
    with served(Site({"/robots.txt": "", **pages})) as site:
        site.answers["/feed"] = feed(site, "/a", "/b")
        site.answers["/copies"] = feed(site, "/c")
        yield site


@dataclass(frozen=True)
class Crawled:
    """A store, named with a password, and the call that filled it."""

    url: str
    folder: Path
    called: CompletedProcess[str]


@pytest.fixture(scope="module")
def crawled(site: Site, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("crawled")
    tables = (f'[[source]]\nname = "{name}"\nfeeds = ["{site.url}/{name}"]\n' for name in ("feed", "copies"))
    (folder / "sources.toml").write_text("".join(tables))
    with postgres.database("template0") as url:
        named = url.replace("postgres@", SECRET, 1)
        yield Crawled(named, folder, newsieve(folder, "crawl", "--store", named, "--verbose", *HURRY))


def test_a_site_is_crawled_into_postgresql_and_its_password_is_never_shown(crawled: Crawled) -> None:
    called = crawled.called
    assert called.returncode == 0, called.stderr
    assert "3  new articles" in called.stderr
    assert "secret" not in called.stdout + called.stderr
    assert not (crawled.folder / "newsieve.db").exists()


def test_what_a_postgresql_store_knows_is_not_fetched_again(crawled: Crawled) -> None:
    again = newsieve(crawled.folder, "crawl", *HURRY, NEWSIEVE_STORE=crawled.url)
    assert again.returncode == 0
    assert "3  pages known already, not fetched again" in again.stderr


def test_articles_are_exported_from_postgresql(crawled: Crawled, site: Site, call: Call) -> None:
    exported, everything = call("export", "--store", crawled.url), call("export", "--store", crawled.url, "--all")
    assert exported.code == everything.code == 0
    assert [len(exported.records), len(everything.records)] == [2, 3]
    assert {record["url"] for record in everything.records} == {f"{site.url}/{name}" for name in "abc"}
    assert [record["relation"] for record in everything.records if record["duplicate_of"]] == ["near"]


def test_stories_and_explanations_are_told_from_postgresql(crawled: Crawled, site: Site, call: Call) -> None:
    told = call("stories", "--store", crawled.url, "--format", "jsonl")
    assert [(one["sites"], one["articles"]) for one in told.records] == [(2, 2)]
    one = call("explain", f"{site.url}/c", "--store", crawled.url)
    two = call("explain", f"{site.url}/a", f"{site.url}/c", "--store", crawled.url)
    assert (one.code, two.code) == (0, 0)
    assert told.records[0]["cluster"] in two.out
    assert "the store has them in one story" in two.out
    absent = call("explain", f"{site.url}/none", "--store", crawled.url)
    assert (absent.code, absent.out) == (1, "")
    assert f"not in {shown(crawled.url)}" in absent.err


def test_doctor_examines_a_store_in_postgresql(crawled: Crawled, call: Call) -> None:
    line = next(line for line in call("doctor", "--store", crawled.url).out.splitlines() if " store " in line)
    assert line.startswith("ok")
    assert line.endswith("can be written; 3 articles, 2 stories")
    assert "secret" not in line


def test_scraped_pages_are_told_by_what_the_postgresql_store_holds(
    crawled: Crawled, site: Site, tmp_path: Path
) -> None:
    called = newsieve(tmp_path, "scrape", f"{site.url}/a", "--store", crawled.url, *HURRY)
    [record] = [json.loads(line) for line in called.stdout.splitlines()]
    assert (called.returncode, record["status"], record["relation"]) == (0, "article", "near")


def test_records_are_judged_alike_in_postgresql_and_in_a_file(postgres: Postgres, call: Call, tmp_path: Path) -> None:
    mark = "\0é\ud800"  # what JSON can say and databases cannot
    given = [
        {"id": mark * 2_000, "text": story(1), "site": mark * 20_000, "published": "2026-01-01", "title": mark},
        {"id": "b", "text": story(1), "url": f"https://harbour.example/{os.urandom(4_000).hex()}"},
        {"id": "c", "text": story(5), "url": f"https://harbour.example/?{os.urandom(4_000).hex()}"},
    ]
    lines = b"".join(json.dumps(record).encode() + b"\n" for record in given)
    with postgres.database() as url:
        called = [call("dedup", "-", "--store", store, stdin=lines) for store in (url, str(tmp_path / "news.db"), url)]
    assert {one.code for one in called} == {0}
    assert len({one.out for one in called}) == 1
    assert [record["relation"] for record in called[0].records] == [None, "exact", None]


ABSENT = "postgresql://ina:secret@127.0.0.1:1/news"
REFUSED = f"newsieve: {shown(ABSENT)}: cannot be opened: Connection refused\n"


@pytest.mark.parametrize("command", ["export", "stories", "explain 0123456789abcdef", "dedup -"])
@pytest.mark.parametrize("told", ["--quiet", "--verbose"])
def test_a_server_that_is_not_there_is_one_line_without_its_password(command: str, told: str, call: Call) -> None:
    called = call(*command.split(), "--store", ABSENT, told, stdin=b'{"text": "A text."}\n')
    assert (called.code, called.out, called.err) == (1, "", REFUSED)


@pytest.mark.parametrize("command", ["crawl", "scrape"])
def test_a_crawl_into_a_server_that_is_not_there_is_one_line_without_its_password(
    command: str, site: Site, tmp_path: Path
) -> None:
    called = newsieve(tmp_path, command, f"{site.url}/a", "--store", ABSENT, "--quiet")
    assert (called.returncode, called.stdout, called.stderr) == (1, "", REFUSED)


def test_doctor_tells_of_a_server_that_is_not_there(call: Call) -> None:
    called = call("doctor", "--store", ABSENT, "--quiet")
    assert called.code == 1
    assert f"{shown(ABSENT)}: cannot be opened: Connection refused" in called.out
    assert "secret" not in called.out + called.err


def test_without_the_driver_a_command_names_the_extra(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    called = call("export", "--store", ABSENT)
    assert (called.code, called.out) == (2, "")
    assert called.err == "newsieve: PostgreSQL needs the extra: pip install 'newsieve[postgres]'\n"


def test_a_store_that_cannot_be_reached_is_one_line_without_its_password(call: Call, postgres: Postgres) -> None:
    called = call("export", "--store", postgres.url("absent", user="postgres:secret"))
    assert (called.code, called.out) == (1, "")
    assert called.err.startswith("newsieve: postgresql://postgres:***@/absent?host=")
    assert called.err.endswith('cannot be opened: database "absent" does not exist\n')


def test_an_empty_store_is_named_without_its_password(call: Call, postgres: Postgres) -> None:
    with postgres.database() as url:
        called = call("export", "--store", url.replace("postgres@", SECRET, 1))
    assert called.code == 1
    assert "no article in this store yet" in called.err
    assert "secret" not in called.err


def test_a_demo_replaces_only_files(call: Call) -> None:
    called = call("demo", "--store", "postgresql://ina:secret@db.example/news")
    assert (called.code, called.out) == (2, "")
    assert called.err == (
        "newsieve: postgresql://ina:***@db.example/news: a demo replaces its store, and so takes only a file\n"
    )
