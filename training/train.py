"""Train the model that decides which blocks are the story, and measure it with sites held apart.

usage: python -m training.train DATA [--out newsieve/extraction/model.json] [--check]

DATA is a folder with `pages/<set>/dev/*.html.gz` and `gold.json`, and the scorer beside it in `../score`. Needs the
`train` extra (lightgbm, numpy). Nothing of the data is written but the trees. `--check` trains four models, each
without a quarter of the sites, then four without a quarter of the pages, and prints what they reach on that quarter.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from math import log
from pathlib import Path
from typing import Any

import lightgbm
import numpy

from newsieve.cleaning import tokens
from newsieve.extraction.model import Model
from training.pages import MORE, SETS, Labelled, read_sets
from training.score import print_scores

WEIGHT_OF_MORE = 0.4
FOLDS = 4
THRESHOLD = 0.44
EARLY = 10  # after each so many trees a sum may be clear enough
TURNED = 0.0002  # of the blocks that may get another verdict at a stop for not asking the other trees
MARGIN = 0.4  # beyond the sum that so few turn
TREES = 120
PARAMETERS = {
    "objective": "binary", "learning_rate": 0.1, "num_leaves": 24, "min_child_samples": 20, "feature_fraction": 0.3,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "min_sum_hessian_in_leaf": 1.0, "max_bin": 63,
    "verbose": -1, "num_threads": 1, "seed": 1, "deterministic": True, "force_row_wise": True,
}  # fmt: skip


def weight(words: int, story: int) -> float:
    """How much a block of so many words counts in a page whose story has so many: by its share, within bounds."""
    return 0.15 + min(1.0, (words + 3) / max(60, story) * 15)


def train(pages: Sequence[Labelled]) -> Model:
    """The model of some pages."""
    rows, labels, weights = [], [], []
    for page in pages:
        story = len(tokens(page.gold["text"]))
        for text, share, row in zip(page.texts, page.labels, page.rows, strict=True):
            if share >= 0:
                rows.append(row)
                labels.append(share >= 0.5)
                weights.append(weight(len(tokens(text)), story) * (WEIGHT_OF_MORE if page.part == MORE else 1.0))
    data = lightgbm.Dataset(numpy.array(rows, dtype=numpy.float32), numpy.array(labels), weight=numpy.array(weights))
    told = lightgbm.train(PARAMETERS, data, TREES).dump_model()
    trees = tuple(_node(tree["tree_structure"]) for tree in told["tree_info"])
    return Model(trees, len(rows[0]), THRESHOLD, EARLY, _clear(trees, rows))


def _clear(trees: Sequence[Any], rows: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """For each stop the sum beyond which hardly a block's verdict turns; the last one ends all."""
    sums = numpy.zeros((len(rows), len(trees) // EARLY))
    for number, row in enumerate(rows):
        for stop in range(sums.shape[1]):
            sums[number, stop] = sum(_leaf(tree, row) for tree in trees[stop * EARLY : (stop + 1) * EARLY])
    upto = sums.cumsum(axis=1)
    bound = log(THRESHOLD / (1 - THRESHOLD))
    bounds = []
    for stop in range(upto.shape[1]):
        turned = numpy.sort(numpy.abs(upto[(upto[:, stop] >= bound) != (upto[:, -1] >= bound), stop]))[::-1]
        allowed = int(TURNED * len(rows))
        bounds.append(round(MARGIN + float(turned[allowed]), 2) if len(turned) > allowed else MARGIN)
    return tuple(bounds)


def _leaf(node: Any, row: Sequence[float]) -> float:
    while isinstance(node, list):
        node = node[2] if row[node[0]] <= node[1] else node[3]
    return float(node)


def _node(node: dict[str, Any]) -> Any:
    """A tree as nested lists, its bounds as short as they can be told."""
    if "leaf_value" in node:
        return round(node["leaf_value"], 3)
    bound = float(f"{node['threshold']:.4g}")
    return [node["split_feature"], bound, _node(node["left_child"]), _node(node["right_child"])]


def kept(model: Model, page: Labelled) -> list[str]:
    """The texts that the rules and a model leave of a page."""
    chances = [
        model.probability(list(row)) if verdict is None else None
        for verdict, row in zip(page.verdicts, page.rows, strict=True)
    ]
    bound = model.bound(chances, [len(text) for text in page.texts])
    return [text for text, chance in zip(page.texts, chances, strict=True) if chance is not None and chance >= bound]


def held_apart(pages: Sequence[Labelled], key: Callable[[Labelled], str]) -> dict[tuple[str, str], list[str]]:
    """What is kept of each page by a model that has seen no page with the same key."""
    names = sorted({key(page) for page in pages})
    random.Random(1).shuffle(names)
    fold = {name: number % FOLDS for number, name in enumerate(names)}
    found: dict[tuple[str, str], list[str]] = {}
    for number in range(FOLDS):
        model = train([page for page in pages if fold[key(page)] != number])
        found |= {(p.part, p.name): kept(model, p) for p in pages if fold[key(p)] == number}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("newsieve/extraction/model.json"))
    parser.add_argument("--check", action="store_true")
    call = parser.parse_args()
    pages = read_sets(call.data, (*SETS, MORE))
    if call.check:
        for name, key in (("sites", lambda p: p.site), ("pages", lambda p: f"{p.part}/{p.name}")):
            print_scores(f"{name} held apart", call.data, pages, held_apart(pages, key))
    model = train(pages)
    print_scores("in sample", call.data, pages, {(p.part, p.name): kept(model, p) for p in pages})
    told = {"features": model.features, "threshold": model.threshold, "early": EARLY, "clear": model.clear}
    call.out.write_text(json.dumps({**told, "trees": model.trees}, separators=(",", ":")) + "\n", "utf-8")
    print(f"{call.out}: {call.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
