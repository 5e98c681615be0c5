"""The story's text where a page gives it to machines alone: JSON-LD `articleBody` without text to see on the page."""

from __future__ import annotations

import html as entities
import re

from newsieve.cleaning import Block, size
from newsieve.extraction.metadata import Metadata
from newsieve.extraction.story import Sieved

SHORTEST = 600  # characters of a given text that may stand in for the page's own
LITTLE = 0.2  # of the given text: a page that shows more of its story is read itself
ENDS = re.compile(r"</(?:p|div|h\d|li|blockquote)>|<br\s*/?>", re.IGNORECASE)
MARKUP = re.compile(r"<[^<>]{0,2000}>")


def or_given(story: Sieved, metadata: Metadata) -> Sieved:
    """The story as read, or as the page gives it to machines where hardly any of it was found."""
    body = metadata.linked.story.get("articleBody")
    if not isinstance(body, str) or len(body) < SHORTEST:
        return story
    paragraphs = given_paragraphs(body)
    given = sum(map(size, paragraphs))
    if given < SHORTEST or sum(size(block.text) for block in story.kept) > LITTLE * given:
        return story
    return Sieved(tuple(Block(text) for text in paragraphs))


def given_paragraphs(body: str) -> tuple[str, ...]:
    r"""The paragraphs of a text for machines, without markup.

    >>> given_paragraphs("<p>One &amp; two.</p><p>Three.</p>"), given_paragraphs("One.\n\nTwo.")
    (('One & two.', 'Three.'), ('One.', 'Two.'))
    """
    text = MARKUP.sub(" ", ENDS.sub("\n", entities.unescape(body)))
    return tuple(line for raw in text.splitlines() if (line := " ".join(raw.split())))
