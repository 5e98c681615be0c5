from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from newsieve.article import DropReason, Hints
from newsieve.config import Source
from tests.crawl.one_crawl import crawl
from tests.crawl.web import Web


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as running:
        for name in ("/2024/05/01/a", "/2024/05/02/b", "/2024/05/03/c"):
            running.add(name, "<p>story</p>")
        yield running


def rss(*links: str, more: str = "") -> str:
    items = "".join(
        f"<item><title>Story {n}</title><link>{link}</link><pubDate>Wed, 01 May 2024 10:0{n}:00 GMT</pubDate></item>"
        for n, link in enumerate(links)
    )
    head = f'<a:link rel="next" href="{more}"/>' if more else ""
    return f'<rss xmlns:a="http://www.w3.org/2005/Atom"><channel><language>fo</language>{head}{items}</channel></rss>'


def test_the_stories_of_a_feed_carry_what_it_says_about_them(web: Web) -> None:
    feed = web.add("/feed.xml", rss("/2024/05/01/a", "/2024/05/02/b"), kind="application/rss+xml")
    done = crawl("feed", url=feed)
    assert done.paths() == ["/2024/05/01/a", "/2024/05/02/b"]
    assert {page.via for page in done.pages} == {feed}
    assert {page.url: page.hints for page in done.pages}[web.url("/2024/05/02/b")] == Hints(
        "Story 1", "2024-05-01T10:01:00+00:00", (), "fo"
    )


def test_rss_atom_and_json_feeds_of_several_outlets_are_read_in_one_crawl(web: Web) -> None:
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/2024/05/02/b"/></entry></feed>'
    data = {"version": "https://jsonfeed.org/version/1.1", "title": "C", "items": [{"id": "1", "url": "/2024/05/03/c"}]}
    sources = (
        Source("Aldwick Times", feeds=(web.add("/a.xml", rss("/2024/05/01/a")),)),
        Source("Bryne Post", feeds=(web.add("/b.xml", atom), web.add("/b.json", json.dumps(data)))),
    )
    done = crawl("feed", sources=sources)
    assert sorted((page.outlet, page.url[-1]) for page in done.pages) == [
        ("Aldwick Times", "a"),
        ("Bryne Post", "b"),
        ("Bryne Post", "c"),
    ]


def test_a_feed_is_followed_to_its_next_page_while_that_brings_stories(web: Web) -> None:
    web.add("/feed?page=3", rss("/2024/05/02/b", more="/feed?page=4"))
    web.add("/feed?page=2", rss("/2024/05/02/b", more="/feed?page=3"))
    feed = web.add("/feed", rss("/2024/05/01/a", more="/feed?page=2"))
    assert crawl("feed", url=feed).paths() == ["/2024/05/01/a", "/2024/05/02/b"]
    assert [path for path in web.pages_asked if path.startswith("/feed")] == ["/feed", "/feed?page=2", "/feed?page=3"]


def test_limits_end_a_feed(web: Web) -> None:
    web.add("/feed?page=2", rss("/2024/05/03/c"))
    feed = web.add("/feed", rss("/2024/05/01/a", "/2024/05/02/b", more="/feed?page=2"))
    assert len(crawl("feed", url=feed, max_pages="1", max_depth="1").pages) == 1
    assert web.times("/feed?page=2") == 0


def test_what_is_no_feed_and_what_cannot_be_had_are_told_and_the_rest_goes_on(web: Web) -> None:
    good = web.add("/feed.xml", rss("/2024/05/01/a", "/2024/05/09/gone"))
    page = web.add("/page", "<html><body><p>no feed</p></body></html>")
    missing = web.url("/missing.xml")
    done = crawl("feed", url=f"{good} {page} {missing} nonsense")
    assert done.paths() == ["/2024/05/01/a"]
    assert done.fates == {
        page: (DropReason.NOT_A_FEED, "not a feed: expected an RSS, Atom or JSON feed"),
        missing: (DropReason.HTTP_ERROR, "HTTP 404"),
        "nonsense": (DropReason.BAD_URL, "'nonsense' is no URL: expected http:// or https:// and a host"),
        web.url("/2024/05/09/gone"): (DropReason.HTTP_ERROR, "HTTP 404"),
    }
    assert [drop.source for drop in done.dropped if drop.key] == [web.url("/2024/05/09/gone")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "the spider feed needs -a url=URL"),
        ({"url": "http://x/", "max_pages": "many"}, "max_pages: 'many': expected a whole number, 0 for no limit"),
    ],
)
def test_a_wrong_call_ends_in_one_line(arguments: dict[str, Any], said: str) -> None:
    done = crawl("feed", **arguments)
    assert (done.items, done.stats["finish_reason"]) == ([], "usage_error")
    (line,) = done.log.strip().splitlines()
    assert line.endswith(said)
