from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from newsieve.article import DropReason
from newsieve.demo import DemoWeb
from newsieve.store import Store
from tests.archives.writing import http, packed, record
from tests.crawl.one_crawl import ROOT, crawl

HURRY = ["DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=false", "CONCURRENT_REQUESTS_PER_DOMAIN=8"]
SLOW_STAGES = {"ITEM_PIPELINES": {"tests.spiders.slow.Slow": 1}}


def url(number: int) -> str:
    return f"https://aldwick.example/{number}"


def archive(path: Path, *numbers: int) -> str:
    path.write_bytes(packed(record(url(n), http(f"<p>story {n}</p>".encode())) for n in numbers))
    return str(path)


def test_a_folder_of_archives_is_read_in_order_without_the_network(tmp_path: Path) -> None:
    archive(tmp_path / "a.warc.gz", *range(40))
    archive(tmp_path / "b.warc.gz", *range(40, 50))
    done = crawl("warc", path=str(tmp_path))
    assert [page.url for page in done.pages] == [url(n) for n in range(50)]
    assert done.stats.get("downloader/request_count", 0) == 0
    assert done.log == ""


def test_pages_are_read_no_faster_than_the_stages_take_them(tmp_path: Path) -> None:
    done = crawl("warc", SLOW_STAGES, path=archive(tmp_path / "a.warc.gz", *range(400)))
    assert done.stats["item_scraped_count"] == 400
    assert 16 <= done.stats["most_under_way"] <= 64


def test_what_is_broken_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"no archive")
    path = archive(tmp_path / "b.warc.gz", 1, 2)
    with Path(path).open("ab") as file:
        file.write(packed([record(url(3), http(b"?", "Content-Type: text/html", "Content-Encoding: gzip"))]))
    done = crawl("warc", path=str(tmp_path))
    assert [page.url for page in done.pages] == [url(1), url(2)]
    assert [(drop.url, drop.reason, drop.detail) for drop in done.dropped] == [
        (url(3), DropReason.BROKEN_RECORD, "broken gzip")
    ]
    assert "a.warc: not a WARC file" in done.log
    assert "Traceback" not in done.log


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "the spider warc needs -a path=FILE or -a path=FOLDER"),
        ({"path": "absent.warc"}, "absent.warc: no such file or directory"),
        ({"path": "docs"}, "docs: no archive in this folder: expected files that end in .warc or .warc.gz"),
    ],
)
def test_a_wrong_call_ends_in_one_line(arguments: dict[str, Any], said: str) -> None:
    done = crawl("warc", **arguments)
    assert (done.items, done.stats["finish_reason"]) == ([], "usage_error")
    (line,) = done.log.strip().splitlines()
    assert line.endswith(said)


def test_an_archive_of_a_crawl_read_back_gives_the_same_articles_and_stories(tmp_path: Path) -> None:
    with DemoWeb(outlets=6, articles=60) as web:
        homes = " ".join(home for _, home in web.sources)
        scrapy(tmp_path / "crawled.db", "site", f"url={homes}")
        pages = [(truth.url, fetched(truth.url)) for truth in web.truth.pages]
    (tmp_path / "crawl.warc.gz").write_bytes(packed(record(url, answer) for url, answer in pages))
    scrapy(tmp_path / "read.db", "warc", f"path={tmp_path / 'crawl.warc.gz'}")
    crawled, read = told(tmp_path / "crawled.db"), told(tmp_path / "read.db")
    assert len(crawled) == 60
    assert read == crawled


def scrapy(store: Path, spider: str, argument: str) -> None:
    """Scrapy's own command, with the stages and the store of the settings."""
    command = [sys.executable, "-m", "scrapy", "crawl", spider, "-a", argument]
    for setting in HURRY:
        command += ["-s", setting]
    environment = os.environ | {"NEWSIEVE_STORE": str(store)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=240)


def fetched(url: str) -> bytes:
    with urlopen(url, timeout=10) as answer:
        return http(answer.read(), f"Content-Type: {answer.headers['Content-Type']}")


def told(path: Path) -> list[tuple[str, str, str]]:
    with Store.open(str(path), create=False) as store:
        return sorted((article.key, article.text, verdict.cluster) for article, verdict in store.articles())
