from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsieve.discovery import Links, find_links
from newsieve.urls import is_http, same_site

HOME = "https://www.example.org/"
PAGE = """<!doctype html><html><head><title>Aldwick Times</title>
<link rel="alternate" type="application/rss+xml" title="Aldwick Times" href="/feed.xml">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
<link rel="alternate" type="application/json+oembed" href="/oembed.json">
<link rel="alternate" hreflang="fo" href="/fo/"></head><body>
<header><a href="/">Aldwick Times</a><nav><ul><li><a href="/politics/">Politics</a></li>
<li><a href="/harbour/">Harbour</a></li><li><a href="https://sport.example.org/">Sport</a></li>
<li><a href="/login">Log in</a></li></ul></nav></header>
<main>
<article><header><h2><a href="/2024/05/01/harbour-wall">Harbour wall gives way in the night</a></h2></header>
<a href="/2024/05/01/harbour-wall?utm_source=home#more">Read more</a></article>
<article><a href="/news/ferry-late-again-after-storm">
<img src="/f.jpg" alt="Ferry late again after the storm"></a></article>
<article><a href="https://elsewhere.example/2024/05/01/not-ours-at-all">Not ours at all, this one</a></article>
<a href="#top">Top</a><a href="javascript:go()">Go</a><a href="mailto:desk@example.org">Mail</a><a>No target</a>
<a href="http://[bad">Bad</a><a href="/tag/rain">Rain</a><a href="/?page=2">Older »</a>
</main><footer><a href="/about">About us</a><a href="/company">Company</a></footer></body></html>"""


def urls(links: Links) -> tuple[list[str], list[str], list[str], str | None]:
    return [x.url for x in links.articles], [x.url for x in links.sections], list(links.feeds), links.next_page


def page(inner: str) -> bytes:
    return f"<html><body>{inner}</body></html>".encode()


def test_a_home_pages_links_are_told_apart() -> None:
    assert urls(find_links(PAGE.encode(), HOME)) == (
        [
            "https://www.example.org/2024/05/01/harbour-wall",
            "https://www.example.org/news/ferry-late-again-after-storm",
        ],
        [
            "https://www.example.org/politics/",
            "https://www.example.org/harbour/",
            "https://sport.example.org/",
        ],
        ["https://www.example.org/feed.xml"],
        "https://www.example.org/?page=2",
    )


def test_a_story_linked_twice_is_judged_by_its_longest_anchor() -> None:
    (story, _) = find_links(PAGE.encode(), HOME).articles
    assert story.text == "Harbour wall gives way in the night"


def test_a_site_at_a_port_is_a_site_of_its_own() -> None:
    body = page(
        '<h2><a href="/n/12.html">Harbour wall gives way in the night</a></h2>'
        '<h2><a href="http://127.0.0.1:8002/n/13.html">Ferry late again after the long storm</a></h2>'
    )
    assert urls(find_links(body, "http://127.0.0.1:8001/")) == (["http://127.0.0.1:8001/n/12.html"], [], [], None)


def test_tag_soup_without_a_nav_element_still_has_sections_and_stories() -> None:
    body = b"""<table><tr><td><a href=/politics.php>Politics<a href=/harbour.php>Harbour<td>
    <font size=5><a href="story.php?id=104">Harbour wall gives way in the night</a><br><a href=story.php?id=105>
    Ferry late again after the long storm</font></table><p><a href="index.php?page=2">&raquo;"""
    assert urls(find_links(body, "http://127.0.0.1:8001/index.php")) == (
        ["http://127.0.0.1:8001/story.php?id=104", "http://127.0.0.1:8001/story.php?id=105"],
        ["http://127.0.0.1:8001/politics.php", "http://127.0.0.1:8001/harbour.php"],
        [],
        "http://127.0.0.1:8001/index.php?page=2",
    )


def test_a_base_element_is_respected() -> None:
    body = b'<head><base href="/archive/"></head><a href="2024/05/01/harbour-wall">Harbour wall gives way at night</a>'
    assert urls(find_links(body, HOME))[0] == ["https://www.example.org/archive/2024/05/01/harbour-wall"]


