"""Extraction beside plain trafilatura, on page sets with gold text: quality and time in one run.

usage: python benchmarks/extraction.py DATA [SET …]

DATA is a folder with `pages/<set>/dev/*.html.gz` and `gold.json`, and the scorer beside it in `../score`. Both readers
get each page in turn, metadata included, on one core. F1 is the scorer's; ms is CPU time a page.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from trafilatura import bare_extraction

from newsieve.article import Article, Page
from newsieve.extraction import extract

SETS = ("scrapinghub", "aed", "fundus_eval", "fundus_tests", "wcxb_news")
Reader = Callable[[bytes, str], str]


@dataclass
class Reading:
    """What one reader made of a set: text by page id, and the CPU seconds it took."""

    texts: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


def newsieve(body: bytes, url: str) -> str:
    outcome = extract(Page(url=url, requested_url=url, body=body))
    return outcome.text if isinstance(outcome, Article) else ""


def trafilatura(body: bytes, url: str) -> str:
    document = bare_extraction(body, url=url, with_metadata=True)
    return (getattr(document, "text", None) or "") if document else ""


READERS: dict[str, Reader] = {"newsieve": newsieve, "trafilatura": trafilatura}


def read_set(folder: Path, gold: dict[str, dict[str, str]]) -> dict[str, Reading]:
    readings = {name: Reading() for name in READERS}
    for page, truth in sorted(gold.items()):
        body = gzip.decompress((folder / f"{page}.html.gz").read_bytes())
        for name, reader in READERS.items():
            begun = time.process_time()
            readings[name].texts[page] = reader(body, truth["url"])
            readings[name].seconds += time.process_time() - begun
    return readings


def load_scorer(data: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_pages", data.parent / "score" / "score_pages.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{data.parent / 'score'}: no score_pages.py there")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("sets", nargs="*", default=SETS)
    call = parser.parse_args()
    scorer = load_scorer(call.data.resolve())
    print(f"{'set':<14}{'reader':<13}{'pages':>6}{'F1':>8}{'±':>7}{'prec.':>8}{'recall':>8}{'captions':>10}{'ms':>8}")
    for name in call.sets:
        folder = call.data / "pages" / name / "dev"
        gold = json.loads((folder / "gold.json").read_text("utf8"))
        for reader, reading in read_set(folder, gold).items():
            m = scorer.score(gold, reading.texts, folder=folder)
            figures = (
                f"{m['f1']:>8.3f}{m['f1_std']:>7.3f}{m['precision']:>8.3f}{m['recall']:>8.3f}{m['caption_residue']:>10}"
            )
            print(f"{name:<14}{reader:<13}{len(gold):>6}{figures}{1000 * reading.seconds / len(gold):>8.1f}")


if __name__ == "__main__":
    main()
