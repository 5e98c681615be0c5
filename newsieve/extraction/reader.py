"""Which blocks may be the story: trafilatura's reading and the densest element as evidence."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain

import trafilatura
from lxml import etree, html
from trafilatura.settings import Extractor

from newsieve.cleaning import Block, tokens
from newsieve.extraction.blocks import Region, Walked
from newsieve.extraction.grams import GRAM, Gram, grams
from newsieve.extraction.prose import LINKED

SHORT = 25  # characters of a block that a reading must hold as a line of its own
ENOUGH = 0.6  # of a block's 4-grams that the reading must hold
LITTLE = 0.4  # of the densest region: less, and the reading is not believed
MUCH = 400  # characters of prose that make a region part of the story
CUT = "cut-off"  # the name given to elements on their way out
UNLINKED = 150  # characters that are no links: with so many, no part is cut off for standing far from the story
MENU = 4  # blocks without prose that make an element a menu where more than half of their text is linked
MOST_REGIONS = 20_000  # of a page for trafilatura, whose time grows faster than the page
# What trafilatura drops, and the tags whose text it keeps without them: out beforehand, in C, as it looks at each
# element that is left with some twenty expressions.
UNREAD = (
    "head", "img", "amp-img", "picture", "source", "aside", "footer", "menu", "audio", "video", "applet", "label",
    "legend", "fieldset", "output", "progress", "time", "rp", "rt", "option", "frame", "frameset", "marquee", "area",
)  # fmt: skip
BARE = (
    "b", "strong", "i", "em", "u", "kbd", "samp", "tt", "var", "sub", "sup", "abbr", "acronym", "address", "bdi", "bdo",
    "big", "cite", "data", "dfn", "font", "hgroup", "ins", "mark", "ruby", "small",
)  # fmt: skip
KEEP = frozenset(["html", "body", "table", "tbody", "tr", "td", "th"])

READER = Extractor(output_format="python", comments=False, fast=True)

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every page it finds nothing in


def read_tree(tree: html.HtmlElement, walked: Walked, main: Region) -> list[int]:
    """The numbers of the blocks that trafilatura takes for the story, in page order.

    What is far from every paragraph, menus and empty elements are cut off first, as its time grows with the tree: the
    tree is of no use afterwards. Nothing but menus and empty elements is cut off the main part and what is around it.
    """
    _cut(tree, walked, main)
    if len(walked.regions) > MOST_REGIONS:
        return []
    document = trafilatura.bare_extraction(tree, options=READER)
    return _in_reading(walked, getattr(document, "text", None) or "")


def _cut(tree: html.HtmlElement, walked: Walked, main: Region) -> None:
    blocks = walked.blocks
    text = [0, *accumulate(len(b.text) for b in blocks)]
    links = [0.0, *accumulate(len(b.text) * b.links for b in blocks)]
    prose = [0, *accumulate(walked.prose)]
    around = main.parent or main
    cut: set[int] = set()
    for region in walked.regions[1:]:
        first, last, above = region.first, region.last, region.parent
        if above is not None and above.number in cut:
            cut.add(region.number)
        elif region.tag not in KEEP and prose[first] == prose[last] and above is not None:
            whole, linked = text[last] - text[first], links[last] - links[first]
            is_far = prose[above.first] == prose[above.last] and not around.first <= first <= last <= around.last
            is_menu = last - first >= MENU and 2 * linked > whole
            if first == last or is_menu or (is_far and whole - linked < UNLINKED):
                region.element.tag = CUT
                cut.add(region.number)
    etree.strip_elements(tree, CUT, *UNREAD, with_tail=False)
    etree.strip_tags(tree, *BARE)


def _in_reading(walked: Walked, reading: str) -> list[int]:
    """The blocks that a reading holds; of several with one text as many as it holds, those amid the most prose."""
    said = _Reading(reading)
    held: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, block in enumerate(walked.blocks):
        if block.text in said.exact or (len(block.text) >= SHORT and said.holds(tokens(block.text))):
            held[tokens(block.text)].append(number)
    held.pop((), None)
    weight = _weigh(walked, [number for numbers in held.values() for number in numbers])
    found = []
    for text, numbers in held.items():
        if len(numbers) > 1:
            numbers.sort(key=lambda n: (-max(weight[r] for r in _regions(walked.blocks[n])), walked.blocks[n].links))
        found += numbers[: max(1, said.lines[text])]
    return sorted(found)


class _Reading:
    """What tells whether a text reads a block: its lines, and the 4-grams of all of it where these are asked for."""

    def __init__(self, text: str) -> None:
        lines = [" ".join(line.split()) for line in text.split("\n")]
        self.exact = frozenset(lines)
        words = [tokens(line) for line in lines]
        self.lines = Counter(words)
        self._words = list(chain.from_iterable(words))
        self._known = frozenset(self._words)
        self._grams: frozenset[Gram] | None = None

    def holds(self, words: Sequence[str]) -> bool:
        """Whether it holds most of some words in their order."""
        if len(words) < GRAM:
            return bool(words) and words in self.lines
        least = ENOUGH * (len(words) - GRAM + 1)
        if sum(map(self._known.__contains__, words)) < least:
            return False
        if self._grams is None:
            self._grams = frozenset(grams(self._words))
        return sum(map(self._grams.__contains__, grams(words))) >= least


def _regions(block: Block) -> set[int]:
    return {block.region, block.parent_region}


def _weigh(walked: Walked, numbers: Iterable[int]) -> Counter[int]:
    """How many characters of prose each element holds among some blocks, in itself or in its children."""
    weight: Counter[int] = Counter()
    for number in numbers:
        if walked.prose[number]:
            for region in _regions(walked.blocks[number]):
                weight[region] += len(walked.blocks[number].text)
    return weight


def _size(blocks: Sequence[Block], numbers: list[int]) -> int:
    return sum(len(blocks[n].text) for n in numbers)


def believed(walked: Walked, read: list[int]) -> list[int]:
    """The reading, or the densest element's prose where the reading holds little of it."""
    dense = densest(walked)
    return read if read and _size(walked.blocks, read) >= LITTLE * _size(walked.blocks, dense) else dense


def densest(walked: Walked) -> list[int]:
    """The blocks from the first to the last prose of the region that holds most of it."""
    blocks = walked.blocks
    weight = _weigh(walked, range(len(blocks)))
    if not weight:
        return []
    best = max(weight, key=lambda region: weight[region])
    inside = [n for n, b in enumerate(blocks) if best in (b.region, b.parent_region)]
    prose = [n for n in inside if walked.prose[n]]
    return [n for n in inside if prose[0] <= n <= prose[-1] and blocks[n].links < LINKED]


def main_regions(walked: Walked, numbers: Sequence[int]) -> frozenset[int]:
    """The regions that hold much of the prose among some blocks."""
    weight = _weigh(walked, numbers)
    least = max(MUCH, 0.1 * max(weight.values(), default=0))
    return frozenset(region for region, size in weight.items() if size >= least)
