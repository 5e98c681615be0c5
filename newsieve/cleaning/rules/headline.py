"""The headline, repeated at the head of the text."""

from __future__ import annotations

from newsieve.cleaning.block import Place
from newsieve.cleaning.form import fold

OPENING = 12  # blocks within which a heading may be the page's headline


def is_headline(here: Place) -> bool:
    """The page's headline itself, or a top heading near the beginning that is most of it."""
    folded = fold(here.text)
    if not folded or not here.story.titles:
        return False
    if folded in here.story.titles:
        return True
    return (
        here.index < OPENING
        and "h1" in here.block.tags
        and any(folded in t or t in folded for t in here.story.titles if len(t) > 15)
    )
