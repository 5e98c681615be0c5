"""Digests: pages that carry several stories, which they must link and never merge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from newsieve.dates import instant

from .document import Document
from .pairs import Pairs, covered, parts
from .verify import measure

MOST = 0.9  # a part is at most this share of the digest
APART = 0.3  # parts of which one holds less than this of the other are two stories


def digests(documents: Mapping[str, Document], pairs: Pairs) -> set[str]:
    """The documents that contain two others which have nothing to do with one another, and are not older."""
    return {one for one in pairs.of if _is_digest(documents[one], documents, pairs)}


def _is_digest(document: Document, documents: Mapping[str, Document], pairs: Pairs) -> bool:
    inside = parts(document, pairs, documents, MOST)
    if len(inside) < 2 or _came_first(document, (documents[i] for i in inside)):
        return False
    stories = pairs.components(inside)
    largest = [max(story, key=lambda i: (covered(inside[i]), i)) for story in stories]
    # Bands can miss a link between two parts: their texts are asked.
    return any(measure(documents[a], documents[b]).containment < APART for a, b in combinations(largest, 2))


def _came_first(document: Document, others: Iterable[Document]) -> bool:
    """Whether the document is older than all the others, so that they must be excerpts of it."""
    return instant(document.published) < min(instant(other.published) for other in others)
