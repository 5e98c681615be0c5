from __future__ import annotations

from typing import Any

from scrapy import Request

from newsieve.crawl.dupes import PageKeyDupeFilter


def story(url: str, **meta: Any) -> Request:
    return Request(url, meta={"role": "article", **meta})


def test_one_page_under_several_urls_is_asked_for_once() -> None:
    seen = PageKeyDupeFilter()
    assert not seen.request_seen(story("https://example.org/a?id=1"))
    assert seen.request_seen(story("https://EXAMPLE.org:443/a?id=1&utm_source=feed#top"))
    assert not seen.request_seen(story("https://example.org/a?id=2"))


def test_a_redirect_that_only_strips_the_tracking_goes_on() -> None:
    seen = PageKeyDupeFilter()
    url = "https://example.org/a?utm_source=feed"
    assert not seen.request_seen(story(url))
    assert not seen.request_seen(story("https://example.org/a", redirect_urls=[url]))


def test_a_redirect_to_a_page_asked_for_by_itself_is_a_duplicate() -> None:
    seen = PageKeyDupeFilter()
    assert not seen.request_seen(story("https://example.org/a"))
    assert seen.request_seen(story("https://example.org/a", redirect_urls=["https://example.org/short"]))


def test_requests_of_other_schemes_are_told_apart_too() -> None:
    seen = PageKeyDupeFilter()
    assert not seen.request_seen(story("data:,a"))
    assert not seen.request_seen(story("data:,b"))
    assert seen.request_seen(story("data:,a"))


def test_requests_without_a_role_are_told_apart_as_scrapy_does() -> None:
    seen = PageKeyDupeFilter()
    assert not seen.request_seen(Request("https://example.org/search", method="POST", body="q=ferry"))
    assert not seen.request_seen(Request("https://example.org/search", method="POST", body="q=harbour"))
    assert not seen.request_seen(Request("https://example.org/a"))
    assert not seen.request_seen(Request("https://example.org/a?utm_source=feed"))
    assert seen.request_seen(Request("https://example.org/a"))
