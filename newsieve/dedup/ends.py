"""How texts begin and end: what tells a story from a closing paragraph that stands under several."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Self

import numpy as np

from .shingles import Hashes, distinct, number, runs
from .verify import Prepared
from .words import read_words

QUARTER = 0.25  # share of a text's shingles: its beginning, its end
HARDLY = 0.1  # share of a beginning, below which a passage says nothing of it
MOSTLY = 0.5  # share of an end that a closing paragraph takes, at least


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """The shingles of a text's first quarter and of its last one, of those with a voice: headers are not counted."""

    beginning: Hashes
    end: Hashes

    @classmethod
    def of(cls, text: Prepared) -> Self:
        """The ends of a text."""
        in_order = runs(number(read_words(text.document.text).words))
        voiced = in_order[np.isin(in_order, text.shingles)]
        quarter = int(np.ceil(QUARTER * voiced.size))
        return cls(distinct(voiced[:quarter]), distinct(voiced[voiced.size - quarter :]))

    def close_with(self, passage: Hashes) -> bool:
        """Whether a passage is how the text ends, and nothing of how it begins."""
        return _share(self.beginning, passage) < HARDLY and _share(self.end, passage) >= MOSTLY


def passage(texts: list[Prepared]) -> Hashes:
    """The shingles that all of these texts hold."""
    return reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), (text.shingles for text in texts))


def _share(part: Hashes, passage: Hashes) -> float:
    return float(np.isin(part, passage, assume_unique=True).mean()) if part.size else 0.0
