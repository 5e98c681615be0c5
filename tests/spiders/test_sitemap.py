from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsieve.article import DropReason, Hints
from newsieve.config import Source
from tests.crawl.one_crawl import Crawled, crawl
from tests.crawl.web import Web

XML = "application/xml"


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as running:
        for name in "abcdef":
            running.add(f"/{name}", "<p>story</p>")
        yield running


def listed(*names: str, day: str = "", news: bool = False) -> str:
    """A sitemap of stories, changed or (in a news sitemap) published on this day."""
    field = "publication_date" if news else "lastmod"
    date = f"<{field}>{day}</{field}>" if day else ""
    inner = f"<news:news><news:title>As listed</news:title>{date}</news:news>" if news else date
    return f"<urlset>{''.join(f'<url><loc>/{name}</loc>{inner}</url>' for name in names)}</urlset>"


def index(*maps: str | tuple[str, str]) -> str:
    entries = [entry if isinstance(entry, tuple) else (entry, "") for entry in maps]
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{u}</loc><lastmod>{d}</lastmod></sitemap>' for u, d in entries)}"


def maps_asked(web: Web) -> list[str]:
    return [path for path in web.pages_asked if len(path) > 2]


def named(done: Crawled) -> str:
    return "".join(path[1:] for path in done.paths())


def test_the_stories_of_a_news_sitemap_carry_what_it_says_about_them(web: Web) -> None:
    url = web.add("/news.xml", listed("a", "b", day="2024-05-01T10:00:00Z", news=True), kind=XML)
    done = crawl("sitemap", url=url)
    assert named(done) == "ab"
    assert {page.hints for page in done.pages} == {Hints("As listed", "2024-05-01T10:00:00+00:00")}
    assert {page.via for page in done.pages} == {url}


def test_an_index_leads_to_its_sitemaps_the_newest_first_packed_or_not(web: Web) -> None:
    web.add("/one.xml", listed("a"), kind=XML)
    web.add("/two.xml.gz", gzip.compress(listed("b").encode()), kind="application/x-gzip")
    web.add("/three.txt", web.url("/c"), kind="text/plain")
    entries = index("three.txt", ("one.xml", "2024-05-01"), ("two.xml.gz", "2024-05-03"), "one.xml")
    assert named(crawl("sitemap", url=web.add("/index.xml", entries, kind=XML))) == "abc"
    assert maps_asked(web) == ["/index.xml", "/two.xml.gz", "/one.xml", "/three.txt"]


def test_a_home_page_or_robots_txt_leads_to_the_sitemaps_of_its_host(web: Web) -> None:
    web.add("/map.xml", listed("a"), kind=XML)
    web.add("/start", "<html><body><p>home</p></body></html>")
    web.add("/robots.txt", "User-agent: *\nDisallow: /b\nSitemap: /map.xml", kind="text/plain")
    for entrance in ("/", "/robots.txt", "/start"):
        done = crawl("sitemap", url=web.url(entrance))
        assert (named(done), done.dropped) == ("a", [])
    assert web.times("/robots.txt") == 3  # once a crawl
    assert web.times("/") == 0


@pytest.mark.parametrize("robots", [None, "User-agent: *\nAllow: /\n"])
def test_without_a_named_sitemap_its_usual_place_is_tried(web: Web, robots: str | None) -> None:
    if robots:
        web.add("/robots.txt", robots, kind="text/plain")
    done = crawl("sitemap", url=web.url("/"))
    assert done.fates == {web.url("/sitemap.xml"): (DropReason.HTTP_ERROR, "HTTP 404")}
    web.add("/sitemap.xml", listed("a"), kind=XML)
    assert named(crawl("sitemap", url=web.url("/"))) == "a"


def test_a_window_leaves_out_older_stories_and_older_sitemaps_unread(web: Web) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    three = listed("a", day=yesterday) + listed("b", day="2024-04-30") + listed("c")
    web.add("/new.xml", three.replace("</urlset><urlset>", ""), kind=XML)
    web.add("/news.xml", listed("d", day="2024-04-30", news=True), kind=XML)
    maps = index(("new.xml", yesterday), ("old.xml", "2024-04-30"), "news.xml", "map-2023-11.xml")
    url = web.add("/index.xml", maps, kind=XML)
    for since in ("2d", "2024-05-01"):
        assert named(crawl("sitemap", url=url, since=since)) == "ac"
    assert set(maps_asked(web)) == {"/index.xml", "/new.xml", "/news.xml"}


def test_limits_on_stories_sitemaps_and_nesting_hold(web: Web) -> None:
    for number in range(5):
        web.add(f"/{number}.xml", index(f"{number + 1}.xml"), kind=XML)
    deep = crawl("sitemap", url=web.url("/0.xml"))
    assert maps_asked(web) == ["/0.xml", "/1.xml", "/2.xml", "/3.xml"]
    assert "/4.xml: not followed, it is nested 3 indexes deep" in deep.log
    url = web.add("/index.xml", index("x.xml", "y.xml"), kind=XML)
    web.add("/x.xml", listed("a", "b", "c"), kind=XML)
    web.add("/y.xml", listed("d"), kind=XML)
    assert named(crawl("sitemap", url=url, max_sitemaps="2")) == "abc"
    assert web.times("/y.xml") == 0
    assert len(crawl("sitemap", url=url, max_pages="2").pages) == 2


