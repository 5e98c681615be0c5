from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsieve.article import DropReason
from newsieve.config import Source
from tests.crawl.one_crawl import crawl
from tests.crawl.web import Web

MENU = (
    '<nav><a href="/">Home</a><a href="/politics/">Politics</a><a href="/harbour/">Harbour</a>'
    '<a href="/login">Log in</a><a href="/tag/rain">Rain</a></nav>'
    '<footer><a href="/about">About us</a><a href="/privacy">Privacy</a></footer>'
)


def story(number: int) -> str:
    return f"/2024/05/{number:02}/ferry-number-{number}-reaches-bryne-harbour"


def listing(*numbers: int, more: str = "") -> str:
    cards = "".join(f'<h2><a href="{story(n)}">Ferry number {n} reaches Bryne harbour</a></h2>' for n in numbers)
    return f"<html><body>{MENU}{cards}{more}</body></html>"


@pytest.fixture
def web() -> Iterator[Web]:
    """An outlet: three stories on its home page, a feed, and two sections, one of them with three pages."""
    with Web() as running:
        for number in range(1, 13):
            running.add(story(number), f"<html><body><p>story {number}</p></body></html>")
        feed = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        running.add("/", f"<head>{feed}</head>" + listing(1, 2, 3))
        items = f"<item><link>{story(2)}</link><title>From the feed</title></item><item><link>{story(4)}</link></item>"
        running.add("/feed.xml", f"<rss><channel>{items}</channel></rss>", kind="application/rss+xml")
        running.add("/politics/", listing(1, 2, more='<a href="/politics/page/2/">Older</a>'))
        running.add("/politics/page/2/", listing(5, 6, more='<a rel="next" href="/politics/page/3/">3</a>'))
        running.add("/politics/page/3/", listing(6, more='<a href="/politics/page/4/">Older</a>'))
        running.add("/politics/page/4/", listing(12))
        running.add("/harbour/", listing(7))
        yield running


def numbers(paths: list[str]) -> list[int]:
    return sorted(int(path.split("/")[3]) for path in paths)


def test_from_a_home_page_it_finds_feed_sections_and_stories_by_itself(web: Web) -> None:
    done = crawl("site", url=web.url("/"))
    assert numbers(done.paths()) == [1, 2, 3, 4, 5, 6, 7]
    assert done.dropped == []
    lists = [path for path in web.pages_asked if not path.startswith("/2024")]
    assert sorted(lists) == ["/", "/feed.xml", "/harbour/", "/politics/", "/politics/page/2/", "/politics/page/3/"]
    assert len(web.asked) == len(set(web.asked))


def test_a_list_is_left_at_the_page_that_brings_nothing_new(web: Web) -> None:
    crawl("site", url=web.url("/"))
    assert web.times("/politics/page/3/") == 1
    assert web.times("/politics/page/4/") == 0


def test_every_page_says_its_outlet_and_where_it_was_found(web: Web) -> None:
    source = Source("Bryne Post", start=web.url("/"), language="fo")
    done = crawl("site", sources=[source])
    found = {page.url: page for page in done.pages}
    assert {page.outlet for page in done.pages} == {"Bryne Post"}
    assert found[web.url(story(1))].via == web.url("/")
    assert found[web.url(story(5))].via == web.url("/politics/page/2/")
    assert found[web.url(story(4))].via == web.url("/feed.xml")
    assert {page.hints.language for page in done.pages} == {"fo"}


def test_what_a_feed_says_reaches_a_story_that_was_found_before_it(web: Web) -> None:
    web.pages[story(2)] = type(web.pages[story(2)])(b"<p>late</p>", delay=1.0)
    done = crawl("site", url=web.url("/"))
    assert {page.url: page.hints.title for page in done.pages}[web.url(story(2))] == "From the feed"


def test_many_outlets_are_crawled_at_once_each_on_its_own_port(web: Web) -> None:
    with Web() as other:
        other.add("/", listing(8, 9).replace("/politics/", "/world/").replace("/harbour/", web.url("/harbour/")))
        for number in (8, 9):
            other.add(story(number), "<p>theirs</p>")
        done = crawl("site", sources=[Source("Bryne Post", web.url("/")), Source("Aldwick Times", other.url("/"))])
    theirs = [page for page in done.pages if page.outlet == "Aldwick Times"]
    assert sorted(page.url for page in theirs) == [other.url(story(8)), other.url(story(9))]
    assert all(page.url.startswith(web.url("/")) for page in done.pages if page.outlet == "Bryne Post")
    assert [drop.url for drop in done.dropped] == [other.url("/world/")]


def test_limits_on_sections_and_depth_hold(web: Web) -> None:
    done = crawl("site", url=web.url("/"), max_sections="1", max_depth="1")
    assert numbers(done.paths()) == [1, 2, 3, 4]
    lists = [path for path in web.pages_asked if not path.startswith("/2024")]
    assert sorted(lists) == ["/", "/feed.xml", "/politics/"]


def test_the_limit_on_stories_holds_for_each_outlet(web: Web) -> None:
    assert len(crawl("site", url=web.url("/"), max_pages="2").pages) == 2


