"""Captions: what a picture shows."""

from __future__ import annotations

from newsieve.article import RemovalReason
from newsieve.cleaning.block import Place
from newsieve.cleaning.form import sentences, tokens
from newsieve.cleaning.rules.credit import HEADINGS, are_siblings, is_caption_like, names_credit

MARKS = frozenset({"caption", "figcaption", "captions", "bildunterschrift", "cutline", "legende"})
LONGEST = 90  # words of a block that a class word may call a caption
FIGURE_LONGEST = 60
SHORTEST_ALT = 4
SHORTEST_BESIDE, LONGEST_BESIDE = 5, 26  # words of a caption beside a credit
LONGER = 1.25  # times as long as the caption is the paragraph on the credit's other side


def is_caption(here: Place) -> bool:
    """A block that says what a picture shows, told by its element, its class, the picture's own text or a credit."""
    block, count = here.block, here.count
    if count > LONGEST:
        return False
    if "figcaption" in block.tags or ("figure" in block.tags and not block.tags & QUOTES and count <= FIGURE_LONGEST):
        return True
    if block.tag in HEADINGS:
        return False
    if MARKS & block.marks:
        return True
    if count >= SHORTEST_ALT and here.folded in here.story.captions and (block.after_image or block.before_image):
        return True
    if here.starts("caption") and (block.after_image or block.before_image):
        return True
    return _follows_bare_credit(here) or _stands_by_credit(here)


def _follows_bare_credit(here: Place) -> bool:
    """The paragraph after a credit that no class told, where it reads as a caption and none stood before the credit."""
    before = here.before
    if before is None or here.verdict_before is not RemovalReason.PHOTO_CREDIT or before.marks & CREDIT_MARKS:
        return False
    if here.index > 1 and here.verdicts[here.index - 2] is RemovalReason.CAPTION:
        return False
    return are_siblings(before, here.block) and is_caption_like(here, here.text)


def _stands_by_credit(here: Place) -> bool:
    """The shorter neighbour of a credit that words alone tell: one short sentence, where the other side is longer.

    Beside a picture it is the neighbour on the picture's side.
    """
    if not here.ends or not SHORTEST_BESIDE <= here.count <= LONGEST_BESIDE:
        return False
    if here.text[0] in QUOTE_SIGNS or here.block.links or sentences(here.text) > 1:
        return False
    before, after = here.index - 1, here.index + 1
    return _belongs(here, before, before - 1) or _belongs(here, after, after + 1)


def _belongs(here: Place, credit: int, beyond: int) -> bool:
    blocks, block = here.story.blocks, here.block
    if not 0 <= credit < len(blocks) or not are_siblings(block, blocks[credit]):
        return False
    if not names_credit(Place(here.story, credit, here.verdicts)):
        return False
    pictured = block.after_image if credit > here.index else block.before_image
    if pictured or not 0 <= beyond < len(blocks):
        return pictured
    other = len(tokens(blocks[beyond].text))
    return not _has_caption(here, beyond) and here.count * LONGER <= other


def _has_caption(here: Place, number: int) -> bool:
    """Whether the credit has its caption already, on the other side."""
    return number < here.index and here.verdicts[number] is RemovalReason.CAPTION


QUOTE_SIGNS = "\"“„«‘'「"
QUOTES = frozenset({"blockquote", "table", "ul", "ol"})
CREDIT_MARKS = frozenset({"credit", "caption"})
