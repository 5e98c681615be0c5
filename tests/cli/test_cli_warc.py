"""Archives, from the crawl that writes them to the store that they are read into again."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from newsieve.store import Store
from tests.archives.test_folder import is_valid
from tests.cli.calling import Call, html_page, story
from tests.cli.serving import HURRY, Site, feed, newsieve, served
from tests.crash.test_full_disk import Disk, small

__all__ = ["small"]


SECRETS = 'DEFAULT_REQUEST_HEADERS={"Authorization": "Basic secret-word", "Cookie": "secret-word"}'


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    answers = {"/robots.txt": "", "/a": html_page("A", story(1)), "/b": html_page("B", story(5)), "/old": ">/b"}
    with served(Site({**answers})) as site:
        site.answers["/feed"] = feed(site, "/a", "/old", "/gone")
        source = f'[[source]]\nname = "Harbour Times"\nfeeds = ["{site.url}/feed"]\n'
        (tmp_path / "sources.toml").write_text(f'contact = "desk@harbour.example"\n{source}')
        yield site


def answers(path: Path) -> list[tuple[str, str | None, str]]:
    """Kind, status and path of each record but the first."""
    with path.open("rb") as file:
        records = ArchiveIterator(file)  # type: ignore[no-untyped-call]  # it has no types
        return [
            (r.rec_type, r.http_headers.get_statuscode() if r.rec_type == "response" else None, path_of(r.rec_headers))
            for r in records
            if r.rec_type != "warcinfo"
        ]


def path_of(headers: Any) -> str:
    return "/" + str(headers.get_header("WARC-Target-URI")).split("/", 3)[3]


def test_all_that_a_crawl_fetches_is_archived_and_gives_the_same_store_again(
    site: Site, tmp_path: Path, call: Call
) -> None:
    crawled = newsieve(tmp_path, "crawl", "--warc", "archive", "-s", SECRETS, *HURRY)
    assert crawled.returncode == 0, crawled.stderr
    [path] = (tmp_path / "archive").iterdir()
    assert is_valid(path)
    found = answers(path)
    assert sorted((status, path) for kind, status, path in found if kind == "response") == [
        ("200", "/a"),
        ("200", "/b"),
        ("200", "/feed"),
        ("200", "/robots.txt"),
        ("302", "/old"),
        ("404", "/.well-known/tdmrep.json"),
        ("404", "/gone"),
    ]
    assert sorted(path for kind, _, path in found if kind == "request") == sorted(site.asked)
    assert b"secret-word" not in gzip.decompress(path.read_bytes())
    read = call("reprocess", "archive", "--store", "again.db")
    assert (read.code, read.out) == (0, "")
    assert "2 pages: 2 added" in read.err
    assert exported(call, "again.db") == exported(call, "newsieve.db")
    assert "2 pages: 2 as before" in call("reprocess", "archive").err
    assert "read with these rules before; --again" in call("reprocess", "archive").err


def exported(call: Call, store: str) -> list[tuple[str, ...]]:
    found = call("export", "--all", "--store", store).records
    return sorted(tuple(one[name] for name in ("id", "source", "site", "text", "cluster")) for one in found)


def test_a_page_of_links_in_an_archive_of_ours_is_taken_for_none(site: Site, tmp_path: Path, call: Call) -> None:
    site.answers["/"] = html_page(
        "Harbour Times", story(9), '<link rel="alternate" type="application/rss+xml" href="/feed">'
    )
    crawled = newsieve(tmp_path, "crawl", f"{site.url}/", "--warc", "archive", *HURRY)
    assert "/" in [path for kind, _, path in answers(next((tmp_path / "archive").iterdir())) if kind == "response"]
    assert crawled.returncode == 0
    assert sorted(one["url"] for one in call("clean", "archive").records) == [f"{site.url}/a", f"{site.url}/b"]


def test_where_the_folder_cannot_be_written_nothing_is_fetched(site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    called = newsieve(tmp_path, "crawl", "--warc", "file", *HURRY)
    assert (called.returncode, called.stderr) == (1, "newsieve: file: cannot be written: is no folder\n")
    assert site.asked == []


def test_a_disk_that_gets_full_ends_the_crawl_and_what_is_archived_is_whole(
    site: Site, tmp_path: Path, small: Disk
) -> None:
    pictures = {f"/{n}": html_page(f"{n}", story(n)) + "<!--" + noise(n) + "-->" for n in range(30)}
    site.answers |= pictures
    site.answers["/feed"] = feed(site, *pictures)
    command = ["crawl", "--warc", str(small.folder / "archive"), *HURRY]
    full = newsieve(tmp_path, *command)
    assert full.returncode == 1
    [line] = full.stderr.splitlines()
    assert line.startswith(f"newsieve: {small.folder}/archive/newsieve-")
    assert line.endswith(": cannot be written: no space left on device")
    [path] = (small.folder / "archive").iterdir()
    assert is_valid(path)
    with Store.open(str(tmp_path / "newsieve.db"), create=False) as store:
        stored = {found.url for found, _ in store.articles()}
    archived = {f"{site.url}{path}" for kind, _, path in answers(path) if kind == "response"}
    assert stored <= archived, "what is stored is archived, too"
    small.grow()
    again = newsieve(tmp_path, *command)
    assert again.returncode == 0, again.stderr
    with Store.open(str(tmp_path / "newsieve.db"), create=False) as store:
        assert store.counts().articles == 30


def noise(number: int) -> str:
    """What no compression makes small."""
    return random.Random(number).randbytes(80_000).hex()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [([], "WARC|FOLDER"), (["absent"], "absent: no such file or directory"), (["."], ".: no archive in this folder")],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(call: Call, arguments: list[str], complaint: str) -> None:
    called = call("reprocess", *arguments)
    assert (called.code, called.out) == (2, "")
    assert complaint in called.err.splitlines()[-1]
    assert not Path("newsieve.db").exists()


def test_an_archive_without_pages_is_a_failure(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"no archive")
    called = call("reprocess", "a.warc.gz")
    assert called.code == 1
    assert called.err == "a.warc.gz: not a WARC file\nnewsieve: no page in these archives\n"
