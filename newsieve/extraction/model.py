"""How likely a block is a part of the story: a sum of small decision trees, trained by `training/train.py`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import Any

LOWEST = 0.3  # chance below which no block is kept on any page
LITTLE = 0.3  # of the text that may be the story
Node = Any  # a leaf's figure, or [feature, bound, node up to the bound, node beyond it]
Stop = tuple[Callable[[Sequence[float], float], float], float]  # what adds its trees' answers to a sum; when to end


@dataclass(frozen=True, slots=True)
class Model:
    """The trees in the order of their weight, and when a sum is so clear that the rest need not be asked."""

    trees: tuple[Node, ...]
    features: int
    threshold: float
    early: int  # after each so many trees
    clear: tuple[float, ...]  # a sum beyond this, to either side, decides: at each of these stops
    _stops: tuple[Stop, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        groups = (self.trees[start : start + self.early] for start in range(0, len(self.trees), self.early))
        object.__setattr__(self, "_stops", tuple(zip(map(_compiled, groups), self.clear, strict=True)))

    def probability(self, row: Sequence[float]) -> float:
        """How likely the block with these figures is a part of the story, in 0..1."""
        total = 0.0
        for add, clear in self._stops:
            total = add(row, total)
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


def _compiled(trees: Sequence[Node]) -> Callable[[Sequence[float], float], float]:
    """A function that adds the answers of some trees to a sum: one expression, which is asked for every block."""
    source = f"lambda row, total: total + {' + '.join(map(_expression, trees))}"
    made: Callable[[Sequence[float], float], float] = eval(source, {})  # of our own figures alone
    return made


def _expression(node: Node) -> str:
    """A tree as Python says it; only numbers come from the file."""
    if not isinstance(node, list):
        return repr(float(node))
    feature, bound, low, high = node
    return f"({_expression(low)} if row[{int(feature)}] <= {float(bound)!r} else {_expression(high)})"
