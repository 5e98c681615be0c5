import json
import tomllib
from collections import deque
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree

from newsieve.demo import DemoWeb
from newsieve.demo.outlets import AGENCY, FeedKind
from newsieve.errors import UsageError
from newsieve.urls import page_key
from tests.demo.fetching import fetch

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def reachable(home: str) -> set[str]:
    """The keys of all pages that links from a home page lead to, within its site."""
    seen, queue = {page_key(home)}, deque([home])
    while queue:
        answer = fetch(queue.popleft())
        seen.add(page_key(answer.url))
        if answer.status != 200 or "html" not in answer.content_type:
            continue
        for link in answer.links:
            url = urljoin(answer.url, link)
            if urlsplit(url).netloc == urlsplit(home).netloc and page_key(url) not in seen:
                seen.add(page_key(url))
                queue.append(url)
    return seen


def test_every_article_can_be_reached_from_the_home_pages(web: DemoWeb) -> None:
    found = set().union(*(reachable(home) for _, home in web.sources))
    assert {page_key(page.url) for page in web.truth.pages} <= found
    assert {page_key(url) for url in (*web.truth.index, *web.truth.private, *web.truth.missing)} <= found
    assert {page_key(url) for url in (*web.truth.documents, *web.truth.aliases)} <= found


def test_each_outlet_has_an_address_of_its_own(web: DemoWeb) -> None:
    assert len({home for _, home in web.sources}) == 8
    assert len({urlsplit(home).netloc for _, home in web.sources}) == 8
    assert all((urlsplit(home).hostname or "").startswith("127.") for _, home in web.sources)


def test_some_sections_have_several_pages_of_each_kind(web: DemoWeb) -> None:
    index = "\n".join(web.truth.index)
    assert "?page=2" in index
    assert "/page/2/" in index
    assert "list.php?s=news&p=2" in index


def test_section_pages_show_ways_to_older_stories(web: DemoWeb) -> None:
    texts = [fetch(site.base + path).text for site in web.sites for path in site.pages]
    assert any('rel="next"' in text for text in texts)
    assert any("Older stories" in text for text in texts)


def test_feeds_parse_and_name_articles_with_dates(web: DemoWeb) -> None:
    known = {page.url: page for page in web.truth.pages}
    kinds = set()
    for site in web.sites:
        kinds.add(site.outlet.feed)
        if site.outlet.feed is FeedKind.NONE:
            continue
        (path,) = [link for link in fetch(site.base + "/").links if "feed" in link or "atom" in link]
        body = fetch(site.base + path).body
        if site.outlet.feed is FeedKind.JSON:
            items = json.loads(body)["items"]
            urls, dates = [item["url"] for item in items], [item["date_published"] for item in items]
        elif site.outlet.feed is FeedKind.ATOM:
            root = etree.fromstring(body)
            urls = [str(link.get("href")) for link in root.iterfind(f"{ATOM}entry/{ATOM}link")]
            dates = [date.text for date in root.iterfind(f"{ATOM}entry/{ATOM}published")]
        else:
            root = etree.fromstring(body)
            urls = [link.text or "" for link in root.iterfind("channel/item/link")]
            dates = [date.text for date in root.iterfind("channel/item/pubDate")]
        assert urls
        assert len(dates) == len(urls)
        assert all(url in known for url in urls)
    assert kinds == set(FeedKind)


def test_robots_keeps_crawlers_out_of_private_pages_and_names_the_sitemap(web: DemoWeb) -> None:
    with_robots = 0
    for _, home in web.sources:
        answer = fetch(urljoin(home, "/robots.txt"))
        if answer.status == 404:
            continue
        with_robots += 1
        robots = RobotFileParser()
        robots.parse(answer.text.splitlines())
        forbidden = [url for url in web.truth.private if url.startswith(home)]
        allowed = [page.url for page in web.truth.pages if page.url.startswith(home)]
        assert len(forbidden) == 2
        assert not any(robots.can_fetch("newsieve", url) for url in forbidden)
        assert all(robots.can_fetch("newsieve", url) for url in allowed)
        assert not robots.can_fetch("GreedyBot", home)
        assert robots.site_maps() == [urljoin(home, "/sitemap.xml")]
    assert with_robots == len(web.sources) - 1


def test_news_sitemaps_name_every_article_of_their_site(web: DemoWeb) -> None:
    for site in web.sites:
        if not site.outlet.robots:
            continue
        index = etree.fromstring(fetch(site.base + "/sitemap.xml").body)
        (sitemap,) = [loc.text or "" for loc in index.iter(f"{SITEMAP}loc")]
        urls = {loc.text for loc in etree.fromstring(fetch(sitemap).body).iter(f"{SITEMAP}loc")}
        assert urls == {page.url for page in web.truth.pages if page.outlet == site.outlet.name}


def test_odd_links_answer_as_the_truth_says(web: DemoWeb) -> None:
    assert {fetch(url).status for url in web.truth.missing} == {404}
    assert all(fetch(url).body.startswith(b"%PDF") for url in web.truth.documents)
    known = {page.url: page for page in web.truth.pages}
    for alias, target in web.truth.aliases.items():
        assert known[target].title in fetch(alias).visible
    assert sum(fetch(alias).url == target for alias, target in web.truth.aliases.items()) == len(web.sources)


def test_a_second_form_of_a_url_names_the_one_that_counts(web: DemoWeb) -> None:
    second = {alias: target for alias, target in web.truth.aliases.items() if "print=1" in alias}
    assert len(second) >= 3
    own = [site.outlet.name for site in web.sites if site.postings[0].printed.canonical]
    for alias, target in second.items():
        page = next(page for page in web.truth.pages if page.url == target)
        assert f'rel="canonical" href="{target}"' in fetch(alias).text or page.outlet in own


def test_copies_that_name_the_agency_point_to_its_page(web: DemoWeb) -> None:
    originals = {page.story: page.url for page in web.truth.pages if page.kind == "wire"}
    naming = [page for page in web.truth.pages if page.names_source]
    pointing = [page for page in naming if f'rel="canonical" href="{originals[page.story]}"' in fetch(page.url).text]
    saying = [page for page in naming if AGENCY in fetch(page.url).text]
    assert pointing
    assert {page.url for page in naming} == {page.url for page in (*pointing, *saying)}


def test_requests_are_logged_by_outlet(web: DemoWeb) -> None:
    name, home = web.sources[2]
    before = web.requests[name]
    request = urljoin(home, "/about?utm_source=test")
    fetch(request)
    assert web.requests[name] == [*before, "/about?utm_source=test"]
    assert web.log[-1].agent.startswith("Python-urllib")


def test_the_sources_file_names_every_outlet(web: DemoWeb) -> None:
    read = tomllib.loads(web.sources_toml())
    assert [(source["name"], source["start"]) for source in read["source"]] == list(web.sources)


def test_the_same_seed_gives_the_same_web_but_for_the_ports() -> None:
    def pages() -> list[tuple[object, ...]]:
        with DemoWeb(outlets=6, articles=60, seed=3) as web:
            return [
                (urlsplit(p.url).path, p.title, p.paragraphs, p.junk, p.authors, p.published, p.tolerated)
                for p in web.truth.pages
            ]

    assert pages() == pages()


def test_a_closed_web_no_longer_answers() -> None:
    with DemoWeb(outlets=6, articles=60) as web:
        home = web.sources[0][1]
        held = urlopen(home, timeout=10)  # a connection still open when the web closes
        held.close()
    with pytest.raises(URLError):
        urlopen(home, timeout=2)


@pytest.mark.parametrize(("papers", "articles"), [(5, 150), (201, 5000), (8, 59), (20, 99)])
def test_a_web_too_small_for_its_promises_is_refused(papers: int, articles: int) -> None:
    with pytest.raises(UsageError, match="expected"):
        DemoWeb(outlets=papers, articles=articles)


def test_the_truth_is_refused_before_there_are_addresses() -> None:
    with pytest.raises(RuntimeError, match="before it is entered"):
        _ = DemoWeb().truth
