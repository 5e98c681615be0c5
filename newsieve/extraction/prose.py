"""What reads like a paragraph, by its form alone."""

from __future__ import annotations

from newsieve.cleaning import Block, ends_a_sentence, size

SHORTEST = 60  # characters from which a block without many links counts as prose
LINKED = 0.4


def is_prose(block: Block) -> bool:
    """Whether a block reads like a paragraph: long enough, a sentence's end, few links."""
    return reads_as_prose(block, size(block.text))


def reads_as_prose(block: Block, length: int) -> bool:
    """`is_prose` of a block whose size is known."""
    return length >= SHORTEST and block.links < LINKED and ends_a_sentence(block.text)
