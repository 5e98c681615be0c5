"""Prompts to subscribe, sign in or get an app."""

from __future__ import annotations

from newsieve.cleaning.block import Place

MARKS = frozenset({"newsletter", "signup", "subscribe", "subscription", "paywall", "newsletters"})
LONGEST = 45
SHORT = 14
UNENDED = 25  # words of a prompt that ends like no sentence
LABEL = 5  # words of a button


def is_sign_up(here: Place) -> bool:
    """A short block that begins with a prompt, or holds one and links to it or stands in a box for it."""
    count = here.count
    if count > LONGEST:
        return False
    block = here.block
    if here.starts("sign_up") and (count <= SHORT or block.links > 0.1):
        return True
    if here.starts("sign_up") and count <= UNENDED and not here.ends:
        return True
    if not here.holds("sign_up"):
        return False
    if count <= LABEL and not here.ends:
        return True
    return bool(MARKS & (block.marks | block.around)) or block.links > 0.2
