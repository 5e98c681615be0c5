"""Extraction beside its peers, on page sets with gold text: quality and time in one run.

usage: python benchmarks/extraction.py DATA [SET …] [--reader NAME …]

DATA is a folder with `pages/<set>/dev/*.html.gz` and `gold.json`, and the scorer beside it in `../score`. All readers
get each page in turn, newsieve and trafilatura with metadata, on one core. F1 is the scorer's, par. the F1 of whole
paragraphs where the gold text has them; ms is CPU time a page. The peers come with `pip install .[peers]`.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.peers import PEERS, Reader
from newsieve.article import Article, Page
from newsieve.extraction import extract

UNKNOWN_URL = "https://unknown.example/page"
SETS = ("scrapinghub", "aed", "fundus_eval", "fundus_tests", "wcxb_news")


@dataclass
class Reading:
    """What one reader made of a set: text by page id, and the CPU seconds it took."""

    texts: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


def newsieve(body: bytes, url: str) -> str:
    outcome = extract(Page(url=url, requested_url=url, body=body))
    return outcome.text if isinstance(outcome, Article) else ""


def readers(wanted: list[str]) -> dict[str, Reader]:
    """The readers that are installed, of the peers only those that are wanted; what is absent is said."""
    found: dict[str, Reader] = {"newsieve": newsieve}
    for peer in PEERS:
        if wanted and peer.name.strip() not in wanted:
            continue
        if peer.is_installed:
            found[peer.name] = peer.make()
        else:
            print(f"{peer.name} is not installed and left out: pip install .[peers]", file=sys.stderr)
    return found


def read_set(folder: Path, gold: dict[str, dict[str, str]], by: Mapping[str, Reader]) -> dict[str, Reading]:
    readings = {name: Reading() for name in by}
    for page, truth in sorted(gold.items()):
        body = gzip.decompress((folder / f"{page}.html.gz").read_bytes())
        for name, reader in by.items():
            begun = time.process_time()
            readings[name].texts[page] = reader(body, truth.get("url") or UNKNOWN_URL)
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
    parser.add_argument("--reader", action="append", default=[], help="a peer to be read too; all, if none is named")
    call = parser.parse_args()
    scorer = load_scorer(call.data.resolve())
    by = readers(call.reader)
    print(
        f"{'set':<14}{'reader':<14}{'pages':>6}{'F1':>8}{'±':>7}{'prec.':>8}{'recall':>8}{'par.':>8}{'captions':>10}{'ms':>8}"
    )
    for name in call.sets:
        folder = call.data / "pages" / name / "dev"
        gold = json.loads((folder / "gold.json").read_text("utf8"))
        for reader, reading in read_set(folder, gold, by).items():
            m = scorer.score(gold, reading.texts, folder=folder)
            figures = f"{m['f1']:>8.3f}{m['f1_std']:>7.3f}{m['precision']:>8.3f}{m['recall']:>8.3f}"
            paragraphs = f"{m['paragraph_f1']:>8.3f}" if m["paragraph_f1"] is not None else f"{'':>8}"
            figures += f"{paragraphs}{m['caption_residue']:>10}{1000 * reading.seconds / len(gold):>8.1f}"
            print(f"{name:<14}{reader:<14}{len(gold):>6}{figures}", flush=True)


if __name__ == "__main__":
    main()
