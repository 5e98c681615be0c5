from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from scrapy.http import Response

from newsieve.article import DropReason
from newsieve.crawl.origin import origin_of
from newsieve.crawl.robots import Policy
from newsieve.crawl.robots import policy_of as policy_of_file
from newsieve.crawl.well_known import MOST_BYTES, file_of
from tests.crawl.one_crawl import Crawled, crawl
from tests.crawl.web import Web

TWENTY = [f"/private/{number}" for number in range(20)]


def policy_of(response: Response) -> Policy:
    return policy_of_file(file_of(response))


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as running:
        yield running


def robots(web: Web, text: str, status: int = 200, delay: float = 0.0) -> None:
    web.add("/robots.txt", text, kind="text/plain", status=status, delay=delay)


def scrape(web: Web, *paths: str, **settings: Any) -> Crawled:
    for path in paths:
        if path not in web.pages:
            web.add(path, "<p>story</p>")
    return crawl("urls", settings, urls=[web.url(path) for path in paths])


def test_of_twenty_disallowed_pages_asked_for_at_once_the_server_sees_none(web: Web) -> None:
    robots(web, "User-agent: *\nDisallow: /private/\n", delay=0.3)
    done = scrape(web, *TWENTY, "/open", LOG_LEVEL="DEBUG")
    assert sorted(web.asked) == ["/open", "/robots.txt"]
    assert {fate for source, fate in done.fates.items()} == {(DropReason.ROBOTS, "robots.txt disallows it")}
    assert len(done.dropped) == done.log.count("Forbidden by robots.txt: <GET") == 20
    assert done.stats["robotstxt/forbidden"] == 20
    assert done.stats["robotstxt/request_count"] == done.stats["robotstxt/response_count"] == 1
    assert done.stats["robotstxt/response_status_count/200"] == 1


def test_the_group_that_names_newsieve_binds_it_and_the_others_do_not(web: Web) -> None:
    robots(web, "User-agent: *\nDisallow: /\n\nUser-agent: Newsieve\nDisallow: /closed\n")
    done = scrape(web, "/closed", "/open")
    assert done.paths() == ["/open"]
    assert web.pages_asked == ["/open"]


@pytest.mark.parametrize(("status", "said"), [(503, "HTTP 503"), (500, "HTTP 500"), (429, "HTTP 429")])
def test_a_server_error_on_robots_txt_means_that_nothing_is_fetched(web: Web, status: int, said: str) -> None:
    robots(web, "broken", status=status)
    done = scrape(web, "/a", "/b", LOG_LEVEL="INFO")
    assert web.pages_asked == []
    assert set(done.fates.values()) == {(DropReason.ROBOTS, f"robots.txt could not be had: {said}")}
    assert done.log.count(f"robots.txt of {web.url('')} could not be had: {said}; the host is left alone") == 1


@pytest.mark.parametrize("status", [404, 403, 401, 410])
def test_a_client_error_on_robots_txt_means_that_everything_is_allowed(web: Web, status: int) -> None:
    robots(web, "User-agent: *\nDisallow: /", status=status)
    assert scrape(web, "/a", "/b").paths() == ["/a", "/b"]


def test_a_robots_txt_that_does_not_come_in_time_means_that_nothing_is_fetched(web: Web) -> None:
    robots(web, "", delay=30)
    done = scrape(web, "/a", "/b", DOWNLOAD_TIMEOUT=0.5)
    assert web.pages_asked == []
    assert set(done.fates.values()) == {
        (DropReason.TIMEOUT, "robots.txt could not be had: no answer within 0.5 s"),
    }


def test_a_redirect_to_a_disallowed_page_is_not_followed(web: Web) -> None:
    robots(web, "User-agent: *\nDisallow: /private/\n")
    web.redirect("/open", "/private/1")
    done = scrape(web, "/open")
    assert web.pages_asked == ["/open"]
    assert [(drop.reason, drop.source, drop.url) for drop in done.dropped] == [
        (DropReason.ROBOTS, web.url("/open"), web.url("/private/1"))
    ]


def test_a_redirect_to_another_host_waits_for_that_hosts_robots_txt(web: Web) -> None:
    with Web() as other:
        robots(other, "User-agent: *\nDisallow: /private/\n", delay=0.3)
        other.add("/private/1", "<p>closed</p>")
        other.add("/open", "<p>open</p>")
        web.redirect("/closed", other.url("/private/1"))
        web.redirect("/moved", other.url("/open"))
        done = scrape(web, "/closed", "/moved")
        assert other.pages_asked == ["/open"]
        assert [page.url for page in done.pages] == [other.url("/open")]


def test_a_redirected_robots_txt_counts_even_on_another_host(web: Web) -> None:
    with Web() as other:
        robots(other, "User-agent: *\nDisallow: /private/\n")
        web.redirect("/robots.txt", other.url("/robots.txt"))
        done = scrape(web, "/private/1", "/open")
        assert web.pages_asked == ["/open"]
        assert done.paths() == ["/open"]


