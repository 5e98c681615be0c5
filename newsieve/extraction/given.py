"""The story's text where a page gives it to machines alone: in JSON-LD, or in the data of its scripts."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import html

from newsieve.cleaning import Block, size
from newsieve.extraction.hydration import hydrated
from newsieve.extraction.markup import plain_paragraphs
from newsieve.extraction.metadata import Metadata
from newsieve.extraction.story import Sieved

SHORTEST = 600  # characters of a given text that may stand in for the page's own
LITTLE = 0.2  # of the given text: a page that shows more of its story is read itself


def or_given(story: Sieved, metadata: Metadata, scripts: Sequence[html.HtmlElement] = ()) -> Sieved:
    """The story as read, or as the page gives it to machines where hardly any of it was found.

    `scripts` are the page's; they are looked into only where neither page nor JSON-LD tells a story.
    """
    shown = sum(size(block.text) for block in story.kept)
    body = metadata.linked.story.get("articleBody")
    given = plain_paragraphs(body) if isinstance(body, str) and len(body) >= SHORTEST else ()
    if _stands_in(given, shown):
        return Sieved(tuple(Block(text) for text in given))
    if shown < SHORTEST and scripts and _stands_in(told := hydrated(scripts), shown):
        return Sieved(tuple(Block(text) for text in told))
    return story


def _stands_in(given: tuple[str, ...], shown: int) -> bool:
    length = sum(map(size, given))
    return length >= SHORTEST and shown <= LITTLE * length
