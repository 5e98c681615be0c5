"""Which blocks may be the story: trafilatura's reading and the densest element as evidence."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate

import trafilatura
from lxml import etree, html

from newsieve.cleaning import Block, tokens
from newsieve.extraction.blocks import Walked
from newsieve.extraction.prose import LINKED, is_prose

GRAM = 4
SHORT = 25  # characters of a block that a reading must hold as a line of its own
ENOUGH = 0.6  # of a block's 4-grams that the reading must hold
LITTLE = 0.4  # of the densest region: less, and the reading is not believed
MUCH = 400  # characters of prose that make a region part of the story
CUT = "cut-off"  # the name given to elements on their way out
MENU = 4  # blocks without prose that make an element a menu where more than half of their text is linked
MOST_REGIONS = 20_000  # of a page for trafilatura, whose time grows faster than the page
UNREAD = ("head", "img", "amp-img", "picture", "source")  # nothing of them is read
KEEP = frozenset(["html", "body", "table", "tbody", "tr", "td", "th"])

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every page it finds nothing in


def read_tree(tree: html.HtmlElement, walked: Walked) -> list[int]:
    """The numbers of the blocks that trafilatura takes for the story, in page order.

    Menus and empty elements are cut off first, as its time grows with the tree: the tree is of no use afterwards.
    """
    _cut_menus(tree, walked)
    if len(walked.regions) > MOST_REGIONS:
        return []
    document = trafilatura.bare_extraction(tree, include_comments=False, fast=True)
    return _in_reading(walked.blocks, getattr(document, "text", None) or "")


def _cut_menus(tree: html.HtmlElement, walked: Walked) -> None:
    blocks = walked.blocks
    text = [0, *accumulate(len(b.text) for b in blocks)]
    links = [0.0, *accumulate(len(b.text) * b.links for b in blocks)]
    prose = [0, *accumulate(map(is_prose, blocks))]
    cut = {0}
    for region in walked.regions[1:]:
        first, last = region.first, region.last
        if region.parent is not None and region.parent.number in cut and region.parent.number:
            cut.add(region.number)
        elif region.tag not in KEEP and (
            first == last
            or (
                prose[first] == prose[last]
                and last - first >= MENU
                and 2 * (links[last] - links[first]) > text[last] - text[first]
            )
        ):
            region.element.tag = CUT
            cut.add(region.number)
    etree.strip_elements(tree, CUT, *UNREAD, with_tail=False)


def _in_reading(blocks: Sequence[Block], reading: str) -> list[int]:
    """The blocks that a reading holds; of several with one text as many as it holds, those amid the most prose."""
    lines = Counter(" ".join(tokens(line)) for line in reading.split("\n"))
    words = tokens(reading)
    grams = set(zip(*(words[i:] for i in range(GRAM)), strict=False))
    held: dict[str, list[int]] = defaultdict(list)
    exact = {" ".join(line.split()) for line in reading.split("\n")}
    for number, block in enumerate(blocks):
        is_exact = block.text in exact
        if not is_exact and len(block.text) < SHORT:
            continue
        have = tokens(block.text)
        if have and (is_exact or _holds(have, lines, grams)):
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


def believed(blocks: Sequence[Block], read: list[int]) -> list[int]:
    """The reading, or the densest element's prose where the reading holds little of it."""
    dense = densest(blocks)
    return read if read and _size(blocks, read) >= LITTLE * _size(blocks, dense) else dense


def densest(blocks: Sequence[Block]) -> list[int]:
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
