"""Site boilerplate: a paragraph that one site repeats across different stories.

"Different" is the whole difficulty. A site also runs one story twice (a revision, a second URL), and it repeats a
paragraph of background in every report on the same affair; neither is boilerplate. So two articles count as
different stories only when what they do not share is most of each, and hardly speaks of the same things.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

STORIES = 3  # in this many different stories, a paragraph is the site's and not the story's
SHORT = 12  # words; what is shorter and a sentence may be said by chance, as "No one was injured." is
SHORT_STORIES = 8  # different stories that a short sentence must stand in,
EDGE = 3  # and nearly always among so many first or last paragraphs
FIRST = 8  # of them nearly always tell
LOOKED_AT = 60  # holders looked at, in the order of their keys: enough to find three, and bounded
OWN_SHARE = 0.3  # less than this of an article is its own: the two are one story, told twice
RELATED = 0.22  # share of the smaller vocabulary that the other has too; of unrelated news, 95 pairs of 100 are below

SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s*$")
WORD = re.compile(r"[^\W\d_]{5,}")
UNSPACED = re.compile(r"(?=([\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{2}))")  # every pair of neighbours


@dataclass(frozen=True)
class Holder:
    """An article that holds the paragraph in question: its key, title and all its paragraphs."""

    key: str
    title: str | None
    paragraphs: tuple[str, ...]

    @cached_property
    def folded(self) -> dict[str, int]:
        """Its paragraphs as compared, each with its length."""
        return {fold(p): len(p) for p in self.paragraphs}


def fold(paragraph: str) -> str:
    r"""A paragraph as it is compared within its site: case and white space do not count.

    >>> fold("Sign  up\nnow")
    'sign up now'
    """
    return " ".join(paragraph.split()).casefold()


def is_boilerplate(paragraph: str, holders: Iterable[Holder]) -> bool:
    """Whether a paragraph with these holders (all of one site) stands in STORIES different stories.

    A short sentence must stand in more, and at their edges. A function of the set of holders: they are looked at in
    the order of their keys, and each is counted when it differs from all that were counted before.
    """
    looked_at = sorted(holders, key=lambda h: h.key)[:LOOKED_AT]
    by_chance = is_by_chance(paragraph)
    if by_chance and not _at_edges(fold(paragraph), looked_at):
        return False
    counted: list[Holder] = []
    for holder in looked_at:
        if all(differ(holder, other) for other in counted):
            counted.append(holder)
        if len(counted) == (SHORT_STORIES if by_chance else STORIES):
            return True
    return False


def is_by_chance(paragraph: str) -> bool:
    """Whether a paragraph is a sentence so short that two stories may say it by chance."""
    return len(paragraph.split()) < SHORT and bool(SENTENCE_END.search(paragraph))


def _at_edges(folded: str, holders: Sequence[Holder]) -> bool:
    """Whether nine in ten of the holders have the paragraph among their first or last ones."""
    edges = (list(holder.folded)[:EDGE] + list(holder.folded)[-EDGE:] for holder in holders)
    return sum(folded in edge for edge in edges) >= 0.9 * len(holders)


def differ(a: Holder, b: Holder) -> bool:
    """Whether two articles of one site are different stories about different things."""
    shared = a.folded.keys() & b.folded.keys()
    own_a, own_b = _own(a, shared), _own(b, shared)
    if not own_a or not own_b:
        return False
    words_a, words_b = _words([a.title or "", *own_a]), _words([b.title or "", *own_b])
    smaller = min(len(words_a), len(words_b))
    return smaller > 0 and len(words_a & words_b) < RELATED * smaller


def _own(holder: Holder, shared: set[str]) -> list[str]:
    """The paragraphs that `holder` does not share, or none where they are too small a part of it."""
    own = [p for p in holder.folded if p not in shared]
    whole = sum(holder.folded.values())
    return own if whole and sum(holder.folded[p] for p in own) >= OWN_SHARE * whole else []


def _words(texts: Iterable[str]) -> set[str]:
    return set().union(*map(_words_of, texts))


@lru_cache(maxsize=20_000)  # an article is compared with many others
def _words_of(text: str) -> frozenset[str]:
    folded = text.casefold()
    return frozenset(WORD.findall(folded)).union(UNSPACED.findall(folded))
