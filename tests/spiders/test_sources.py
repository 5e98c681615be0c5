"""What a source says of itself holds for every spider that knows sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from newsieve.config import Source
from tests.crawl.one_crawl import crawl
from tests.crawl.proxy import Proxy
from tests.crawl.web import Web

XML = "application/xml"
STORIES = [f"/2026/03/01/the-ferry-sails-again-number-{number}" for number in range(1, 7)]
SPIDERS = pytest.mark.parametrize("spider", ["feed", "site", "sitemap"])


@pytest.fixture
def web() -> Iterator[Web]:
    """An outlet whose six stories are named in a feed, in a sitemap and on a section page."""
    with Web() as running:
        for path in STORIES:
            running.add(path, "<p>story</p>")
        items = "".join(f"<item><link>{path}</link></item>" for path in STORIES)
        running.add("/feed", f"<rss version='2.0'><channel>{items}</channel></rss>", kind=XML)
        running.add("/map.xml", listed(*STORIES), kind=XML)
        links = "".join(f"<h2><a href='{path}'>The ferry sails again to Skell</a></h2>" for path in STORIES)
        running.add("/harbour/", f"<html><body>{links}</body></html>")
        yield running


def listed(*paths: str, day: str = "") -> str:
    date = f"<lastmod>{day}</lastmod>" if day else ""
    return f"<urlset>{''.join(f'<url><loc>{path}</loc>{date}</url>' for path in paths)}</urlset>"


def source(web: Web, spider: str, **own: object) -> Source:
    """The outlet, entered where this spider looks; in a sitemap its stories count however old."""
    places = {"feed": "feeds", "site": "sections", "sitemap": "sitemaps"}
    paths = {"feed": "/feed", "site": "/harbour/", "sitemap": "/map.xml"}
    return Source("Bryne Post", **{places[spider]: (web.url(paths[spider]),), "since": "all", **own})  # type: ignore[arg-type]  # by name


def stories(web: Web) -> list[int]:
    return sorted(int(path[-1]) for path in web.asked if "number" in path)


@SPIDERS
def test_stories_that_are_allowed_and_not_denied_are_fetched_and_they_alone_count(web: Web, spider: str) -> None:
    allow, deny = (re.compile(r"number-[1-4]$"), re.compile("number-6")), (re.compile("number-[136]"),)
    crawl(spider, sources=[source(web, spider, allow=allow, deny=deny, max_pages=2)])
    assert stories(web) == [2, 4]


@SPIDERS
def test_a_sources_own_limit_wins_over_the_spiders(web: Web, spider: str) -> None:
    crawl(spider, sources=[source(web, spider, max_pages=3)], max_pages=1)
    assert len(stories(web)) == 3


@SPIDERS
def test_all_that_a_source_leads_to_goes_through_its_proxy(web: Web, spider: str) -> None:
    with Proxy("desk:secret") as proxy:
        done = crawl(spider, sources=[source(web, spider, proxy=proxy.url)])
        assert len(proxy.passed) == len(web.asked) == 8  # robots.txt, the list, six stories
        assert proxy.refused == []
    assert "secret" not in done.log


@SPIDERS
def test_the_requests_of_a_source_are_as_far_apart_as_it_says(web: Web, spider: str) -> None:
    begun = datetime.now(UTC)
    crawl(spider, sources=[source(web, spider, delay=0.2, max_pages=3)])
    assert datetime.now(UTC) - begun >= timedelta(seconds=0.6)  # between the list and three stories


@pytest.mark.parametrize("spider", ["site", "sitemap"])
def test_each_source_has_its_own_window_and_its_own_number_of_sitemaps(web: Web, spider: str) -> None:
    now = datetime.now(UTC)
    days = [now - timedelta(days=day) for day in (1, 5, 30)]

    def maps(name: str) -> tuple[str, ...]:
        """Three sitemaps, each with a story that is older than the one before."""
        for number, day in enumerate(days):
            path = f"/ferry-sails-again-{name}-number-{number}"
            web.add(f"/{name}-{number}.xml", listed(path, day=day.isoformat()), kind=XML)
        return tuple(web.url(f"/{name}-{number}.xml") for number in range(3))

    week_ago = (now - timedelta(days=7)).date().isoformat()
    sources = [
        Source("window", sitemaps=maps("window"), since="2d"),
        Source("date", sitemaps=maps("date"), since=week_ago),
        Source("all", sitemaps=maps("all"), since="all"),
        Source("few", sitemaps=maps("few"), since="all", max_sitemaps=1),
        Source("silent", sitemaps=maps("silent")),
    ]
    crawl(spider, sources=sources, since="6d", max_sitemaps=50)
    asked = {
        source.name: [int(path[-1]) for path in sorted(web.asked) if f"-{source.name}-number" in path]
        for source in sources
    }
    assert asked == {"window": [0], "date": [0, 1], "all": [0, 1, 2], "few": [0], "silent": [0, 1]}


def test_sitemaps_and_feeds_that_are_found_are_left_out_where_the_source_shuns_them(web: Web) -> None:
    web.add("/robots.txt", "Sitemap: /live/map.xml\nSitemap: /index.xml\n", kind="text/plain")
    maps = "".join(f"<sitemap><loc>{path}</loc></sitemap>" for path in ("/live/two.xml", "/map.xml"))
    web.add("/index.xml", f"<sitemapindex>{maps}</sitemapindex>", kind=XML)
    head = "".join(
        f"<link rel='alternate' type='application/rss+xml' href='{path}'>" for path in ("/live/feed", "/feed")
    )
    web.add("/", f"<html><head>{head}</head><body><p>home</p></body></html>")
    crawl("site", sources=[Source("Bryne Post", start=web.url("/"), since="all", deny=(re.compile("/live/"),))])
    assert not [path for path in web.asked if "/live/" in path]
    assert {"/index.xml", "/map.xml", "/feed"} <= set(web.asked)
    assert stories(web) == [1, 2, 3, 4, 5, 6]
