"""Each stage alone, with real parts: a real store, a real pool, and Scrapy's own crawler object."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.settings import Settings
from scrapy.spiders import Spider

from newsieve.article import Article, Dropped, DropReason, Page
from newsieve.crawl.services import Services
from newsieve.dedup import shingle, sign
from newsieve.errors import StoreError
from newsieve.store import Settled, Store
from pipelines.drop_boilerplate import DropBoilerplate
from pipelines.extract_article import ExtractArticle
from pipelines.find_duplicates import FindDuplicates
from pipelines.store_article import StoreArticle
from tests.store.stories import article, paragraph, story

FOOTER = "The Harrow Lantern is paid for by its readers and by nobody else."
DROPPED = Dropped("https://a.example/x", "https://a.example/x", DropReason.TIMEOUT, "no answer within 30 s")


@pytest.fixture
def crawler(tmp_path: Path) -> Iterator[Crawler]:
    settings = {"NEWSIEVE_STORE": str(tmp_path / "news.db"), "NEWSIEVE_WORKERS": 1, "NEWSIEVE_PAGE_SECONDS": 20.0}
    made = Crawler(Spider, Settings(settings))
    yield made
    services = Services.of(made)
    services.close()
    if services.store:
        services.store.close()


def test_a_page_becomes_an_article(crawler: Crawler) -> None:
    body = "".join(f"<p>{paragraph(f'p{i}')}</p>" for i in range(6))
    html = f"<html><head><title>The mill closes</title></head><body><article>{body}</article></body></html>"
    url = "https://lantern.example/2026/03/01/the-mill-closes"
    page = Page(url, url, html.encode(), outlet="The Lantern")
    result = asyncio.run(ExtractArticle.from_crawler(crawler).process_item(page))
    assert isinstance(result, Article)
    assert result.paragraphs == tuple(paragraph(f"p{i}") for i in range(6))
    assert result.site == "The Lantern"


def test_what_is_no_page_passes_through_every_stage(crawler: Crawler) -> None:
    for stage in (ExtractArticle, DropBoilerplate, StoreArticle):
        assert asyncio.run(stage.from_crawler(crawler).process_item({"other": "item"})) == {"other": "item"}
    assert asyncio.run(FindDuplicates().process_item({"other": "item"})) == {"other": "item"}


def test_boilerplate_is_marked_as_far_as_the_store_can_tell(crawler: Crawler) -> None:
    store = Services.of(crawler).store
    assert store
    store.save([article(f"https://lantern.example/{i}", (*story(f"s{i}"), FOOTER)) for i in range(2)])
    stage = DropBoilerplate.from_crawler(crawler)
    result = asyncio.run(stage.process_item(article("https://lantern.example/3", (*story("s3"), FOOTER))))
    assert FOOTER not in result.text


def test_a_signature_is_that_of_the_text_without_boilerplate() -> None:
    result = asyncio.run(FindDuplicates().process_item(article("https://lantern.example/3", story("s3"))))
    assert result.signature == sign(shingle(result.text))


def test_an_article_is_stored_and_leaves_as_a_record_with_its_verdict(crawler: Crawler) -> None:
    stage = StoreArticle.from_crawler(crawler)
    first = asyncio.run(stage.process_item(article("https://a.example/1", story("a"))))
    second = asyncio.run(stage.process_item(article("https://b.example/1", story("a"))))
    assert second["duplicate_of"] == first["id"]
    assert second["relation"] == "exact"
    tally = Services.of(crawler).tally
    assert (tally.articles, tally.again) == (2, 0)


def test_a_dropped_page_is_recorded_counted_and_then_dropped(crawler: Crawler) -> None:
    services = Services.of(crawler)
    with pytest.raises(DropItem, match="no answer within 30 s"):
        asyncio.run(StoreArticle.from_crawler(crawler).process_item(DROPPED))
    assert services.tally.dropped == {"timeout": 1}
    assert services.tally.failures == [DROPPED]


def test_closing_settles_the_store(crawler: Crawler) -> None:
    services = Services.of(crawler)
    stage = StoreArticle.from_crawler(crawler)
    for i in range(3):
        asyncio.run(stage.process_item(article(f"https://lantern.example/{i}", (*story(f"s{i}"), FOOTER))))
    asyncio.run(stage.close_spider())
    assert services.tally.settled
    assert services.store
    assert all(FOOTER not in found.text for found, _ in services.store.articles())


def test_without_a_store_the_stages_still_give_records(tmp_path: Path) -> None:
    crawler = Crawler(Spider, Settings({"NEWSIEVE_STORE": "", "NEWSIEVE_WORKERS": 1, "NEWSIEVE_PAGE_SECONDS": 20.0}))
    result = asyncio.run(StoreArticle.from_crawler(crawler).process_item(article("https://a.example/1", story("a"))))
    assert result["status"] == "article"
    assert result["cluster"] is None
    asyncio.run(StoreArticle.from_crawler(crawler).close_spider())
    Services.of(crawler).close()


class BrokenStore(Store):
    """A store whose disk has failed."""

    def boilerplate(self, article: Article) -> frozenset[int]:
        raise ZeroDivisionError("an error of ours")

    def save(self, outcomes: object) -> list[object]:  # type: ignore[override]  # it never returns
        raise StoreError(self.url, "the disk is full")

    def settle(self, progress: object = None) -> Settled:
        raise StoreError(self.url, "the disk is full")


def test_an_error_of_ours_costs_the_page_and_is_counted(crawler: Crawler, caplog: pytest.LogCaptureFixture) -> None:
    services = Services.of(crawler)
    assert services.store
    services.store.__class__ = BrokenStore
    result = asyncio.run(DropBoilerplate.from_crawler(crawler).process_item(article("https://a.example/1", story("a"))))
    assert isinstance(result, Dropped)
    assert result.reason is DropReason.STAGE_FAILED
    assert "ZeroDivisionError" in result.detail
    assert "Traceback" in caplog.text


def test_a_store_that_refuses_ends_the_crawl(crawler: Crawler, caplog: pytest.LogCaptureFixture) -> None:
    services = Services.of(crawler)
    assert services.store
    services.store.__class__ = BrokenStore
    with pytest.raises(DropItem, match="the disk is full"):
        asyncio.run(StoreArticle.from_crawler(crawler).process_item(article("https://a.example/1", story("a"))))
    assert isinstance(services.tally.error, StoreError)
    assert "the disk is full" in caplog.text


def test_a_store_that_cannot_be_settled_is_told_where_it_was_opened_from_the_settings(
    crawler: Crawler, caplog: pytest.LogCaptureFixture
) -> None:
    services = Services.of(crawler)
    assert services.store
    services.store.__class__ = BrokenStore
    asyncio.run(StoreArticle.from_crawler(crawler).close_spider())
    assert isinstance(services.tally.error, StoreError)
    assert not services.tally.settled
    assert [record.getMessage() for record in caplog.records] == [str(services.tally.error)]


def test_a_page_is_shown_without_its_bytes() -> None:
    assert "story" not in repr(Page("https://a.example/1", "https://a.example/1", b"<p>story</p>"))
