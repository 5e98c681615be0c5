"""Runs of four words, by which texts are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

GRAM = 4
Gram = tuple[str, str, str, str]


def grams(words: Sequence[str]) -> Iterator[Gram]:
    """Every run of four words.

    >>> list(grams("It rained on the bridge".split()))
    [('It', 'rained', 'on', 'the'), ('rained', 'on', 'the', 'bridge')]
    """
    return zip(words, words[1:], words[2:], words[3:], strict=False)
