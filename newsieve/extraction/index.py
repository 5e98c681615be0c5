"""Is the page a list of stories instead of a story?"""

from __future__ import annotations

from collections.abc import Sequence

from newsieve.cleaning import Block
from newsieve.extraction.jsonld import LIST_TYPES
from newsieve.extraction.metadata import Metadata
from newsieve.extraction.reader import is_prose
from newsieve.urls import is_front_page

STORY_PROSE = 3  # paragraphs from which a page without other signs tells a story
LINK_BLOCKS = 15
TEASERS = 8


def is_index(url: str, metadata: Metadata, blocks: Sequence[Block], kept: Sequence[Block]) -> bool:
    """Whether a page lists stories: it calls itself a list, or it holds many linked headlines and hardly any prose."""
    if metadata.linked.story.get("headline") or metadata.linked.story.get("articleBody"):
        return False
    prose = [block for block in kept if is_prose(block)]
    linked = sum(block.links > 0.7 and len(block.text) > 25 for block in blocks)
    is_list = bool(metadata.linked.types & LIST_TYPES) or is_front_page(url)
    together = max((sum(b.region == block.region for b in prose) for block in prose), default=0)
    if is_list and linked >= TEASERS and together < STORY_PROSE:
        return True
    said = (metadata.head.first("og:type") or "").lower()
    return said != "article" and linked >= LINK_BLOCKS and together < STORY_PROSE and linked > 2 * len(prose)
