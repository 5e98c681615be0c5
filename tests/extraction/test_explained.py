"""Every block of a page is told with its verdict, by the same reading that makes the article."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsieve.article import Article, Dropped, DropReason, Page, RemovalReason
from newsieve.extraction import Explained, Fate, explain, extract

PAGES = sorted((Path(__file__).parents[1] / "pages").glob("*/page.html"))
URL = "https://news.example.org/story"

PROSE = "".join(
    f"<p>The keeper of lock {n} said on Monday that its gates would be opened again before the winter storms.</p>"
    for n in ("one", "two", "three", "four")
)


def _explain(body: str | bytes) -> Explained:
    return explain(Page(url=URL, requested_url=URL, body=body if isinstance(body, bytes) else body.encode()))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_the_blocks_told_are_those_the_article_was_made_from(path: Path) -> None:
    body = path.read_bytes()
    explained = _explain(body)
    article = extract(Page(url=URL, requested_url=URL, body=body))
    assert explained.outcome == article
    assert isinstance(article, Article)
    judged = explained.judged
    assert tuple(block.text for block in judged if block.fate is Fate.KEPT) == article.paragraphs
    removed = [(block.text[:2_000], block.reason) for block in judged if block.fate is Fate.REMOVED]
    assert removed == [(item.text, item.reason) for item in article.removed]
    assert [block.text for block in judged] == [block.text for block in explained.blocks]


def test_what_stands_before_and_after_the_story_is_told_in_its_place() -> None:
    told = _explain(
        f"<body><div><a href=/>Port Ember Herald</a></div><article><h1>Locks</h1>{PROSE}</article><p>Imprint</p>"
    )
    assert [(block.text, block.fate) for block in told.judged[:1]] == [("Port Ember Herald", Fate.BEFORE)]
    assert [(block.text, block.fate) for block in told.judged[-1:]] == [("Imprint", Fate.AFTER)]
    assert all(block.reason is None for block in told.judged if block.fate is not Fate.REMOVED)


def test_a_removed_block_stands_between_its_neighbours_with_its_reason() -> None:
    caption = "<figure><img src=a.jpg><figcaption>The old lock at dusk.</figcaption></figure>"
    first, rest = PROSE.split("</p>", 1)
    told = _explain(f"<body><article>{first}</p>{caption}{rest}</article>").judged
    assert [(block.fate, block.reason) for block in told[:3]] == [
        (Fate.KEPT, None),
        (Fate.REMOVED, RemovalReason.CAPTION),
        (Fate.KEPT, None),
    ]


def test_a_page_without_a_story_tells_its_blocks_as_unread() -> None:
    told = _explain("<body><p>Nothing here.</p>")
    assert isinstance(told.outcome, Dropped)
    assert {block.fate for block in told.judged} <= {Fate.UNREAD, Fate.KEPT}
    assert [block.text for block in told.judged] == ["Nothing here."]


def test_what_is_no_page_tells_its_reason_and_no_block() -> None:
    told = _explain(b"%PDF-1.7")
    assert isinstance(told.outcome, Dropped)
    assert (told.outcome.reason, told.judged) == (DropReason.NOT_HTML, ())
