"""How much two texts share: their word 5-grams."""

import re
from collections.abc import Iterable

Grams = frozenset[tuple[str, ...]]
SIZE = 5


def grams(paragraphs: Iterable[str]) -> Grams:
    words = re.findall(r"\w+", " ".join(paragraphs).lower())
    return frozenset(tuple(words[i : i + SIZE]) for i in range(len(words) - SIZE + 1))


def jaccard(a: Grams, b: Grams) -> float:
    return len(a & b) / len(a | b)


def containment(a: Grams, b: Grams) -> float:
    return len(a & b) / min(len(a), len(b))
