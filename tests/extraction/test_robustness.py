"""Whatever the bytes, extraction answers and does not raise."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsieve.article import Article, Dropped, DropReason, Page
from newsieve.extraction import extract

PARAGRAPHS = "".join(
    f"<p>Paragraph {i}: the council of Ardenne met again on Monday and voted for bridge number {i} over the Olm.</p>"
    for i in range(8)
)


def page(body: bytes) -> Page:
    return Page(url="https://example.org/a/1", requested_url="https://example.org/a/1", body=body)


TAGS = st.sampled_from(
    [
        "p",
        "div",
        "span",
        "br",
        "table",
        "tr",
        "td",
        "ul",
        "li",
        "a",
        "b",
        "article",
        "figure",
        "figcaption",
        "img",
        "h1",
        "h2",
        "blockquote",
        "section",
        "script",
        "style",
        "meta",
        "title",
        "time",
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' class="caption"',
        ' class="credit byline"',
        ' id="x"',
        ' href="//"',
        ' href="http://["',
        " hidden",
        ' itemprop="author"',
        ' datetime="99"',
    ]
)
MARKUP = st.lists(
    st.one_of(
        st.builds(lambda t, a: f"<{t}{a}>", TAGS, ATTRIBUTES),
        st.builds(lambda t: f"</{t}>", TAGS),
        st.text(max_size=40),
        st.sampled_from(
            [
                PARAGRAPHS,
                '<script type="application/ld+json">{"@type": ["NewsArticle", 1], "author": [[{"name": {}}]]}</script>',
                "&#0;",
                "<![CDATA[",
                "<!--",
                "<?x",
            ]
        ),
    ),
    max_size=30,
).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MARKUP)
def test_any_markup_gives_an_article_or_a_drop(markup: str) -> None:
    assert isinstance(extract(page(markup.encode("utf-8", "surrogatepass"))), Article | Dropped)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=12)))
def test_any_bytes_and_any_declared_charset_give_an_answer(body: bytes, charset: str | None) -> None:
    asked = Page(url="https://example.org/a", requested_url="x", body=body + PARAGRAPHS.encode(), encoding=charset)
    assert isinstance(extract(asked), Article | Dropped)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_url_gives_an_answer(url: str) -> None:
    result = extract(Page(url=url, requested_url=url, body=PARAGRAPHS.encode()))
    assert isinstance(result, Article | Dropped)
    assert result.url == url


@pytest.mark.parametrize("tag", ["div", "span", "table", "blockquote"])
def test_a_hundred_thousand_nested_tags_end_soon_and_keep_the_story(tag: str) -> None:
    body = f"<html><body>{f'<{tag}>' * 100_000}{PARAGRAPHS}{f'</{tag}>' * 100_000}</body></html>".encode()
    start = time.monotonic()
    result = extract(page(body))
    assert time.monotonic() - start < 20
    assert isinstance(result, Article)
    assert len(result.paragraphs) == 8


def test_ten_mebibytes_end_soon() -> None:
    filler = "<div><p>Lorem ipsum dolor sit amet, <a href='/x'>consectetur</a> adipiscing elit.</p></div>\n"
    body = ("<html><body>" + PARAGRAPHS + "<!--" + "x" * 9_000_000 + "-->" + filler * 2_000 + "</body></html>").encode()
    start = time.monotonic()
    assert isinstance(extract(page(body)), Article | Dropped)
    assert time.monotonic() - start < 40


@pytest.mark.parametrize(
    "unit", ['<div><img src="a.jpg" alt="five words of a text"></div>', "<p>Six words and no full stop</p>"]
)
def test_very_many_small_elements_end_soon(unit: str) -> None:
    start = time.monotonic()
    assert isinstance(extract(page((unit * 20_000).encode())), Article | Dropped)
    assert time.monotonic() - start < 40


def test_deeply_nested_json_is_passed_over() -> None:
    script = '<script type="application/ld+json">' + "[" * 100_000 + "</script>"
    assert isinstance(extract(page((script + PARAGRAPHS).encode())), Article)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", DropReason.EMPTY_PAGE),
        (b"   \n\t ", DropReason.EMPTY_PAGE),
        (b"\x00\x00\x00", DropReason.EMPTY_PAGE),
        (b"<html><body></body></html>", DropReason.EMPTY_PAGE),
        (
            b"<html><head><title>Only a title</title></head><body><script>x</script></body></html>",
            DropReason.EMPTY_PAGE,
        ),
        (b"%PDF-1.7 \x00\x01", DropReason.NOT_HTML),
        (b"\x89PNG\r\n\x1a\n", DropReason.NOT_HTML),
        (b'{"a": [1, 2]}', DropReason.NOT_HTML),
        (b"<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>", DropReason.NOT_HTML),
        (b"<html><body><p>Page not found</p></body></html>", DropReason.NO_TEXT),
        (
            b"<html><body><p>The council of Ardenne met on Monday and voted for a new bridge.</p></body></html>",
            DropReason.TOO_SHORT,
        ),
    ],
)
def test_a_page_without_a_story_says_why(body: bytes, reason: DropReason) -> None:
    result = extract(page(body))
    assert isinstance(result, Dropped)
    assert result.reason is reason
    assert result.detail
    assert "\n" not in result.detail


def test_the_content_type_of_another_kind_is_believed() -> None:
    asked = Page(
        url="https://example.org/a",
        requested_url="x",
        body=b"\x01\x02",
        headers={"content-type": "video/mp4; codecs=1"},
    )
    result = extract(asked)
    assert isinstance(result, Dropped)
    assert (result.reason, result.detail) == (DropReason.NOT_HTML, "video/mp4, not HTML")


def test_nul_bytes_within_the_text_do_no_harm() -> None:
    result = extract(page(PARAGRAPHS.replace("council", "coun\x00cil").encode()))
    assert isinstance(result, Article)
    assert "council" in result.text
