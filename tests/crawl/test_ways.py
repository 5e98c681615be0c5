from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from newsieve.article import DropReason
from newsieve.config import Source
from newsieve.crawl.ways import checked_proxy
from newsieve.errors import ConfigError
from tests.crawl.one_crawl import Crawled, crawl
from tests.crawl.proxy import Proxy
from tests.crawl.web import Web

SECRET = "p%40ss-word"
VARIABLES = ("http_proxy", "https_proxy", "no_proxy", "all_proxy")


@pytest.fixture(autouse=True)
def no_proxies_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


class Counting(Web):
    """A web server that knows how many requests it was answering at once, and when each came."""

    def __init__(self) -> None:
        super().__init__()
        self.most, self._now, self.times_asked = 0, 0, list[float]()
        self._counting = threading.Lock()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        with self._counting:
            self._now += 1
            self.most = max(self.most, self._now)
            if handler.path != "/robots.txt":
                self.times_asked.append(time.monotonic())
        super()._answer(handler)
        with self._counting:
            self._now -= 1

    @property
    def shortest_gap(self) -> float:
        return min(b - a for a, b in zip(self.times_asked, self.times_asked[1:], strict=False))


@pytest.fixture
def web() -> Iterator[Counting]:
    with Counting() as running:
        running.add("/robots.txt", "User-agent: *\nDisallow: /private/\n", kind="text/plain")
        yield running


def feed(web: Web, *paths: str) -> str:
    items = "".join(f"<item><link>{web.url(path)}</link></item>" for path in paths)
    for path in paths:
        if path not in web.pages:
            web.add(path, "<p>story</p>")
    return web.add("/feed.xml", f"<rss><channel>{items}</channel></rss>", kind="application/rss+xml")


def follow(url: str, settings: dict[str, Any] | None = None, **keys: Any) -> Crawled:
    return crawl("feed", settings, sources=[Source("Bryne Post", feeds=(url,), **keys)])


# --- proxies ---


def test_everything_of_a_source_goes_through_its_proxy_robots_txt_and_redirects_too(web: Counting) -> None:
    web.redirect("/moved", "/b")
    web.add("/b", "<p>story</p>")
    with Proxy("desk:" + SECRET.replace("%40", "@")) as proxy:
        through = f"http://desk:{SECRET}@{proxy.address}"
        done = follow(feed(web, "/a", "/moved", "/private/1"), proxy=through)
        assert sorted(proxy.passed) == sorted(map(web.url, ["/robots.txt", "/feed.xml", "/a", "/moved", "/b"]))
    assert sorted(web.asked) == ["/a", "/b", "/feed.xml", "/moved", "/robots.txt"]
    assert done.paths() == ["/a", "/b"]
    assert (DropReason.ROBOTS, "robots.txt disallows it") in done.fates.values()
    assert proxy.refused == []
    assert SECRET not in repr(done.items) + done.log
    assert "p@ss-word" not in repr(done.items) + done.log


def test_a_redirect_to_another_host_reads_its_robots_txt_through_the_same_proxy(web: Counting) -> None:
    with Web() as other, Proxy("desk:secret") as proxy:
        other.add("/robots.txt", "", kind="text/plain")
        other.add("/b", "<p>story</p>")
        web.redirect("/moved", other.url("/b"))
        done = follow(feed(web, "/moved"), proxy=proxy.url)
        assert [page.url for page in done.pages] == [other.url("/b")]
        assert other.url("/robots.txt") in proxy.passed
        assert proxy.refused == []


def test_two_sources_go_each_its_own_way(web: Counting) -> None:
    with Web() as other, Proxy() as proxy:
        direct = Source("Direct", feeds=(feed(web, "/a"),), proxy="none")
        proxied = Source("Proxied", feeds=(feed(other, "/b"),))
        done = crawl("feed", {"NEWSIEVE_PROXY": proxy.url}, sources=[direct, proxied])
        assert len(done.pages) == 2
        assert sorted(proxy.passed) == sorted(map(other.url, ["/robots.txt", "/feed.xml", "/b"]))


