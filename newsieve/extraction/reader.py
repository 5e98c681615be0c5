"""Which blocks are the story: trafilatura's reading as evidence, and a second reading where it found little."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence

import trafilatura
from lxml import html

from newsieve.cleaning import Block, ends_a_sentence, size, tokens

GRAM = 4
ENOUGH = 0.6  # of a block's 4-grams that the reading must hold
PROSE = 60  # characters from which a block without many links counts as prose
MOST, LITTLE = 0.85, 0.4  # of the densest region: less, and the fast reading, or any reading, is not believed
LINKED = 0.4
MOST_ELEMENTS = 10_000  # of a page for the slow reading, whose time grows with the square of an element's children
MUCH = 400  # characters of prose that make a region part of the story

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every page it finds nothing in


def read_story(tree: html.HtmlElement, blocks: Sequence[Block]) -> list[int]:
    """The numbers of the blocks that are the story, in page order; the tree is not changed.

    trafilatura's fast reading first; its slower one, which compares extractors, where the fast one leaves out much
    of the prose of the densest region; that region itself where both found little of it.
    """
    dense = _densest(blocks)
    found = _in_reading(blocks, _reading(tree, fast=True))
    inside = set(found)
    is_doubtful = not found or _size(blocks, [n for n in dense if n in inside]) < MOST * _size(blocks, dense)
    if is_doubtful and tree.xpath("count(.//*)") <= MOST_ELEMENTS:
        found = _in_reading(blocks, _reading(tree, fast=False))
    return found if _size(blocks, found) >= LITTLE * _size(blocks, dense) else dense


def _reading(tree: html.HtmlElement, fast: bool) -> str:
    """The text that trafilatura finds, empty where it finds none."""
    document = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, fast=fast, favor_precision=fast
    )
    return getattr(document, "text", None) or ""


def _in_reading(blocks: Sequence[Block], reading: str) -> list[int]:
    """The blocks that a reading holds; of several with one text as many as it holds, those amid the most prose."""
    lines = Counter(" ".join(tokens(line)) for line in reading.split("\n"))
    words = tokens(reading)
    grams = set(zip(*(words[i:] for i in range(GRAM)), strict=False))
    held: dict[str, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        have = tokens(block.text)
        if have and _holds(have, lines, grams):
            held[" ".join(have)].append(number)
    weight: Counter[int] = Counter()
    for number in (n for numbers in held.values() for n in numbers if is_prose(blocks[n])):
        for region in {blocks[number].region, blocks[number].parent_region}:
            weight[region] += len(blocks[number].text)
    found = []
    for text, numbers in held.items():
        best = sorted(
            numbers, key=lambda n: (-max(weight[blocks[n].region], weight[blocks[n].parent_region]), blocks[n].links)
        )
        found += best[: max(1, lines[text])]
    return sorted(found)


def _holds(have: Sequence[str], lines: Counter[str], grams: set[tuple[str, ...]]) -> bool:
    if len(have) < GRAM:
        return " ".join(have) in lines
    mine = list(zip(*(have[i:] for i in range(GRAM)), strict=False))
    return sum(gram in grams for gram in mine) >= ENOUGH * len(mine)


def _size(blocks: Sequence[Block], numbers: list[int]) -> int:
    return sum(len(blocks[n].text) for n in numbers)


def is_prose(block: Block) -> bool:
    """Whether a block reads like a paragraph: long enough, a sentence's end, few links."""
    return size(block.text) >= PROSE and block.links < LINKED and ends_a_sentence(block.text)


def _densest(blocks: Sequence[Block]) -> list[int]:
    """The blocks from the first to the last prose of the region that holds most of it."""
    weight: dict[int, int] = defaultdict(int)
    for block in blocks:
        if is_prose(block):
            for region in {block.region, block.parent_region}:
                weight[region] += len(block.text)
    if not weight:
        return []
    best = max(weight, key=lambda region: weight[region])
    inside = [n for n, b in enumerate(blocks) if best in (b.region, b.parent_region)]
    prose = [n for n in inside if is_prose(blocks[n])]
    return [n for n in inside if prose[0] <= n <= prose[-1] and blocks[n].links < LINKED]


def main_regions(blocks: Sequence[Block], numbers: Sequence[int]) -> frozenset[int]:
    """The regions that hold much of the prose among some blocks."""
    weight: Counter[int] = Counter()
    for block in (blocks[n] for n in numbers):
        if is_prose(block):
            for region in {block.region, block.parent_region}:
                weight[region] += len(block.text)
    least = max(MUCH, 0.1 * max(weight.values(), default=0))
    return frozenset(region for region, size in weight.items() if size >= least)
