"""A list of stories is told from a story."""

from __future__ import annotations

import pytest

from newsieve.article import Article, Dropped, DropReason, Page
from newsieve.extraction import extract

TEASERS = "".join(
    f'<div class="card"><h3><a href="/news/{i}">The council of Ardenne votes again for bridge number {i}</a></h3>'
    f"<p>The vote was close, and nobody was content with the result of number {i}.</p></div>"
    for i in range(20)
)
STORY = "".join(
    f"<p>Paragraph {i}: the council of Ardenne met again on Monday and voted for bridge number {i} over the Olm.</p>"
    for i in range(6)
)


def outcome(body: str, url: str, head: str = "") -> Article | Dropped:
    html = f"<html><head><title>Courier</title>{head}</head><body>{body}</body></html>"
    return extract(Page(url=url, requested_url=url, body=html.encode()))


@pytest.mark.parametrize(
    "url", ["https://example.com/", "https://example.com/local", "https://example.com/local?page=2"]
)
def test_a_page_of_teasers_is_dropped_as_an_index(url: str) -> None:
    result = outcome(TEASERS, url)
    assert isinstance(result, Dropped)
    assert result.reason is DropReason.INDEX_PAGE


def test_a_story_with_many_related_links_is_a_story() -> None:
    result = outcome(
        f"<article><h1>A bridge</h1>{STORY}</article><aside>{TEASERS}</aside>", "https://example.com/news/1"
    )
    assert isinstance(result, Article)
    assert len(result.paragraphs) == 6


def test_a_short_story_that_says_it_is_one_is_a_story() -> None:
    head = '<meta property="og:type" content="article">'
    short = "<p>The council of Ardenne voted on Monday for a new bridge over the river Olm, its clerk said.</p>"
    body = f"<article><h1>A bridge</h1>{short}{short.replace('Olm', 'Sorelle')}</article>{TEASERS}"
    result = outcome(body, "https://example.com/news/1", head)
    assert isinstance(result, Article)