def test_the_environment_names_a_proxy_and_the_hosts_that_need_none(
    web: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Web("127.0.0.2") as other, Proxy("desk:secret") as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        other.redirect("/moved", "/b")
        other.add("/b", "<p>story</p>")
        web.add("/a", "<p>story</p>")
        done = crawl("urls", urls=[web.url("/a"), other.url("/moved")])
        assert len(done.pages) == 2
        assert sorted(proxy.passed) == sorted(map(other.url, ["/robots.txt", "/moved", "/b"]))
        assert proxy.refused == []


def test_the_environment_does_not_bend_what_a_source_says(web: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    with Proxy() as proxy:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        assert follow(feed(web, "/a"), proxy="none").paths() == ["/a"]
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert follow(feed(web, "/b"), proxy=proxy.url).paths() == ["/b"]
        assert web.url("/b") in proxy.passed


def test_a_proxy_that_cannot_be_reached_is_named_without_its_password(web: Counting) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: refused
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = follow(feed(web, "/a"), proxy=f"http://desk:{SECRET}@{address}")
        bold = follow(feed(web, "/a"), {"ROBOTSTXT_OBEY": False}, proxy=f"http://desk:{SECRET}@{address}")
    said = f"proxy http://{address}: connection refused"
    assert list(done.fates.values()) == [(DropReason.UNREACHABLE, f"robots.txt could not be had: {said}")]
    assert list(bold.fates.values()) == [(DropReason.UNREACHABLE, said)]
    assert web.asked == []
    assert SECRET not in done.log + bold.log


def test_a_proxy_that_refuses_the_password_is_no_permission(web: Counting) -> None:
    with Proxy("desk:secret") as proxy:
        done = follow(feed(web, "/a"), proxy=f"http://desk:wrong@{proxy.address}")
        assert proxy.passed == []
    assert list(done.fates.values()) == [
        (DropReason.ROBOTS, "robots.txt could not be had: the proxy refuses: HTTP 407")
    ]


def test_a_proxy_that_makes_no_tunnel_is_named(web: Counting) -> None:
    with Proxy() as proxy:
        done = follow("https://harbour.example/feed.xml", {"ROBOTSTXT_OBEY": False}, proxy=proxy.url)
    assert list(done.fates.values()) == [(DropReason.UNREACHABLE, f"proxy http://{proxy.address}: HTTP 501")]


@pytest.mark.parametrize("given", ["desk:secret@proxy", "socks5://desk:secret@proxy:1", "http://desk:secret@proxy"])
def test_a_setting_that_names_no_proxy_is_refused_without_telling_the_password(given: str) -> None:
    with pytest.raises(ConfigError, match=r"NEWSIEVE_PROXY.*expected") as caught:
        checked_proxy(given)
    assert "secret" not in str(caught.value)


# --- manners ---

HURRY = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0.01}


@pytest.mark.parametrize("obey", [True, False])
def test_a_sources_delay_keeps_its_requests_apart_although_autothrottle_would_not(web: Counting, obey: bool) -> None:
    done = follow(feed(web, "/1", "/2", "/3"), {**HURRY, "ROBOTSTXT_OBEY": obey}, delay=0.4)
    assert len(done.pages) == 3
    assert web.shortest_gap >= 0.35


def test_a_delay_of_one_source_does_not_slow_another_host(web: Counting) -> None:
    with Counting() as other:
        slow = Source("Slow", feeds=(feed(web, "/1"),), delay=0.6)
        fast = Source("Fast", feeds=(feed(other, "/1", "/2", "/3"),))
        crawl("feed", {**HURRY, "AUTOTHROTTLE_ENABLED": False}, sources=[slow, fast])
        assert web.shortest_gap >= 0.55
        assert other.shortest_gap < 0.3


def test_the_longer_of_delay_and_crawl_delay_holds(web: Counting) -> None:
    web.add("/robots.txt", "User-agent: *\nCrawl-delay: 0.6\n", kind="text/plain")
    follow(feed(web, "/1", "/2"), HURRY, delay=0.1)
    assert web.shortest_gap >= 0.55


@pytest.mark.parametrize(("concurrency", "most"), [(1, 1), (3, 3)])
def test_a_source_is_asked_for_no_more_pages_at_once_than_it_allows(web: Counting, concurrency: int, most: int) -> None:
    paths = [f"/{number}" for number in range(6)]
    for path in paths:
        web.add(path, "<p>story</p>", delay=0.2)
    follow(feed(web, *paths), {"DOWNLOAD_DELAY": 0}, concurrency=concurrency)
    assert web.most == most


def test_a_source_without_delay_keeps_to_its_concurrency_too(web: Counting) -> None:
    paths = [f"/{number}" for number in range(6)]
    for path in paths:
        web.add(path, "<p>story</p>", delay=0.2)
    follow(feed(web, *paths), {"CONCURRENT_REQUESTS_PER_DOMAIN": 2}, delay=0.0)
    assert web.most == 2


def test_a_slot_that_a_spider_chose_itself_is_left(web: Counting) -> None:
    done = crawl("chosen", {"SPIDER_MODULES": ["tests.crawl.chosen_slot"]}, url=web.add("/a", "<p>story</p>"))
    assert done.items == [{"slot": "mine"}]
