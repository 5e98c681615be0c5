"""Which shingles are frequent: held by many texts that are not copies of one story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .canonical import rank
from .shingles import NONE, Hashes
from .suppression import Suppressed
from .verify import Prepared, compare_voiced

MANY = 60  # different texts that may hold a shingle before it is looked at
ONE_IN = 2_000  # the same as a share of all texts, in a set so large that this is more
SAMPLE = 8  # holders that are compared, each with the next, to see whether they are one story
ONE_STORY = 0.5  # share of these comparisons that match, when they are


def suppressed(prepared: Iterable[Prepared]) -> Suppressed:
    """The shingles that too many different texts hold, unless most of these tell one story.

    A function of the set of documents. Headers, footers, templates and stock phrases lose their voice; a story
    with hundreds of copies keeps its own.
    """
    texts = _different(prepared)
    frequent = _frequent(texts)
    if not frequent.size:
        return Suppressed()

    @cache
    def match(a: int, b: int) -> bool:
        return compare_voiced(texts[a], texts[b]) is not None

    def one_story(holders: Sequence[int]) -> bool:
        sample = list(pairwise(holders[:SAMPLE]))
        return sum(match(a, b) for a, b in sample) >= ONE_STORY * len(sample)

    silent = [not one_story(holders.tolist()) for holders in _holders(texts, frequent)]
    return Suppressed(frequent[np.array(silent)])


def too_many(texts: int) -> int:
    """How many of so many different texts may hold a shingle before it is looked at.

    >>> too_many(10_000), too_many(1_000_000)
    (60, 500)
    """
    return max(MANY, texts // ONE_IN)


def outgrown(prepared: Iterable[Prepared], table: Suppressed) -> bool:
    """Whether these documents alone hold shingles to suppress that an older table lacks, so that it must be remade.

    Cheap, as it looks at a part of the set; so it sees nothing of shingles whose holders are mostly elsewhere.
    """
    return len(suppressed(p.voiced(table) for p in prepared)) > 0


def _different(prepared: Iterable[Prepared]) -> list[Prepared]:
    """One document for each different text, in an order that has nothing to do with what they say."""
    firsts = {p.words: p for p in sorted(prepared, key=lambda p: rank(p.document), reverse=True)}
    return [firsts[words] for words in sorted(firsts)]


def _frequent(texts: Sequence[Prepared]) -> Hashes:
    values = np.sort(np.concatenate([NONE, *(p.shingles for p in texts)]))
    return recurring(values, too_many(len(texts)))


def recurring(values: Hashes, many: int) -> Hashes:
    """Of sorted values, in which each text's stand once, those of more than `many` texts."""
    again = values[many:] == values[:-many]
    found: Hashes = np.unique(values[many:][again])
    return found


def _holders(texts: Sequence[Prepared], frequent: Hashes) -> list[NDArray[np.intp]]:
    """For each frequent shingle, the positions of the texts that hold it, ascending."""
    which, who = [np.empty(0, np.intp)], [np.empty(0, np.intp)]
    for position, text in enumerate(texts):
        if not text.shingles.size:
            continue
        near = frequent.searchsorted(text.shingles)
        at = near[frequent.take(near, mode="clip") == text.shingles]
        which.append(at)
        who.append(np.full(at.size, position, np.intp))
    shingle, holder = np.concatenate(which), np.concatenate(who)
    by_shingle = np.argsort(shingle, kind="stable")
    return np.split(holder[by_shingle], np.searchsorted(shingle[by_shingle], np.arange(1, frequent.size)))