def test_feeds_are_taken_from_anchors_where_the_head_names_none() -> None:
    assert urls(find_links(page('<a href="/rss.xml">RSS</a>'), HOME))[2] == ["https://www.example.org/rss.xml"]
    declared = PAGE.replace("<main>", '<main><a href="/other/rss.xml">RSS</a>')
    assert urls(find_links(declared.encode(), HOME))[2] == ["https://www.example.org/feed.xml"]


def test_a_feed_on_another_host_counts_where_the_head_names_it() -> None:
    body = b'<head><link rel="ALTERNATE" type="application/atom+xml" href="https://feeds.example.net/aldwick"></head>'
    assert urls(find_links(body, HOME))[2] == ["https://feeds.example.net/aldwick"]


@pytest.mark.parametrize("where", ["head", "body"])
def test_the_next_page_that_a_page_declares_is_taken(where: str) -> None:
    link = '<link rel="next" href="/news/3">' if where == "head" else '<a rel="next" href="/news/3">more</a>'
    head, body = (link, "") if where == "head" else ("", link)
    found = find_links(f"<head>{head}</head><body>{body}<p>x</p></body>".encode(), "https://www.example.org/news/2")
    assert found.next_page == "https://www.example.org/news/3"


def test_on_a_storys_page_the_next_story_is_no_next_page() -> None:
    body = page('<a rel="next" href="/2024/05/02/ferry-late-again">Ferry late again after the storm</a>')
    found = find_links(body, "https://www.example.org/2024/05/01/harbour-wall")
    assert found.next_page is None
    assert len(found.articles) == 1


def test_a_page_does_not_link_to_itself() -> None:
    body = page('<a href="/politics/?utm_source=menu#x">Politics</a><a href="/politics/">Politics</a>')
    assert find_links(body, "https://www.example.org/politics/") == Links()


@pytest.mark.parametrize("encoding", ["koi8-r", None, "x-unheard-of", "utf-16", "idna"])
def test_any_declared_charset_is_survived(encoding: str | None) -> None:
    body = page('<a href="/2024/05/01/wall">Стена гавани рухнула ночью</a>')
    assert isinstance(find_links(body, HOME, encoding), Links)


def test_the_charset_of_the_header_is_used() -> None:
    body = '<a href="/2024/05/01/wall">Стена гавани рухнула ночью</a>'.encode("koi8-r")
    assert [link.text for link in find_links(body, HOME, "KOI8-R").articles] == ["Стена гавани рухнула ночью"]


@pytest.mark.parametrize(
    "body", [b"", b" ", b"\x00", b"%PDF-1.7\x00", b"<!-- -->", b"<a href", b"<?xml version='1.0'?>"]
)
def test_a_page_without_links_has_none(body: bytes) -> None:
    assert find_links(body, HOME) == Links()


def test_a_deep_or_long_page_is_read_in_seconds() -> None:
    begun = time.perf_counter()
    find_links(b"<div>" * 20_000 + b'<a href="/politics/">Politics</a>', HOME)
    many = "".join(f'<a href="/2024/05/01/story-number-{n}">Story number {n}</a>' for n in range(5_000))
    assert len(find_links(page(many), HOME).articles) == 5_000
    assert time.perf_counter() - begun < 20


PIECES = """<a/href=' '> </a> <nav> <base/href=' /politics http://[ //x https://www.example.org/2024/05/01/a-b-c-d %ff é
# ?page=2 http://a:99999/ <h2> <table> &#x110000; <a/rel=next/href=?page=2>Next //\u2100.example/ \\ \0
<link/rel=next/href=' <link/rel=alternate/type=application/rss+xml/href='"""
SOUP = st.lists(st.sampled_from(PIECES.split()), max_size=30)


@given(st.binary(max_size=300) | SOUP.map(lambda parts: "".join(parts).encode()))
def test_any_bytes_give_links_within_the_site(body: bytes) -> None:
    links = find_links(body, HOME)
    inner = [link.url for link in (*links.articles, *links.sections)]
    assert all(is_http(url) and same_site(url, HOME) for url in inner)
    assert all(is_http(url) for url in links.feeds)
