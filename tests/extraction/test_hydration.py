"""A page that is drawn by scripts tells its story in their data, and that is read only where nothing is shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsieve.article import Article, Dropped, Page
from newsieve.extraction import extract

URL = "https://news.example.org/2024/05/04/bridge"
STORY = [
    f"The council of Ardenne met for the {word} time on Monday, heard the ferrymen of the lower Olm, and put off "
    f"the vote on the bridge until the {word} report of the engineers lies on the table."
    for word in ("first", "second", "third", "fourth", "fifth", "sixth")
]
TEASERS = [
    {"title": f"Ferry {n} runs again", "text": f"The ferry number {n} over the lower Olm runs again since Monday last."}
    for n in range(3)
]


def read(
    data: str, *, kind: str = "application/json", name: str = "__NEXT_DATA__", shown: str = ""
) -> Article | Dropped:
    script = f'<script id="{name}" type="{kind}">{data}</script>' if kind else f"<script>{data}</script>"
    page = f"<html lang=en><head><title>The bridge</title></head><body><div id=root>{shown}</div>{script}</body></html>"
    return extract(Page(url=URL, requested_url=URL, body=page.encode()))


def state(content: Any) -> str:
    return json.dumps({"props": {"page": {"related": TEASERS, "article": {"id": 7, "content": content}}}})


BLOCKS = [{"type": "p", "data": {"text": text}} for text in STORY]
MARKUP = "".join(f"<p>{text}</p>" for text in STORY)


@pytest.mark.parametrize("content", [STORY, BLOCKS, MARKUP], ids=["lines", "blocks", "markup"])
def test_a_story_in_the_data_of_a_script_is_read(content: Any) -> None:
    article = read(state(content))
    assert isinstance(article, Article)
    assert list(article.paragraphs) == STORY


def test_data_that_a_program_assigns_is_read() -> None:
    article = read(f"window.__STATE__ = {state(STORY)}; start()", kind="")
    assert isinstance(article, Article)
    assert list(article.paragraphs) == STORY


def test_what_a_page_shows_is_read_whatever_its_scripts_hold() -> None:
    shown = [text.replace("Ardenne", "Vestmark") for text in STORY]
    article = read(state(STORY), shown="".join(f"<p>{text}</p>" for text in shown))
    assert isinstance(article, Article)
    assert list(article.paragraphs) == shown


@pytest.mark.parametrize(
    "data",
    ["", "{", '"text"', "[1, 2]", state(TEASERS[0]), "[" * 5_000, state(["One line without an end"] * 50)],
    ids=["nothing", "cut", "text", "figures", "teasers", "deep", "lines"],
)
def test_data_without_a_story_gives_none(data: str) -> None:
    assert isinstance(read(data), Dropped)
