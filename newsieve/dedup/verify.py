"""Exact comparison of two texts: the verdict that banding only proposes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np

from newsieve.article import Match, Relation, Signature

from .document import Document
from .engine import loaded
from .facts import Facts, contradict, facts
from .shingles import Hashes, distinct, number, runs, shared
from .signature import sign
from .suppression import Suppressed
from .words import read_words

CONTAINED = 0.65  # share of the smaller text's shingles that the larger one holds, for a match
WHOLE = 0.85  # containment of an excerpt; an edited version has words of its own
PART = 0.75  # size of an excerpt, at most, over that of the whole
LIKE_SIZE = 0.4  # share of the larger text's shingles that both hold, below which one is a mere part of the other
LEAST = 6  # shingles in common, below which only the same words match


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A document as it is compared: its shingles, and its figures and names in their places."""

    document: Document
    words: int  # a number for the whole sequence of words: equal for the same words
    shingles: Hashes
    figures: Facts
    names: Facts

    def voiced(self, suppressed: Suppressed) -> Prepared:
        """The document with only the shingles that have a voice; where none has, the whole text counts as one."""
        kept = suppressed.keep(self.shingles)
        if kept.size == 0 and self.shingles.size:
            kept = np.array([self.words & 0xFFFFFFFF], np.uint32)
        return self if kept is self.shingles else replace(self, shingles=kept)


def prepare(document: Document) -> Prepared:
    """Read a document once, for all its comparisons.

    The compiled loops read it where they are loaded; what reads many texts loads them.
    """
    if not loaded():
        return prepare_by_words(document)
    from .machine import machine

    return machine().prepare(document)


def prepare_by_words(document: Document) -> Prepared:
    """`prepare` in plain Python and numpy: the reference, and the quicker way where few texts are read."""
    read = read_words(document.text)
    numbers = number(read.words)
    figures, names = facts(numbers, read.figures, read.names)
    return Prepared(document, sequence(numbers), distinct(runs(numbers)), figures, names)


def sequence(numbers: Hashes) -> int:
    """A number for a whole sequence of words."""
    return int.from_bytes(blake2b(numbers.astype("<u4", copy=False).tobytes(), digest_size=8).digest(), "little")


def signature(prepared: Prepared, suppressed: Suppressed) -> Signature:
    """The signature of what has a voice in a document: the one whose bands lead to its copies."""
    return sign(prepared.voiced(suppressed).shingles)


def compare(a: Prepared, b: Prepared, suppressed: Suppressed) -> Match | None:
    """Whether `a` and `b` tell one story, asked about `a`: None, or how `a` relates to `b`.

    `similarity` is the Jaccard index of the two texts' three-word shingles that have a voice, `containment` what both
    hold over what the smaller one holds. The same pair asked the other way round gives the same figures.
    """
    return compare_voiced(a.voiced(suppressed), b.voiced(suppressed))


def compare_voiced(a: Prepared, b: Prepared) -> Match | None:
    """`compare` for documents that have been reduced to their voiced shingles already."""
    if not a.shingles.size or not b.shingles.size:
        return None
    match = _match(a, b)
    if match.relation is Relation.EXACT:
        return match
    common = match.containment * min(a.shingles.size, b.shingles.size)
    enough = match.containment >= CONTAINED and common >= LEAST
    return match if enough and not _contradict(a, b) else None


def in_common(a: Prepared, b: Prepared) -> int:
    """How many shingles both texts hold; none where their facts contradict one another."""
    return 0 if _contradict(a, b) else shared(a.shingles, b.shingles)


def held(a: Prepared, b: Prepared) -> float:
    """The containment of two texts, however little it is."""
    return in_common(a, b) / max(min(a.shingles.size, b.shingles.size), 1)


def _contradict(a: Prepared, b: Prepared) -> bool:
    return contradict(a.figures, b.figures) or contradict(a.names, b.names)


def measure(a: Document, b: Document) -> Match:
    """How two documents of one story relate that were not compared themselves: all their shingles count."""
    return relate(prepare(a), prepare(b))


def relate(a: Prepared, b: Prepared) -> Match:
    """`measure` for documents that have been prepared already."""
    return _match(a, b)


def relate_by_site(relation: Relation, a: Document, b: Document) -> Relation:
    """An edited version on the very same site is a revision."""
    return Relation.REVISION if relation is Relation.NEAR and a.site is not None and a.site == b.site else relation


def _match(a: Prepared, b: Prepared) -> Match:
    if a.words == b.words:
        return Match(b.document.id, Relation.EXACT, 1.0, 1.0)
    return matched(a.document, a.shingles.size, b.document, b.shingles.size, shared(a.shingles, b.shingles))


def matched(a: Document, size_a: int, b: Document, size_b: int, common: int) -> Match:
    """How `a` relates to `b`, given how many shingles each has and how many both."""
    smaller, larger = sorted((size_a, size_b))
    relation = relate_by_site(Relation.NEAR, a, b)
    if common < LIKE_SIZE * larger or (common >= WHOLE * smaller and smaller <= PART * larger):
        relation = Relation.EXCERPT if size_a == smaller else Relation.DIGEST
    union = smaller + larger - common
    return Match(b.id, relation, common / union if union else 0.0, common / smaller if smaller else 0.0)
