"""Crawls that come again: real spiders, stages and store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any, ClassVar

import pytest
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings

from newsieve.article import Dropped, DropReason
from newsieve.crawl.known import SkipKnownPages
from newsieve.crawl.services import Services
from newsieve.crawl.tally import Tally
from newsieve.crawl.walks import Walks
from newsieve.settings import ITEM_PIPELINES
from newsieve.store import Store
from tests.crawl.one_crawl import crawl
from tests.crawl.web import Web
from tests.store.stories import story as paragraphs


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, Any]:
    return {"ITEM_PIPELINES": ITEM_PIPELINES, "NEWSIEVE_STORE": str(tmp_path / "news.db"), "NEWSIEVE_WORKERS": 1}


def add_stories(web: Web, *names: str) -> list[str]:
    """The paths of these stories, which are served from now on."""
    for name in names:
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(name))
        web.add(f"/2024/05/01/{name}", f"<html><body><article><h1>{name}</h1>{text}</article></body></html>")
    return [f"/2024/05/01/{name}" for name in names]


def add_feed(web: Web, path: str, stories: list[str], more: str | None = None) -> str:
    items = "".join(f"<item><link>{link}</link></item>" for link in stories)
    following = f'<a:link rel="next" href="{more}"/>' if more else ""
    body = f'<rss xmlns:a="http://www.w3.org/2005/Atom"><channel>{following}{items}</channel></rss>'
    return web.add(path, body, kind="application/rss+xml")


def fetched(web: Web, settings: dict[str, Any], **arguments: Any) -> list[str]:
    """What one crawl asked the server for, sorted: names of stories, and paths of feeds."""
    before = len(web.asked)
    done = crawl("feed", settings, **arguments)
    assert "Traceback" not in done.log
    return sorted(path.removeprefix("/2024/05/01/") for path in web.asked[before:] if path != "/robots.txt")


def articles(settings: dict[str, Any]) -> int:
    with Store.open(settings["NEWSIEVE_STORE"]) as store:
        return store.counts().articles


def test_a_limit_counts_new_stories_so_that_a_backlog_is_fetched(web: Web, settings: dict[str, Any]) -> None:
    feed = add_feed(web, "/feed", add_stories(web, *"abcdef"))
    asked = [fetched(web, settings, url=feed, max_pages="2") for _ in range(4)]
    assert asked == [["/feed", "a", "b"], ["/feed", "c", "d"], ["/feed", "e", "f"], ["/feed"]]
    assert articles(settings) == 6


def test_a_limit_leaves_no_backlog_on_later_pages_of_a_list(web: Web, settings: dict[str, Any]) -> None:
    add_feed(web, "/feed?2", add_stories(web, "c", "d"))
    feed = add_feed(web, "/feed", add_stories(web, "a", "b"), more="/feed?2")
    for _ in range(4):
        fetched(web, settings, url=feed, max_pages="1")
    assert articles(settings) == 4


def test_a_list_without_news_is_left_at_its_first_page_once_it_was_read(web: Web, settings: dict[str, Any]) -> None:
    add_feed(web, "/feed?3", add_stories(web, "c"))
    add_feed(web, "/feed?2", add_stories(web, "b"), more="/feed?3")
    feed = add_feed(web, "/feed", add_stories(web, "a"), more="/feed?2")
    assert fetched(web, settings, url=feed) == ["/feed", "/feed?2", "/feed?3", "a", "b", "c"]
    assert fetched(web, settings, url=feed) == ["/feed"]
    add_feed(web, "/feed", add_stories(web, "new"), more="/feed?2")
    assert fetched(web, settings, url=feed) == ["/feed", "/feed?2", "new"]
    assert fetched(web, settings, url=feed) == ["/feed"]


def test_a_later_page_that_failed_is_asked_for_again(web: Web, settings: dict[str, Any]) -> None:
    add_feed(web, "/feed?2", add_stories(web, "b"), more="/feed?3")
    feed = add_feed(web, "/feed", add_stories(web, "a"), more="/feed?2")
    web.add("/feed?3", status=500)
    fetched(web, settings, url=feed)
    add_feed(web, "/feed?3", add_stories(web, "c"))
    assert fetched(web, settings, url=feed) == ["/feed", "/feed?2", "/feed?3", "c"]


def test_a_story_on_a_later_page_that_failed_is_asked_for_again(web: Web, settings: dict[str, Any]) -> None:
    add_feed(web, "/feed?2", ["/2024/05/01/b"])
    feed = add_feed(web, "/feed", add_stories(web, "a"), more="/feed?2")
    web.add("/2024/05/01/b", status=500)
    fetched(web, settings, url=feed)
    add_stories(web, "b")
    assert fetched(web, settings, url=feed) == ["/feed", "/feed?2", "b"]


def test_a_crawl_that_did_not_come_to_its_end_is_made_good(web: Web, settings: dict[str, Any]) -> None:
    add_feed(web, "/feed?2", add_stories(web, "b"))
    feed = add_feed(web, "/feed", add_stories(web, "a"), more="/feed?2")
    fetched(web, settings, url=feed)
    add_feed(web, "/feed", add_stories(web, "c"), more="/feed?2")
    add_feed(web, "/feed?2", add_stories(web, "d", "b"))
    page = web.pages["/feed?2"]
    web.add("/feed?2", status=500)
    fetched(web, settings, url=feed)
    web.pages["/feed?2"] = page
    assert fetched(web, settings, url=feed) == ["/feed", "/feed?2", "d"]


def test_a_story_that_leads_to_another_of_the_same_run_is_known_with_it(web: Web, settings: dict[str, Any]) -> None:
    (story,) = add_stories(web, "b")
    web.redirect("/2024/05/01/a", "/2024/05/01/between")
    web.redirect("/2024/05/01/between", story)
    feed = add_feed(web, "/feed", [story, "/2024/05/01/a"])
    assert fetched(web, settings, url=feed) == ["/feed", "a", "b", "between"]
    assert fetched(web, settings, url=feed) == ["/feed"]


class Asked(Store):
    """A store that remembers in which thread it was asked for how many keys."""

    asked: ClassVar[list[tuple[bool, int]]] = []

    def known(self, keys: Iterable[str], lifted: Collection[DropReason] = ()) -> set[str]:
        wanted = list(keys)
        self.asked.append((current_thread() is main_thread(), len(wanted)))
        return super().known(wanted, lifted)


def test_the_store_is_asked_once_for_all_links_of_a_page_and_not_in_the_event_loop(tmp_path: Path) -> None:
    crawler = Crawler(Spider, Settings({"NEWSIEVE_WORKERS": 1}))
    links = [Request(f"https://a.example/{number}", meta={"role": "article"}) for number in range(100)]

    async def links_of_a_page() -> AsyncIterator[Request]:
        for link in links:
            yield link

    async def passed() -> list[Request]:
        filtering = SkipKnownPages.from_crawler(crawler)
        return [link async for link in filtering.process_spider_output(page, links_of_a_page())]

    page = Response("https://a.example/", request=Request("https://a.example/"))
    with Asked.open(str(tmp_path / "news.db")) as store:
        store.save([Dropped(url, url, DropReason.NOT_HTML, key=url) for url in (link.url for link in links[:60])])
        services = Services.provide(crawler, store, Tally())
        assert asyncio.run(passed()) == links[60:]
        services.close()
    assert Asked.asked == [(False, 100)]
    assert services.tally.known == 60


def test_a_walk_is_whole_from_where_every_page_came_and_every_story_was_obtained() -> None:
    walks = Walks()
    for page, following in (("1", "2"), ("2", "3"), ("3", "4"), ("A", "B")):
        walks.goes_on(page, following)
    walks.reads("2", ["a"])
    walks.reads("3", ["b", "lost"])
    walks.reads("4", [])
    walks.reads("B", ["a"])
    assert walks.whole(lambda keys: set(keys) - {"lost"}) == {"4", "B"}
    walks.goes_on("4", "5")
    walks.goes_on("5", "4")
    assert walks.whole(lambda keys: set(keys)) == {"B"}
