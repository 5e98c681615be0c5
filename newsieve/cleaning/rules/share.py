"""Prompts to share, follow and comment."""

from __future__ import annotations

from newsieve.cleaning.block import Place
from newsieve.cleaning.form import ends_a_sentence, tokens

MARKS = frozenset({"share", "sharing", "social", "follow", "addtoany", "sharedaddy"})
LONGEST = 20
SHORT = 5


def is_share(here: Place) -> bool:
    """A short block that asks to share, follow or comment."""
    count = len(tokens(here.text))
    if count > LONGEST or not here.words.starts("share", here.text):
        return False
    if here.words.is_one("share", here.text) or MARKS & here.block.marks:
        return True
    return (count <= SHORT and not ends_a_sentence(here.text)) or here.block.links > 0.3
