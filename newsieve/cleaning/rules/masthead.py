"""What stands above the headline: the site's name, the section, a label."""

from __future__ import annotations

import re

from newsieve.cleaning.block import Place
from newsieve.cleaning.form import ends_a_sentence, fold, tokens

LONGEST = 8  # words
STEP = 4  # words
CRUMB = re.compile(r"\s*[›»>→❯▸]\s*")
OPENING = 60  # blocks within which the headline must come


def is_masthead(here: Place) -> bool:
    """A short block, no sentence, with the headline still to come and no prose before it; or a breadcrumb."""
    story = here.story
    if _is_breadcrumb(here):
        return True
    if here.index >= min(OPENING, story.first) or len(tokens(here.text)) > LONGEST or ends_a_sentence(here.text):
        return False
    return any(
        fold(block.text) in story.titles for block in story.blocks[here.index + 1 : min(OPENING, story.first) + 1]
    )


def _is_breadcrumb(here: Place) -> bool:
    """Steps such as `Home › News`, before the story: short, and none of them a sentence."""
    steps = [step for step in CRUMB.split(here.text) if step.strip()]
    if len(steps) < 2 or not here.begins or ends_a_sentence(here.text):
        return False
    return all(len(tokens(step)) <= STEP for step in steps)
