"""Pages with gold texts, as rows of evidence with a label for each block."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsieve.article import Hints, RemovalReason
from newsieve.cleaning import Block, tokens
from newsieve.extraction.blocks import walk
from newsieve.extraction.decode import decode
from newsieve.extraction.images import picture_texts, read_images
from newsieve.extraction.metadata import read_metadata
from newsieve.extraction.parse import parse, strip
from newsieve.extraction.survey import survey
from newsieve.urls import site_of

SETS = ("scrapinghub", "aed", "fundus_eval", "fundus_tests", "wcxb_news")
MORE = "wcxb_articles"  # pages that are no news and have another convention: for training, at a lower weight
GRAM = 4
UNKNOWN_URL = "https://unknown.example/page"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One page: the blocks that were looked at, what is known of them, and how much of each is in the gold text.

    `labels` are shares of 4-grams in 0..1, or -1 for a paragraph that the gold text may hold or not.
    """

    name: str
    part: str  # the set
    site: str
    gold: dict[str, Any]
    start: int
    texts: tuple[str, ...]
    labels: tuple[float, ...]
    verdicts: tuple[RemovalReason | None, ...]
    rows: tuple[tuple[float, ...], ...]


def read_sets(data: Path, parts: Sequence[str]) -> list[Labelled]:
    """Every page of some sets below `data`/pages; a page without anything like a story has no blocks."""
    found = []
    for part in parts:
        folder = data / "pages" / part / "dev"
        gold = json.loads((folder / "gold.json").read_text("utf-8"))
        found += [_read(folder / f"{name}.html.gz", name, part, gold[name]) for name in sorted(gold)]
    return found


def _read(path: Path, name: str, part: str, gold: dict[str, Any]) -> Labelled:
    url = gold.get("url") or UNKNOWN_URL
    site = site_of(url, None) if gold.get("url") else name
    tree = parse(decode(gzip.decompress(path.read_bytes())))
    if tree is None:
        return Labelled(name, part, site, gold, 0, (), (), (), ())
    metadata = read_metadata(tree, url, Hints())
    captions = picture_texts(tree, read_images(tree, metadata, url))
    strip(tree)
    walked = walk(tree)
    found = survey(tree, walked, metadata, captions)
    if found is None:
        return Labelled(name, part, site, gold, 0, (), (), (), ())
    labels = label(walked.blocks, gold)
    return Labelled(
        name, part, site, gold, found.window.start,
        tuple(walked.blocks[n].text for n in found.window), tuple(labels[n] for n in found.window),
        found.verdicts, tuple(tuple(found.evidence.row(n)) for n in found.window),
    )  # fmt: skip


def label(blocks: Sequence[Block], gold: dict[str, Any]) -> list[float]:
    """How much of each block stands in the gold text.

    A block of fewer than four words counts as in it where it is a line of it, or a run of it amid blocks that are.
    """
    said = tokens(gold["text"])
    grams = set(zip(*(said[i:] for i in range(GRAM)), strict=False))
    lines = {" ".join(tokens(line)) for line in gold["text"].split("\n")}
    maybe = {" ".join(tokens(gold["paragraphs"][i])) for i in gold.get("optional") or ()}
    run = f" {' '.join(said)} "
    first = [_share(tokens(block.text), grams, lines, maybe, run) for block in blocks]
    return [
        value if value != HALF or len(tokens(block.text)) >= GRAM else _amid(first, n)
        for n, (value, block) in enumerate(zip(first, blocks, strict=True))
    ]


HALF = 0.5


def _share(have: Sequence[str], grams: set[tuple[str, ...]], lines: set[str], maybe: set[str], run: str) -> float:
    joined = " ".join(have)
    if joined in maybe:
        return -1.0
    if len(have) < GRAM:
        return 1.0 if joined in lines and have else HALF if have and f" {joined} " in run else 0.0
    mine = list(zip(*(have[i:] for i in range(GRAM)), strict=False))
    return sum(gram in grams for gram in mine) / len(mine)


def _amid(values: list[float], number: int) -> float:
    beside = values[max(0, number - 2) : number] + values[number + 1 : number + 3]
    return float(sum(value > HALF for value in beside) >= 2)