def test_sections_and_tags_of_a_general_sitemap_are_left_alone(web: Web) -> None:
    done = crawl(
        "sitemap", url=web.add("/map.xml", listed("a", "politics/", "tag/rain", "author/jo", "feed.xml"), kind=XML)
    )
    assert (named(done), done.dropped) == ("a", [])


def test_what_is_no_sitemap_and_what_cannot_be_had_are_told_and_the_rest_goes_on(web: Web) -> None:
    web.add("/robots.txt", "User-agent: *\nDisallow: /private.xml\n", kind="text/plain")
    web.add("/feed.xml", "<rss><channel/></rss>", kind=XML)
    web.add("/cut.xml.gz", gzip.compress(listed(*"ab").encode() * 9)[:-9], kind="application/gzip")
    web.add("/good.xml", listed("c"), kind=XML)
    maps = index("feed.xml", "cut.xml.gz", "gone.xml", "private.xml", "good.xml", "index.xml")
    done = crawl("sitemap", url=web.add("/index.xml", maps, kind=XML) + " nonsense")
    assert set("c") <= set(named(done)) <= set("abc")
    assert done.fates == {
        web.url("/feed.xml"): (DropReason.NOT_A_SITEMAP, "not a sitemap: expected a sitemap or an index of sitemaps"),
        web.url("/cut.xml.gz"): (DropReason.NOT_A_SITEMAP, "broken gzip: it ends too early"),
        web.url("/gone.xml"): (DropReason.HTTP_ERROR, "HTTP 404"),
        web.url("/private.xml"): (DropReason.ROBOTS, "robots.txt disallows it"),
        "nonsense": (DropReason.BAD_URL, "'nonsense' is no URL: expected http:// or https:// and a host"),
    }
    assert "Traceback" not in done.log


def test_a_sitemap_may_be_larger_than_a_page(web: Web) -> None:
    large = listed("a") + " " * (2 << 20)
    url = web.add("/large.xml", large, kind=XML)
    assert named(crawl("sitemap", {"DOWNLOAD_MAXSIZE": 1 << 20}, url=url)) == "a"


def test_several_outlets_are_walked_in_one_crawl(web: Web) -> None:
    sources = (
        Source("Aldwick Times", sitemaps=(web.add("/one.xml", listed("a"), kind=XML),), language="fo"),
        Source("Bryne Post", sitemaps=(web.add("/two.xml", listed("b"), kind=XML),)),
        Source("Corrie Review", feeds=(web.url("/feed.xml"),)),
    )
    done = crawl("sitemap", sources=sources)
    assert sorted((page.outlet, page.url[-1], page.hints.language) for page in done.pages) == [
        ("Aldwick Times", "a", "fo"),
        ("Bryne Post", "b", None),
    ]
    assert done.fates == {"Corrie Review": (DropReason.NO_LINKS, "no sitemaps or start")}


def test_of_a_long_sitemap_few_requests_wait_at_once_and_every_story_is_asked_for(web: Web) -> None:
    for number in range(1_000):
        web.add(f"/2024/05/01/{number}", b"x")
    url = web.add("/long.xml", listed(*(f"2024/05/01/{number}" for number in range(1_000))), kind=XML)
    done = crawl("sitemap", {"EXTENSIONS": {"tests.spiders.waiting.MostWaiting": 1}}, url=url, max_pages="0")
    assert len(done.pages) == len(set(done.paths())) == 1_000
    assert 200 <= done.stats["most_waiting"] <= 750


def test_a_sitemap_of_fifty_thousand_urls_never_holds_up_the_crawl(web: Web) -> None:
    text = listed(*(f"2004/05/01/{number}" for number in range(50_000)), day="2004-05-01", news=True)
    url = web.add("/archive.xml", text.replace("</urlset>", listed("a").removeprefix("<urlset>")), kind=XML)
    done = crawl("sitemap", {"EXTENSIONS": {"tests.spiders.waiting.LongestHold": 1}}, url=url, since="2d")
    assert named(done) == "a"
    assert done.stats["longest_hold"] < 0.1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "the spider sitemap needs -a url=URL"),
        (
            {"url": "http://x/", "since": "soon"},
            "since: 'soon': expected a date or a time span of at most 366 days, "
            'such as "2024-05-01" or "2d", or "all"',
        ),
        ({"url": "http://x/", "max_sitemaps": "few"}, "max_sitemaps: 'few': expected a whole number, 0 for no limit"),
    ],
)
def test_a_wrong_call_ends_in_one_line(arguments: dict[str, Any], said: str) -> None:
    done = crawl("sitemap", **arguments)
    assert (done.items, done.stats["finish_reason"]) == ([], "usage_error")
    (line,) = done.log.strip().splitlines()
    assert line.endswith(said)
