"""Commonplaces: short texts that stand in many stories, such as a firm's closing paragraph with a line before it."""

from __future__ import annotations

from .pairs import Pairs

STORIES = 4  # groups of matching texts that have nothing to do with one another
CLOSE = 0.8  # similarity from which two texts are versions of one another, commonplace or not


def commonplaces(pairs: Pairs) -> set[str]:
    """The texts that match several others which mostly do not match one another.

    The copies of a story match one another, not only the story: what joins texts that are otherwise strangers is a
    part they have in common.
    """
    return {one for one, others in pairs.of.items() if len(others) >= STORIES and _joins_strangers(one, pairs)}


def _joins_strangers(one: str, pairs: Pairs) -> bool:
    around = pairs.around(one)
    groups = pairs.components(around)
    return len(groups) >= STORIES and 2 * max(map(len, groups)) <= len(around)
