"""What becomes of each request of a crawl: the frontier has heard of it when the crawl ends, whatever its fate."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsieve.store import Store
from tests.crawl.one_crawl import Crawled, crawl
from tests.crawl.web import Web

ROOT = Path(__file__).resolve().parents[2]
STORY = "<h1>{title}</h1>" + "".join(
    f"<p>{{title}} is told in sentence {n}, which has as many words as a paragraph of a story has, and a full stop.</p>"
    for n in range(8)
)
STAGES = {
    "pipelines.extract_article.ExtractArticle": 100,
    "pipelines.drop_boilerplate.DropBoilerplate": 200,
    "pipelines.find_duplicates.FindDuplicates": 300,
    "tests.crawl.fateful.FailingStage": 350,
    "pipelines.store_article.StoreArticle": 400,
}
HURRY = [part for name in ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=false", "RETRY_TIMES=0") for part in ("-s", name)]


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as running:
        running.add("/robots.txt", "User-agent: *\nDisallow: /2026/03/private", kind="text/plain")
        yield running


def story(web: Web, name: str, **more: Any) -> str:
    return web.add(f"/2026/03/{name}-in-the-old-harbour", STORY.format(title=name), **more)


def home(web: Web, *stories: str) -> str:
    return web.add(
        "/", "".join(f'<article><h2><a href="{url}">A headline of {url}</a></h2></article>' for url in stories)
    )


def crawled(web: Web, tmp_path: Path, **more: Any) -> Crawled:
    settings = {
        "SCHEDULER": "newsieve.crawl.frontier.Frontier",
        "SPIDER_MODULES": ["spiders", "tests.crawl.fateful"],
        "ITEM_PIPELINES": STAGES,
        "NEWSIEVE_STORE": str(tmp_path / "news.db"),
        "NEWSIEVE_WORKERS": 1,
        "LOG_LEVEL": "CRITICAL",
        "RETRY_TIMES": 1,
    }
    return crawl("fateful", settings | more, url=web.url("/"))


def rows(tmp_path: Path) -> dict[str, tuple[bool, bool]]:
    """Whether each request of the frontier is done, and whether somebody holds it."""
    with sqlite3.connect(tmp_path / "news.db") as store:
        found = store.execute("SELECT n, done_at IS NOT NULL, holder IS NOT NULL FROM requests").fetchall()
    return {str(n): (bool(done), bool(held)) for n, done, held in found}


def test_every_fate_of_a_request_ends_its_lease(web: Web, tmp_path: Path) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        asked = [
            story(web, "an-article-told"),
            web.add("/2026/03/a-list-of-other-pages-it-is", "<ul><li>" * 3),
            web.add("/2026/03/a-page-that-has-long-gone", status=404),
            web.add("/2026/03/a-server-that-is-overloaded", status=503),
            web.redirect("/2026/03/an-old-address-of-a-story", "/2026/03/an-article-moved-in-the-old-harbour"),
            web.redirect("/2026/03/another-address-of-the-story", "/2026/03/an-article-told-in-the-old-harbour"),
            web.redirect("/2026/03/round-and-round-in-a-ring", "/2026/03/round-and-round-in-a-ring?again"),
            web.redirect("/2026/03/to-and-fro-between-two", "/2026/03/fro-and-to-between-two"),
            story(web, "slow-as-a-snail", delay=20),
            f"http://127.0.0.1:{deaf.getsockname()[1]}/2026/03/nobody-listens-at-this-port",
            web.add("/2026/03/far-too-big-for-a-page-of-news", STORY + "x" * 200_000),
            story(web, "callback-fails"),
            story(web, "dropped-by-a-stage"),
            story(web, "stage-fails"),
            story(web, "private"),
        ]
        story(web, "an-article-moved")
        web.redirect("/2026/03/fro-and-to-between-two", "/2026/03/to-and-fro-between-two")
        home(web, *asked)
        done = crawled(web, tmp_path, DOWNLOAD_MAXSIZE=100_000, DOWNLOAD_TIMEOUT=2, REDIRECT_MAX_TIMES=3)
    found = rows(tmp_path)
    assert len(found) >= len(asked) + 1
    assert set(found.values()) == {(True, False)}
    with Store.open(str(tmp_path / "news.db"), create=False) as store:
        assert {article.title for article, _ in store.articles()} == {"an-article-told", "an-article-moved"}
    with sqlite3.connect(tmp_path / "news.db") as told:
        query = "SELECT detail FROM pages WHERE key LIKE '%to-and-fro%'"
        assert {detail for (detail,) in told.execute(query)} == {"too many redirects"}
    assert web.times("/2026/03/an-article-told-in-the-old-harbour") == 1
    assert web.times("/2026/03/a-server-that-is-overloaded") == 2, "it is tried again"
    assert web.times("/2026/03/private-in-the-old-harbour") == 0
    assert done.stats["finish_reason"] == "finished"
    assert not list(tmp_path.glob("*-crawler-*"))


def test_a_page_that_answers_at_the_second_try_is_stored_and_its_lease_ends(web: Web, tmp_path: Path) -> None:
    slow = story(web, "late", delay=3)
    home(web, slow)
    crawled(web, tmp_path, DOWNLOAD_TIMEOUT=2, RETRY_TIMES=2)
    assert set(rows(tmp_path).values()) == {(True, False)}


def test_the_queue_in_the_store_holds_no_secret_and_nothing_that_is_executed(web: Web, tmp_path: Path) -> None:
    home(web, *(story(web, f"story-{n}") for n in range(3)))
    crawled(web, tmp_path, CLOSESPIDER_PAGECOUNT=1)
    with sqlite3.connect(tmp_path / "news.db") as store:
        bodies = [body for (body,) in store.execute("SELECT body FROM requests WHERE done_at IS NULL")]
    assert bodies
    assert all(set(json.loads(body)) == {"url", "read", "give_up", "meta", "told", "again"} for body in bodies)


def test_a_row_that_this_spider_cannot_read_is_left_out_and_the_crawl_goes_on(web: Web, tmp_path: Path) -> None:
    home(web, *(story(web, f"story-{n}") for n in range(3)))
    crawled(web, tmp_path, CLOSESPIDER_PAGECOUNT=1)
    with sqlite3.connect(tmp_path / "news.db") as store:
        [(first,)] = store.execute("SELECT min(n) FROM requests WHERE done_at IS NULL").fetchall()
        store.execute("UPDATE requests SET body = '{}' WHERE n = ?", (first,))
    store.close()
    crawled(web, tmp_path)
    assert set(rows(tmp_path).values()) == {(True, False)}
    with Store.open(str(tmp_path / "news.db"), create=False) as opened:
        assert opened.counts().articles >= 2


def test_a_slow_store_ends_no_crawl_early_and_keeps_none_from_its_end(web: Web, tmp_path: Path) -> None:
    home(web, *(story(web, f"story-{n}") for n in range(4)))
    done = crawled(web, tmp_path, EXTENSIONS={"tests.crawl.fateful.SlowStore": 1})
    assert done.stats["finish_reason"] == "finished"
    with Store.open(str(tmp_path / "news.db"), create=False) as store:
        assert store.counts().articles == 4


def test_a_turn_that_fails_ends_the_crawl_loudly_and_the_next_goes_on(web: Web, tmp_path: Path) -> None:
    home(web, *(story(web, f"story-{n}") for n in range(4)))
    done = crawled(web, tmp_path, EXTENSIONS={"tests.crawl.fateful.BrokenStore": 1}, LOG_LEVEL="ERROR")
    assert done.stats["finish_reason"] == "store_failed"
    assert "RuntimeError: unforeseen" in done.log
    crawled(web, tmp_path)
    with Store.open(str(tmp_path / "news.db"), create=False) as store:
        assert store.counts().articles == 4


def test_a_sitemap_that_redirects_to_one_that_was_read_does_not_end_the_walk(web: Web, tmp_path: Path) -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    named = {"/a.xml": story(web, "in-the-first"), "/z.xml": story(web, "in-the-last")}
    for path, url in named.items():
        web.add(path, f"<urlset {space}><url><loc>{url}</loc></url></urlset>", kind="application/xml")
    web.redirect("/sitemap.xml", "/a.xml")
    web.add("/robots.txt", "".join(f"Sitemap: {web.url(path)}\n" for path in ("/a.xml", "/sitemap.xml", "/z.xml")))
    home(web, story(web, "on-the-home-page"))
    crawled(web, tmp_path)
    assert [web.times(path) for path in ("/a.xml", "/sitemap.xml", "/z.xml")] == [2, 1, 1]


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "newsieve", "crawl", *arguments, "--store", "news.db", *HURRY],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_what_an_ended_crawl_found_and_did_not_fetch_is_fetched_by_the_next_without_a_look_at_the_lists(
    web: Web, tmp_path: Path
) -> None:
    names = [f"story-{n}" for n in range(6)]
    home(web, *(story(web, name) for name in names))
    command(tmp_path, web.url("/"), "-s", "CLOSESPIDER_PAGECOUNT=2", "-s", "CONCURRENT_REQUESTS=1")
    home(web)  # the links have gone from the page
    done = command(tmp_path, web.url("/"))
    assert done.returncode == 0, done.stderr
    assert web.times("/") == 1
    assert [web.times(f"/2026/03/{name}-in-the-old-harbour") for name in names] == [1] * 6


def test_a_crawl_that_ended_well_reads_the_lists_again(web: Web, tmp_path: Path) -> None:
    home(web, story(web, "yesterday"))
    command(tmp_path, web.url("/"))
    home(web, story(web, "yesterday"), story(web, "today"))
    command(tmp_path, web.url("/"))
    assert web.times("/") == 2
    assert web.times("/2026/03/yesterday-in-the-old-harbour") == 1
    assert web.times("/2026/03/today-in-the-old-harbour") == 1


def test_the_limit_on_stories_holds_for_a_crawl_that_is_taken_up(web: Web, tmp_path: Path) -> None:
    home(web, *(story(web, f"story-{n}") for n in range(9)))
    command(tmp_path, web.url("/"), "--limit", "4", "-s", "CLOSESPIDER_PAGECOUNT=2", "-s", "CONCURRENT_REQUESTS=1")
    command(tmp_path, web.url("/"), "--limit", "4")
    with Store.open(str(tmp_path / "news.db"), create=False) as store:
        assert store.counts().articles == 4


def test_a_source_that_got_another_name_keeps_its_stories(web: Web, tmp_path: Path) -> None:
    home(web, *(story(web, f"story-{n}") for n in range(6)))
    sources = '[[source]]\nname = "{}"\nstart = "{}"\n'
    (tmp_path / "sources.toml").write_text(sources.format("Times", web.url("/")))
    command(tmp_path, "-s", "CLOSESPIDER_PAGECOUNT=2", "-s", "CONCURRENT_REQUESTS=1")
    (tmp_path / "sources.toml").write_text(sources.format("The Times", web.url("/")))
    done = command(tmp_path)
    assert done.returncode == 0, done.stderr
    with Store.open(str(tmp_path / "news.db"), create=False) as store:
        assert store.counts().articles == 6
