"""Prompts to share, follow and comment."""

from __future__ import annotations

import re

from newsieve.cleaning.block import Place
from newsieve.cleaning.form import ends_a_sentence, reads_on, tokens

MARKS = frozenset({"share", "sharing", "social", "follow", "addtoany", "sharedaddy"})
LONGEST = 20
SHORT = 5
PHRASE = 3  # words of a share phrase that can mean nothing else
QUESTION = re.compile(r"^[^.!?]{3,60}\?\s+")


def is_share(here: Place) -> bool:
    """A short block that asks to share, follow or comment."""
    count = here.count
    if count > LONGEST:
        return False
    if _asks(here, count):
        return True
    if not here.starts("share"):
        return False
    if here.is_one("share") or MARKS & here.block.marks:
        return True
    return (count <= SHORT and not here.ends) or here.block.links > 0.3


def _asks(here: Place, count: int) -> bool:
    """A whole phrase such as "Share this story …" or "What do you think? Join the conversation …", and no sentence."""
    prompt = QUESTION.sub("", here.text)
    rest = here.words.after_start("share", prompt)
    if rest is None or len(tokens(prompt[: len(prompt) - len(rest)])) < PHRASE:
        return False
    return not ends_a_sentence(prompt) or (not here.begins and count <= LONGEST // 2 and not reads_on(prompt))
