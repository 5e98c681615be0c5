from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsieve.article import DropReason
from tests.crawl.one_crawl import crawl
from tests.crawl.web import Web


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as running:
        yield running


def test_each_page_is_fetched_once_however_often_and_however_dressed_up_it_is_given(web: Web) -> None:
    story = web.add("/story", "<p>story</p>")
    web.add("/story?utm_source=feed", "<p>story</p>")
    other = web.add("/story?id=2", "<p>other</p>")
    done = crawl("urls", urls=[story, story, f"{story}?utm_source=feed", f"{story}#top", f" {story} ", other])
    assert sorted(web.pages_asked) == ["/story", "/story?id=2"]
    assert sorted(page.url for page in done.pages) == [story, other]


def test_a_page_says_what_was_asked_for_what_came_and_when(web: Web) -> None:
    web.add("/new", "<p>Fær</p>".encode("latin-1"), kind='text/html; charset="ISO-8859-1"', headers={"X-A": "b"})
    asked = web.redirect("/old", "/new#top")
    (page,) = crawl("urls", url=asked).pages
    assert (page.url, page.requested_url, page.status) == (web.url("/new"), asked, 200)
    assert (page.encoding, page.content_type, page.headers["x-a"]) == ("ISO-8859-1", "text/html", "b")
    assert page.body == "<p>Fær</p>".encode("latin-1")
    assert page.fetched_at is not None
    assert page.fetched_at.utcoffset() is not None
    assert (page.outlet, page.via) == (None, None)


def test_a_header_without_a_charset_leaves_the_encoding_open(web: Web) -> None:
    url = web.add("/a", '<meta charset="koi8-r"><p>a</p>', kind="text/html")
    assert [page.encoding for page in crawl("urls", url=url).pages] == [None]


def test_what_is_no_html_still_becomes_a_page_for_the_stages(web: Web) -> None:
    urls = [
        web.add("/report.pdf", b"%PDF-1.7 \x00\xff", kind="application/pdf"),
        web.add("/empty", b""),
        web.add("/bytes", b"\x00\x01\x02", kind="application/octet-stream"),
        web.add("/untyped", b"\x89PNG\r\n", kind=""),
    ]
    done = crawl("urls", urls=urls)
    assert sorted(page.requested_url for page in done.pages) == sorted(urls)
    assert {page.content_type for page in done.pages} >= {"application/pdf", "text/html"}
    assert done.dropped == []


def test_a_redirect_that_only_strips_the_tracking_is_followed(web: Web) -> None:
    web.add("/story", "<p>story</p>")
    asked = web.redirect("/story?utm_source=feed", "/story")
    assert [(page.requested_url, page.url) for page in crawl("urls", url=asked).pages] == [(asked, web.url("/story"))]


def test_urls_are_read_from_a_file_without_comments_and_blank_lines(web: Web, tmp_path: Path) -> None:
    listed = tmp_path / "urls.txt"
    listed.write_text(f"\ufeff# ours\n{web.add('/a', 'a')}\n\n  {web.add('/b', 'b')}  \nnot a url\n", encoding="utf-8")
    done = crawl("urls", file=str(listed), url=f"{web.add('/c', 'c')} {web.add('/d', 'd')}")
    assert done.paths() == ["/a", "/b", "/c", "/d"]
    assert [page.via for page in sorted(done.pages, key=lambda page: page.url)] == [str(listed)] * 2 + [None] * 2
    assert [(drop.source, drop.reason) for drop in done.dropped] == [("not a url", DropReason.BAD_URL)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "the spider urls needs -a url=URL or -a file=PATH"),
        ({"file": "/nowhere/urls.txt"}, "/nowhere/urls.txt: no such file or directory"),
        ({"url": "http://x/", "links": "1"}, "the spider urls knows no argument links"),
    ],
)
def test_a_wrong_call_ends_in_one_line(arguments: dict[str, Any], said: str) -> None:
    done = crawl("urls", **arguments)
    assert done.items == []
    assert done.stats["finish_reason"] == "usage_error"
    (line,) = done.log.strip().splitlines()
    assert line.endswith(said)
