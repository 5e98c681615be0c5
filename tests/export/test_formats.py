from __future__ import annotations

import json

import pytest
from markdown_it import MarkdownIt

from newsieve.article import Article, Dropped, DropReason
from newsieve.export import FORMATS
from newsieve.record import Record, dropped_record, record

URL = "https://harbour.example/ferry"


def told(title: str | None, *paragraphs: str, authors: tuple[str, ...] = ()) -> Record:
    return record(Article("0" * 16, URL, URL, URL, "harbour.example", title, paragraphs, authors=authors))


DROPPED = dropped_record(Dropped(URL, URL, DropReason.EMPTY_PAGE))


def test_jsonl_is_one_line_for_each_record_dropped_ones_too() -> None:
    for given in (told("Ferry", "One.\nTwo."), DROPPED):
        line = FORMATS["jsonl"].write(given)
        assert line is not None
        assert line.endswith("}\n")
        assert json.loads(line) == given


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_formats_for_reading_leave_dropped_pages_out(name: str) -> None:
    assert FORMATS[name].write(DROPPED) is None


def test_text_is_headline_and_story() -> None:
    assert FORMATS["text"].write(told("Ferry", "One.", "Two.")) == "Ferry\n\nOne.\n\nTwo.\n"
    assert FORMATS["text"].write(told(None, "One.")) == "One.\n"


def test_markdown_says_who_when_and_where() -> None:
    text = FORMATS["markdown"].write(told("Ferry", "One.", "Two.", authors=("Ada Quill", "Oda Brill")))
    assert text == f"# Ferry\n\nAda Quill, Oda Brill · harbour.example\n\n<{URL}>\n\nOne.\n\nTwo.\n"


@pytest.mark.parametrize(
    "paragraph",
    [
        "# no heading",
        "1. no list",
        "- no list",
        "+ no list",
        "* no list",
        "> no quote",
        "no *stress* and no __stress__ and no `code`",
        "no [link](https://x.example/) and no <b>tag</b>",
        "a &amp; b",
        "back\\slash",
        "---",
        "===",
        "~~~",
        "```",
    ],
)
def test_markdown_shows_a_paragraph_as_it_stands(paragraph: str) -> None:
    text = FORMATS["markdown"].write(told("T", "before", paragraph, "after"))
    assert text is not None
    rendered = [token.content for token in _inline(text)]
    assert rendered[-2] == paragraph
    assert rendered[-1] == "after"


class _Plain:
    def __init__(self, content: str) -> None:
        self.content = content


def _inline(text: str) -> list[_Plain]:
    """The paragraphs of a Markdown text, as a reader sees them."""
    tokens = MarkdownIt().parse(text)
    assert {t.type for t in tokens} <= {"heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"}
    return [
        _Plain("".join(child.content for child in token.children or () if child.type.startswith("text")))
        for token in tokens
        if token.type == "inline"
    ]


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_control_characters_of_a_page_do_not_reach_the_reader(name: str) -> None:
    text = FORMATS[name].write(told("a\x1b[2Jb", "c\x9bd\u202ee"))
    assert text is not None
    assert text.replace("\n", "").isprintable()
