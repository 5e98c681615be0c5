"""Lists and feeds are asked for on condition that they have changed, and no story is missed by it."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from newsieve.settings import ITEM_PIPELINES
from newsieve.store import Store
from tests.crawl.one_crawl import SETTINGS, crawl
from tests.store.stories import story as paragraphs

Answer = tuple[int, dict[str, str], str]


class Site:
    """A server that goes by validators: `pages` are bodies by path, each with the version that its ETag tells."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, str, str]] = {}
        self.log: list[tuple[str, int]] = []
        self.broken: set[str] = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = site.answer(self.path, dict(self.headers))
                site.log.append((self.path, status))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def answer(self, path: str, asked: dict[str, str]) -> Answer:
        if path in self.broken:
            return 503, {}, ""
        if path not in self.pages:
            return 404, {}, ""
        version, kind, body = self.pages[path]
        headers = {"ETag": f'"{version}"', "Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT", "Content-Type": kind}
        if asked.get("If-None-Match") == f'"{version}"':
            assert asked["If-Modified-Since"] == headers["Last-Modified"]
            return 304, headers, ""
        return 200, headers, body

    def story(self, name: str) -> str:
        path = f"/2026/03/{name}"
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(name))
        self.pages[path] = ("1", "text/html", f"<article><h1>{name}</h1>{body}</article>")
        return path

    def feed(self, version: str, *stories: str, more: str = "", path: str = "/feed") -> None:
        items = "".join(f"<item><link>{story}</link></item>" for story in stories)
        following = f'<a:link rel="next" href="{more}"/>' if more else ""
        body = f'<rss xmlns:a="http://www.w3.org/2005/Atom"><channel>{following}{items}</channel></rss>'
        self.pages[path] = (version, "application/rss+xml", body)

    def statuses(self, path: str) -> list[int]:
        return [status for asked, status in self.log if asked == path]


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, Any]:
    middlewares = SETTINGS["DOWNLOADER_MIDDLEWARES"] | {"newsieve.crawl.conditional.Conditional": 110}
    return {
        "ITEM_PIPELINES": ITEM_PIPELINES,
        "DOWNLOADER_MIDDLEWARES": middlewares,
        "SCHEDULER": "newsieve.crawl.frontier.Frontier",
        "NEWSIEVE_STORE": str(tmp_path / "news.db"),
        "NEWSIEVE_WORKERS": 1,
    }


def stored(settings: dict[str, Any]) -> int:
    with Store.open(settings["NEWSIEVE_STORE"]) as store:
        return store.counts().articles


def test_a_feed_that_has_not_changed_is_not_sent_again(site: Site, settings: dict[str, Any]) -> None:
    site.feed("1", site.story("a"))
    for _ in range(2):
        done = crawl("feed", settings, url=f"{site.url}/feed")
        assert "Traceback" not in done.log
    site.feed("2", site.story("b"), "/2026/03/a")
    crawl("feed", settings, url=f"{site.url}/feed")
    assert site.statuses("/feed") == [200, 304, 200]
    assert stored(settings) == 2


def test_a_feed_whose_stories_were_not_all_obtained_is_read_again(site: Site, settings: dict[str, Any]) -> None:
    site.feed("1", site.story("a"), site.story("b"))
    site.broken.add("/2026/03/b")
    crawl("feed", settings, url=f"{site.url}/feed")
    site.broken.clear()
    crawl("feed", settings, url=f"{site.url}/feed")
    assert site.statuses("/feed") == [200, 200]
    assert stored(settings) == 2


def test_a_limit_that_left_stories_out_has_the_feed_read_again(site: Site, settings: dict[str, Any]) -> None:
    site.feed("1", *(site.story(name) for name in "abcd"))
    for _ in range(3):
        crawl("feed", settings, url=f"{site.url}/feed", max_pages="2")
    assert site.statuses("/feed") == [200, 200, 304]
    assert stored(settings) == 4


def test_a_sitemap_that_the_limit_broke_off_is_read_on_in_the_next_run(site: Site, settings: dict[str, Any]) -> None:
    entries = "".join(f"<url><loc>{site.url}{site.story(name)}</loc></url>" for name in "abcdefghi")
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    site.pages["/news.xml"] = ("1", "application/xml", body)
    batches = {"EXTENSIONS": {"tests.crawl.fateful.SmallBatches": 1}}
    for _ in range(3):
        crawl("sitemap", settings | batches, url=f"{site.url}/news.xml", max_pages="4")
    assert stored(settings) == 9


def test_other_limits_or_patterns_have_the_feed_read_again(site: Site, settings: dict[str, Any]) -> None:
    site.feed("1", site.story("a"))
    crawl("feed", settings, url=f"{site.url}/feed", max_depth="2")
    crawl("feed", settings, url=f"{site.url}/feed", max_depth="3")
    assert site.statuses("/feed") == [200, 200]


def test_later_pages_of_a_feed_are_read_when_its_first_has_changed(site: Site, settings: dict[str, Any]) -> None:
    site.feed("1", site.story("c"), path="/feed?2")
    site.feed("1", site.story("a"), site.story("b"), more="/feed?2")
    for _ in range(2):
        crawl("feed", settings, url=f"{site.url}/feed")
    assert (site.statuses("/feed"), site.statuses("/feed?2")) == ([200, 304], [200])
    site.feed("2", site.story("new"), "/2026/03/a", more="/feed?2")
    site.feed("2", "/2026/03/b", "/2026/03/c", path="/feed?2")
    crawl("feed", settings, url=f"{site.url}/feed")
    assert site.statuses("/feed?2") == [200, 200]
    crawl("feed", settings, url=f"{site.url}/feed")
    assert site.statuses("/feed") == [200, 304, 200, 304]
    assert stored(settings) == 4


def test_a_sitemap_is_asked_for_on_condition_and_an_index_of_them_is_not(site: Site, settings: dict[str, Any]) -> None:
    entry = f"<url><loc>{site.url}{site.story('a')}</loc></url>"
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    index = f"<sitemapindex {space}><sitemap><loc>{site.url}/news.xml</loc></sitemap></sitemapindex>"
    site.pages["/index.xml"] = ("1", "application/xml", index)
    site.pages["/news.xml"] = ("1", "application/xml", f"<urlset {space}>{entry}</urlset>")
    for _ in range(2):
        crawl("sitemap", settings, url=f"{site.url}/index.xml")
    assert site.statuses("/index.xml") == [200, 200]
    assert site.statuses("/news.xml") == [200, 304]
    assert stored(settings) == 1
