"""Two texts side by side: paragraphs that tell the same face each other, shared and differing passages marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newsieve.article import Article, Relation
from newsieve.dedup import Contrast, Document, Filled, Hold, Passage, Suppressed, contrast, passages, shingle
from newsieve.report.explain.model import facts_of

MOST = 200  # paragraphs on either side that are looked at for partners
ALIKE = 0.25  # share of the smaller paragraph's shingles that makes two paragraphs partners

Marked = tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: an article, and the target that named it."""

    target: str
    article: Article

    @property
    def document(self) -> Document:
        """The article as it is compared."""
        a = self.article
        return Document(a.id, a.text, a.site, a.published, a.url, a.title, a.original_source)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What tells it apart."""
        shown = ("site", "published", "authors", "names as source", "url", "id")
        return tuple(fact for fact in facts_of(self.article) if fact[0] in shown)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles compared. `rows` are paragraphs that face each other, None where one side has no partner.

    `together` is what the store says of the two, empty where it was not asked.
    """

    left: Side
    right: Side
    contrast: Contrast
    rows: tuple[tuple[Marked | None, Marked | None], ...]
    together: str = ""

    @property
    def verdict(self) -> str:
        """Whether the two match, in a line."""
        match = self.contrast.match
        return RELATIONS[match.relation] if match else "different stories"

    @property
    def measures(self) -> str:
        """How much they share."""
        told = self.contrast
        return f"similarity {told.similarity:.2f} · containment {told.containment:.2f}"

    @property
    def contradictions(self) -> tuple[tuple[str, Filled], ...]:
        """The kinds of facts that the two fill differently somewhere."""
        kinds = (("figures", self.contrast.figures), ("names", self.contrast.names))
        return tuple((kind, filled) for kind, filled in kinds if filled.differences)

    @property
    def has_silent(self) -> bool:
        """Whether some shared passage does not count."""
        return any(p.hold is Hold.SILENT for row in self.rows for side in row if side for p in side)


RELATIONS = {
    Relation.EXACT: "exact: the same words",
    Relation.NEAR: "near: the same story, edited",
    Relation.EXCERPT: "excerpt: the left text is contained in the right one",
    Relation.DIGEST: "digest: the left text contains the right one, and more",
    Relation.REVISION: "revision: two versions of the same site",
}


def of_two(left: Side, right: Side, suppressed: Suppressed | None = None, together: str = "") -> Pair:
    """Compare two articles; `suppressed` are the store's shingles without a voice."""
    a, b = left.article.story, right.article.story
    marked_a, marked_b = passages(a, b, suppressed), passages(b, a, suppressed)
    rows = tuple((None if i is None else marked_a[i], None if j is None else marked_b[j]) for i, j in facing(a, b))
    return Pair(left, right, contrast(left.document, right.document, suppressed), rows, together)


def facing(a: Sequence[str], b: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Which paragraphs face each other, in order: partners, and between them what has none."""
    rows: list[tuple[int | None, int | None]] = []
    i = j = 0
    for m, n in [*_partners(a, b), (len(a), len(b))]:
        alone = max(m - i, n - j)
        rows += [(i + k if i + k < m else None, j + k if j + k < n else None) for k in range(alone)]
        if m < len(a):
            rows.append((m, n))
        i, j = m + 1, n + 1
    return rows


def _partners(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of paragraphs that tell the same, in the order of both texts, with the most words in common."""
    if max(len(a), len(b)) > MOST or not a or not b:
        return []
    common = _common(a, b)
    best = np.zeros((len(a) + 1, len(b) + 1))
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            best[i, j] = max(best[i + 1, j], best[i, j + 1], common[i, j] + best[i + 1, j + 1])
    found, i, j = list[tuple[int, int]](), 0, 0
    while i < len(a) and j < len(b):
        if common[i, j] > 0 and best[i, j] == common[i, j] + best[i + 1, j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1, j] >= best[i, j + 1]:
            i += 1
        else:
            j += 1
    return found


def _common(a: Sequence[str], b: Sequence[str]) -> NDArray[np.float64]:
    """How many shingles each two paragraphs share, 0 where they are too few for partners."""
    left, right = [shingle(text) for text in a], [shingle(text) for text in b]
    table = np.zeros((len(a), len(b)))
    for i, mine in enumerate(left):
        for j, other in enumerate(right):
            count = np.intersect1d(mine, other, assume_unique=True).size
            table[i, j] = count if count >= ALIKE * max(1, min(mine.size, other.size)) else 0
    return table
