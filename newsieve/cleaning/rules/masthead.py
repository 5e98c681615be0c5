"""What stands above the headline: the site's name, the section, a label."""

from __future__ import annotations

import re
from functools import lru_cache

from newsieve.cleaning.block import Place, Story
from newsieve.cleaning.form import fold, tokens

LONGEST = 8  # words
STEP = 4  # words
CRUMB = re.compile(r"\s*[›»>→❯▸]\s*")
OPENING = 60  # blocks within which the headline must come


def is_masthead(here: Place) -> bool:
    """A short block, no sentence, with the headline still to come and no prose before it; or a breadcrumb."""
    if here.index < _opening(here.story) and here.count <= LONGEST and not here.ends:
        return True
    return _is_breadcrumb(here)


@lru_cache(maxsize=1)  # asked for each block of one story
def _opening(story: Story) -> int:
    """How many blocks stand above the headline, 0 where none of the first blocks is it."""
    opening = min(OPENING, story.first)
    return max(
        (n for n, block in enumerate(story.blocks[: opening + 1]) if fold(block.text) in story.titles), default=0
    )


def _is_breadcrumb(here: Place) -> bool:
    """Steps such as `Home › News`, before the story: short, and none of them a sentence."""
    steps = [step for step in CRUMB.split(here.text) if step.strip()]
    if len(steps) < 2 or not here.begins or here.ends:
        return False
    return all(len(tokens(step)) <= STEP for step in steps)