def test_given_sections_and_feeds_are_read_without_a_home_page(web: Web) -> None:
    source = Source("Bryne Post", feeds=(web.url("/feed.xml"),), sections=(web.url("/harbour/"),))
    done = crawl("site", sources=[source])
    assert numbers(done.paths()) == [2, 4, 7]
    assert web.times("/") == 0


def test_a_feed_given_for_a_home_page_is_read_as_a_feed(web: Web) -> None:
    assert numbers(crawl("site", url=web.url("/feed.xml")).paths()) == [2, 4]


def test_a_source_that_leads_nowhere_is_told_and_the_others_go_on(web: Web) -> None:
    blank = web.add("/blank", '<html><body><div id="app"></div><script src="/app.js"></script></body></html>')
    paper = web.add("/paper", b"%PDF-1.4", kind="application/pdf")
    missing = web.url("/nothing")
    mapped = Source("Corrie Review", sitemaps=(web.url("/sitemap.xml"),))
    sources = [Source(sections=(web.url("/harbour/"),)), mapped]
    done = crawl("site", url=f"{blank} {paper} {missing} nonsense", sources=sources)
    assert numbers(done.paths()) == [7]
    assert done.fates == {
        blank: (DropReason.NO_LINKS, "no link to a story, a section or a feed"),
        paper: (DropReason.NOT_HTML, "application/pdf: expected a page of links"),
        missing: (DropReason.HTTP_ERROR, "HTTP 404"),
        web.url("/sitemap.xml"): (DropReason.HTTP_ERROR, "HTTP 404"),
        "nonsense": (DropReason.BAD_URL, "'nonsense' is no URL: expected http:// or https:// and a host"),
    }
    assert "Traceback" not in done.log


def test_a_source_names_which_stories_it_wants_and_what_it_shuns(web: Web) -> None:
    wants, shuns = (re.compile(r"-number-[1-6]\b"),), (re.compile("-number-[25]-"), re.compile("/harbour/$"))
    done = crawl("site", sources=[Source("Bryne Post", start=web.url("/"), allow=wants, deny=shuns)])
    assert numbers(done.paths()) == [1, 3, 4, 6]
    assert web.times("/harbour/") == 0
    assert web.times("/politics/") == 1


def test_what_a_source_itself_names_is_entered_whatever_it_shuns(web: Web) -> None:
    everything = (re.compile("."),)
    crawl("site", sources=[Source("Bryne Post", sections=(web.url("/harbour/"),), deny=everything)])
    assert web.pages_asked == ["/harbour/"]


def test_each_source_has_its_own_limits(web: Web) -> None:
    with Web() as other:
        other.pages = web.pages
        few = Source("Few", start=web.url("/"), max_pages=2, max_sections=1)
        shallow = Source("Shallow", start=other.url("/"), max_depth=1, max_pages=0)
        done = crawl("site", sources=[few, shallow], max_pages=1)
        of = {outlet: [page for page in done.pages if page.outlet == outlet] for outlet in ("Few", "Shallow")}
        assert (len(of["Few"]), len(of["Shallow"])) == (2, 5)
        assert web.times("/politics/") + web.times("/harbour/") == 1
        assert other.times("/politics/page/2/") == 0


def sitemap(*urls: str, days: float = 0) -> str:
    """A news sitemap of stories published so many days ago."""
    published = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    news = f"<news><publication_date>{published}</publication_date><title>As the map has it</title></news>"
    return f"<urlset>{''.join(f'<url><loc>{url}</loc>{news}</url>' for url in urls)}</urlset>"


def test_sitemaps_that_robots_txt_names_are_followed_for_the_last_days(web: Web) -> None:
    web.add(
        "/robots.txt",
        "User-agent: *\nSitemap: /all.xml\nSitemap: /old-news.xml\nSitemap: /news.xml\n",
        kind="text/plain",
    )
    web.add("/news.xml", sitemap(story(1), story(8), days=1))
    web.add("/old-news.xml", sitemap(story(9), days=8))
    recent = datetime.now(UTC).date().isoformat()
    listed = "".join(
        f"<url><loc>{url}</loc><lastmod>{recent}</lastmod></url>" for url in ("/politics/", "/ferry", story(10))
    )
    web.add("/all.xml", f"<urlset>{listed}</urlset>")
    done = crawl("site", url=web.url("/"))
    assert numbers(done.paths()) == [1, 2, 3, 4, 5, 6, 7, 8, 10]
    assert {page.url: page.hints.title for page in done.pages}[web.url(story(8))] == "As the map has it"
    assert done.dropped == []
    assert len(web.asked) == len(set(web.asked))
    assert "/ferry" not in web.asked


def test_the_sitemaps_of_a_source_take_the_place_of_those_in_robots_txt(web: Web) -> None:
    web.add("/robots.txt", "Sitemap: /named.xml\n", kind="text/plain")
    web.add("/named.xml", sitemap(story(8)))
    both = sitemap(story(9), days=3) + sitemap(story(10), days=30)
    web.add("/own.xml", both.replace("</urlset><urlset>", ""))
    only = Source("Bryne Post", sitemaps=(web.url("/own.xml"),))
    assert numbers(crawl("site", sources=[only]).paths()) == [9]
    done = crawl("site", sources=[replace(only, start=web.url("/"))], since="2024-01-01")
    assert numbers(done.paths()) == [1, 2, 3, 4, 5, 6, 7, 9, 10]
    assert web.times("/named.xml") == 0
