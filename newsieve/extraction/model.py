"""How likely a block is a part of the story: a sum of small decision trees, trained by `training/train.py`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import Any

LOWEST = 0.3  # chance below which no block is kept on any page
LITTLE = 0.3  # of the text that may be the story
Node = Any  # a leaf's figure, or [feature, bound, node up to the bound, node beyond it]


@dataclass(frozen=True, slots=True)
class Model:
    """The trees in the order of their weight, and when a sum is so clear that the rest need not be asked."""

    trees: tuple[Node, ...]
    features: int
    threshold: float
    early: int  # after each so many trees
    clear: tuple[float, ...]  # a sum beyond this, to either side, decides: at each of these stops

    def probability(self, row: list[float]) -> float:
        """How likely the block with these figures is a part of the story, in 0..1."""
        total, trees, early = 0.0, self.trees, self.early
        for stop, clear in enumerate(self.clear):
            for node in trees[stop * early : (stop + 1) * early]:
                while type(node) is list:
                    node = node[2] if row[node[0]] <= node[1] else node[3]
                total += node
            if abs(total) > clear:
                break
        return 1.0 / (1.0 + exp(-total))

    def bound(self, chances: Sequence[float | None], sizes: Sequence[int]) -> float:
        """The chance from which the blocks of one page are kept.

        A page unlike those the model knows (a live blog, a list) gets chances that are neither high nor low: where the
        threshold would leave little of what may be the story, the bound is lower.
        """
        judged = [(chance, size) for chance, size in zip(chances, sizes, strict=True) if chance is not None]
        likely = sum(size for chance, size in judged if chance >= LOWEST)
        kept = sum(size for chance, size in judged if chance >= self.threshold)
        return self.threshold if kept >= LITTLE * likely else LOWEST


@lru_cache(maxsize=1)
def load_model() -> Model:
    """The model that is shipped beside this module."""
    told = json.loads((files(__package__) / "model.json").read_text("utf-8"))
    return Model(tuple(told["trees"]), told["features"], told["threshold"], told["early"], tuple(told["clear"]))
