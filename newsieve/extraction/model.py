"""How likely a block is a part of the story: a sum of small decision trees, trained by `training/train.py`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import Any

Node = Any  # a leaf's figure, or [feature, bound, node up to the bound, node beyond it]


@dataclass(frozen=True, slots=True)
class Model:
    """The trees in the order of their weight, and when a sum is so clear that the rest need not be asked."""

    trees: tuple[Node, ...]
    features: int
    threshold: float
    early: int  # after each so many trees
    clear: float  # a sum beyond this, to either side, decides

    def probability(self, row: list[float]) -> float:
        """How likely the block with these figures is a part of the story, in 0..1."""
        total = 0.0
        for number, node in enumerate(self.trees, 1):
            while type(node) is list:
                node = node[2] if row[node[0]] <= node[1] else node[3]
            total += node
            if not number % self.early and abs(total) > self.clear:
                break
        return 1.0 / (1.0 + exp(-total))


@lru_cache(maxsize=1)
def load_model() -> Model:
    """The model that is shipped beside this module."""
    told = json.loads((files(__package__) / "model.json").read_text("utf-8"))
    return Model(tuple(told["trees"]), told["features"], told["threshold"], told["early"], told["clear"])
