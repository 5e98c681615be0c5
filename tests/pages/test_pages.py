"""Every saved page gives exactly its story and what the page says of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsieve.article import Article, Page
from newsieve.extraction import extract
from tests.pages.build import saved_pages

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent for path in HERE.glob("*/page.html"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_saved_page_gives_its_story_and_nothing_else(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    url = "https://news.example.org/story"
    article = extract(Page(url=url, requested_url=url, body=(folder / "page.html").read_bytes()))
    assert isinstance(article, Article)
    assert list(article.paragraphs) == expected["paragraphs"]
    assert article.title == expected["title"]
    assert list(article.authors) == expected["authors"]
    assert article.language == expected["language"]
    assert article.paywalled == expected["paywalled"]
    assert article.published == expected["published"]


def test_the_saved_pages_are_what_the_builder_writes() -> None:
    built = {page.name: (page.body, page.expected) for page in saved_pages()}
    on_disk = {f.name: ((f / "page.html").read_bytes(), (f / "expected.json").read_text("utf-8")) for f in FOLDERS}
    assert on_disk == built
    assert len(on_disk) >= 40
