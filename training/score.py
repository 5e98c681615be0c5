"""What a model reaches, by the scorer that lies beside the data."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from newsieve.cleaning import fold
from training.pages import SETS, Labelled

QUOTE_SHORTEST = 40


def print_scores(
    name: str, data: Path, pages: Sequence[Labelled], kept: Mapping[tuple[str, str], Sequence[str]]
) -> None:
    """One line a set: F1 with its deviation, precision, recall."""
    scorer = load_scorer(data)
    for part in SETS:
        gold = {page.name: page.gold for page in pages if page.part == part}
        texts = {key[1]: "\n\n".join(_once(lines)) for key, lines in kept.items() if key[0] == part}
        m = scorer.score(gold, texts, n_bootstrap=300)
        print(f"{name:<18}{part:<14}{m['f1']:.4f} ± {m['f1_std']:.3f}  {m['precision']:.3f} {m['recall']:.3f}")


def _once(lines: Sequence[str]) -> list[str]:
    """Lines without those that stand in a longer one, as the sieve takes them out."""
    folded = [fold(line) for line in lines]
    return [
        line
        for line, text in zip(lines, folded, strict=True)
        if len(text) < QUOTE_SHORTEST or not any(len(other) > len(text) and text in other for other in folded)
    ]


def load_scorer(data: Path) -> ModuleType:
    """The scorer in `../score` beside the data."""
    spec = importlib.util.spec_from_file_location("score_pages", data.resolve().parent / "score" / "score_pages.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{data.parent / 'score'}: no score_pages.py there")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer
