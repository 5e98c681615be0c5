"""Is the page a list of stories instead of a story?"""

from __future__ import annotations

from collections.abc import Sequence

from newsieve.cleaning import Block
from newsieve.extraction.jsonld import LIST_TYPES
from newsieve.extraction.metadata import Metadata
from newsieve.extraction.prose import is_prose
from newsieve.urls import is_front_page

STORY_PROSE = 3  # paragraphs of its own from which a page tells a story
LINK_BLOCKS = 15  # linked headlines that make a page without other signs a list
TEASERS = 8  # linked headlines that make a page a list that calls itself one
HEADLINE = 25  # characters of a link that may be a headline
LINKED = 0.7


def is_index(url: str, metadata: Metadata, blocks: Sequence[Block], kept: Sequence[Block]) -> bool:
    """Whether a page lists stories: many linked headlines, and hardly a paragraph that is no teaser of one."""
    story = metadata.linked.story
    if story.get("headline") or story.get("articleBody"):
        return False
    headlines = sum(map(_is_headline, blocks))
    own = _own_prose(blocks, kept)
    if own >= STORY_PROSE:
        return False
    if headlines >= TEASERS and (metadata.linked.types & LIST_TYPES or is_front_page(url)):
        return True
    said = (metadata.head.first("og:type") or "").lower()
    return said != "article" and headlines >= LINK_BLOCKS


def _is_headline(block: Block) -> bool:
    return block.links > LINKED and len(block.text) > HEADLINE


def _own_prose(blocks: Sequence[Block], kept: Sequence[Block]) -> int:
    """How many kept paragraphs do not directly follow a linked headline."""
    read = {id(block) for block in kept}
    return sum(
        id(block) in read and is_prose(block) and not (number and _is_headline(blocks[number - 1]))
        for number, block in enumerate(blocks)
    )
