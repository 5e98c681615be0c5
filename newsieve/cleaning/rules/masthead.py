"""What stands above the headline: the site's name, the section, a label."""

from __future__ import annotations

from newsieve.cleaning.block import Place
from newsieve.cleaning.form import ends_a_sentence, fold, tokens

LONGEST = 8  # words
OPENING = 60  # blocks within which the headline must come


def is_masthead(here: Place) -> bool:
    """A short block, no sentence, with the headline still to come and no prose before it."""
    story = here.story
    if here.index >= min(OPENING, story.first) or len(tokens(here.text)) > LONGEST or ends_a_sentence(here.text):
        return False
    return any(fold(block.text) in story.titles for block in story.blocks[here.index + 1 : min(OPENING, story.first) + 1])
