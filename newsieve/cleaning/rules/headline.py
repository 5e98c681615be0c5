"""The headline, repeated at the head of the text."""

from __future__ import annotations

from newsieve.cleaning.block import Place

OPENING = 12  # blocks within which a heading may be the page's headline


def is_headline(here: Place) -> bool:
    """The page's headline in any of its writings, or a top heading before the first prose."""
    folded = here.folded
    if folded and folded in here.story.titles:
        return True
    return here.block.tag == "h1" and here.index < min(OPENING, here.story.first)
