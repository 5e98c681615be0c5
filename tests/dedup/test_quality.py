from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from newsieve.dedup import Document, deduplicate

DATA = Path(os.environ.get("NEWSIEVE_DATA", Path(__file__).parents[2] / "../shared/data")).resolve()
SCORE = DATA.parent / "score"


@dataclass(frozen=True, slots=True)
class Scores:
    ari: float
    doc_f1: float
    worst: int


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    make, score = SCORE / "make_dedup_set.py", SCORE / "score_dedup.py"
    if not (make.is_file() and score.is_file() and (DATA / "news_text").is_dir()):
        pytest.skip(f"shared data absent: {DATA} holds no news_text beside {SCORE}; set NEWSIEVE_DATA")
    folder = tmp_path_factory.mktemp("dedup")
    gold, out = folder / "gold.jsonl", folder / "out.jsonl"
    base = DATA / "news_text" / "base.jsonl.gz"
    _run(make, "2000", gold, "--seed", "7", "--base", base)
    out.write_text(_clusters(gold), encoding="utf-8")
    found = json.loads(_run(score, gold, out, "--json"))
    return Scores(found["ari"], found["doc_f1"], found["worst"])


def _run(script: Path, *arguments: str | Path) -> str:
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def _clusters(gold: Path) -> str:
    records = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    verdicts = deduplicate([Document(r["id"], r["text"], title=r["title"]) for r in records]).verdicts
    return "".join(json.dumps({"id": i, "cluster": v.cluster}) + "\n" for i, v in verdicts.items())


def test_the_clusters_of_a_labelled_set_agree_with_its_stories(scores: Scores) -> None:
    assert scores.ari >= 0.96


def test_copies_are_found_and_nothing_else(scores: Scores) -> None:
    assert scores.doc_f1 >= 0.97


def test_no_cluster_mixes_many_stories(scores: Scores) -> None:
    assert scores.worst <= 3