def test_more_than_five_redirects_mean_that_there_is_no_robots_txt(web: Web) -> None:
    for step in range(8):
        web.redirect(f"/robots{step}.txt", f"/robots{step + 1}.txt")
    web.redirect("/robots.txt", "/robots0.txt")
    assert scrape(web, "/a").paths() == ["/a"]
    assert web.times("/robots4.txt") == 1
    assert web.times("/robots5.txt") == 0


def test_each_port_of_a_host_has_its_own_robots_txt(web: Web) -> None:
    with Web() as other:
        robots(web, "User-agent: *\nDisallow: /\n")
        other.add("/a", "<p>story</p>")
        web.add("/a", "<p>story</p>")
        done = crawl("urls", urls=[web.url("/a"), other.url("/a")])
        assert [page.url for page in done.pages] == [other.url("/a")]


def test_a_host_that_refuses_connections_is_never_taken_for_permission() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/a"
        done = crawl("urls", urls=[url])
    assert done.fates == {url: (DropReason.UNREACHABLE, "robots.txt could not be had: connection refused")}
    assert "Traceback" not in done.log


def test_a_crawl_delay_keeps_requests_apart_although_autothrottle_would_not(web: Web) -> None:
    robots(web, "User-agent: newsieve\nCrawl-delay: 0.5\n")
    begun = time.monotonic()
    done = scrape(web, "/1", "/2", "/3", "/4", AUTOTHROTTLE_ENABLED=True, AUTOTHROTTLE_START_DELAY=0.01)
    assert len(done.pages) == 4
    assert time.monotonic() - begun >= 1.5


def test_robots_txt_is_ignored_only_where_the_setting_says_so(web: Web) -> None:
    robots(web, "User-agent: *\nDisallow: /\n")
    assert scrape(web, "/a", ROBOTSTXT_OBEY=False).paths() == ["/a"]
    assert web.times("/robots.txt") == 0


def test_at_most_five_hundred_kibibytes_of_robots_txt_are_read() -> None:
    filler = b"# filler\n" * (MOST_BYTES // 9 + 1)
    early = Response("http://example.org/robots.txt", body=b"User-agent: *\nDisallow: /a\n" + filler)
    late = Response("http://example.org/robots.txt", body=filler + b"User-agent: *\nDisallow: /a\n")
    assert not policy_of(early).allows("http://example.org/a", "newsieve")
    assert policy_of(late).allows("http://example.org/a", "newsieve")


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00nonsense", b"\xef\xbb\xbfUser-agent: *\nAllow: /", b"<html>login</html>", b""]
)
def test_a_robots_txt_of_whatever_bytes_is_read(body: bytes) -> None:
    assert policy_of(Response("http://example.org/robots.txt", body=body)).allows("http://example.org/a", "newsieve")


def test_a_byte_order_mark_does_not_hide_the_first_group() -> None:
    policy = policy_of(Response("http://example.org/robots.txt", body=b"\xef\xbb\xbfUser-agent: *\nDisallow: /"))
    assert not policy.allows("http://example.org/a", "newsieve")


def test_a_crawl_delay_of_an_hour_counts_as_a_minute() -> None:
    policy = policy_of(Response("http://example.org/robots.txt", body=b"User-agent: *\nCrawl-delay: 3600"))
    assert policy.delay("newsieve") == 60.0
    assert Policy().delay("newsieve") == 0.0


def test_a_policy_is_good_for_an_hour_and_trouble_for_ten_minutes() -> None:
    good = policy_of(Response("http://example.org/robots.txt", body=b""))
    missing = policy_of(Response("http://example.org/robots.txt", status=404))
    broken = policy_of(Response("http://example.org/robots.txt", status=500))
    now = time.monotonic()
    assert [round((policy.expires - now) / 60) for policy in (good, missing, broken)] == [60, 60, 10]


def test_other_crawlers_that_are_named_bind_too_where_robots_txt_has_a_group_for_them() -> None:
    body = b"User-agent: *\nDisallow: /for-none\n\nUser-agent: CCBot\nDisallow: /\n\nUser-agent: newsieve\nAllow: /\n"
    policy = policy_of(Response("http://example.org/robots.txt", body=body))
    assert policy.allows("http://example.org/a", "newsieve")
    assert policy.allows("http://example.org/for-none", "newsieve", ("GPTBot",))
    assert not policy.allows("http://example.org/a", "newsieve", ("GPTBot", "ccbot"))


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin_of("http://[::1]:8080/a") == "http://[::1]:8080"
    assert origin_of("HTTP://Example.org:80/a") == "http://example.org"
    assert origin_of("file:///etc/hosts") is None
