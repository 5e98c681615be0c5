"""Captions: what a picture shows."""

from __future__ import annotations

from newsieve.article import RemovalReason
from newsieve.cleaning.block import Place
from newsieve.cleaning.form import fold, tokens
from newsieve.cleaning.rules.credit import HEADINGS, are_siblings, is_caption_like

MARKS = frozenset({"caption", "figcaption", "captions", "bildunterschrift", "cutline", "legende"})
LONGEST = 90  # words of a block that a class word may call a caption
FIGURE_LONGEST = 60
SHORTEST_ALT = 4


def is_caption(here: Place) -> bool:
    """A block that says what a picture shows, told by its element, its class, the picture's own text or a credit."""
    block, count = here.block, len(tokens(here.text))
    if count > LONGEST:
        return False
    if "figcaption" in block.tags or ("figure" in block.tags and not block.tags & QUOTES and count <= FIGURE_LONGEST):
        return True
    if block.tag in HEADINGS:
        return False
    if MARKS & block.marks:
        return True
    if count >= SHORTEST_ALT and fold(here.text) in here.story.captions and (block.after_image or block.before_image):
        return True
    if here.words.starts("caption", here.text) and (block.after_image or block.before_image):
        return True
    return _follows_bare_credit(here)


def _follows_bare_credit(here: Place) -> bool:
    """The paragraph after a credit that no class told, where it reads as a caption and none stood before the credit."""
    before = here.before
    if before is None or here.verdict_before is not RemovalReason.PHOTO_CREDIT or before.marks & CREDIT_MARKS:
        return False
    if here.index > 1 and here.verdicts[here.index - 2] is RemovalReason.CAPTION:
        return False
    return are_siblings(before, here.block) and is_caption_like(here, here.text)


QUOTES = frozenset({"blockquote", "table", "ul", "ol"})
CREDIT_MARKS = frozenset({"credit", "caption"})
