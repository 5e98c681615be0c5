"""One walk over the tree: the page as the blocks of text a reader sees, and the elements that they stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from lxml import html

from newsieve.cleaning import Block, size
from newsieve.extraction.prose import reads_as_prose

INLINE = frozenset([
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr", "amp-link",
])  # fmt: skip
SILENT = frozenset(["head", "title", "script", "style", "noscript", "svg", "template", "meta", "link"])
PICTURES = frozenset(["img", "picture", "video", "amp-img", "amp-video", "source"])
PICTURED = frozenset({"caption", "credit", "credits", "copyright", "photographer", "attribution"})
CELLS = frozenset({"td", "th"})
NAMING = frozenset(["class", "id", "itemprop", "role", "data-testid", "data-component", "data-type", "data-module"])
WORD = re.compile(r"[a-z]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
NEW_SENTENCE = re.compile(r"(?<=[.!?…”\"»\x03])\s*\n\s*(?=\x02?[\"“„«(¿¡‘'–—-]*[^\Wa-z_])")
TWO_BREAKS = re.compile(r"\n[^\S\n]*(?:\n\s*)+")
LONG_CELL = 700  # characters in one run beyond which a single <br> after a sentence starts a paragraph
NEAR = 400  # characters that an element may hold for its class words to be about one block
BREAK = "\n"
STYLED = frozenset(["b", "big", "em", "font", "i", "small", "span", "strong", "u"])
LINK, UNLINK = "\x02", "\x03"  # around linked text while a run is cut, so that each piece knows its share of links
LINKED = re.compile(f"{LINK}([^{UNLINK}]*){UNLINK}")
MARKS = str.maketrans("", "", LINK + UNLINK)
NO_WORDS: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Region:
    """An element that is not inline, and the blocks it holds: those from number `first` up to `last`, not included."""

    element: html.HtmlElement
    tag: str
    number: int
    parent: Region | None
    depth: int
    first: int
    joins: bool  # a data table's row: its cells are one block
    last: int = 0
    words: frozenset[str] = NO_WORDS  # of its class, its id and the like
    marks: frozenset[str] = NO_WORDS  # the words of those elements around that hold little more than one block
    around: frozenset[str] = NO_WORDS  # the words of all but those that hold most of the page
    tags: frozenset[str] = NO_WORDS


@dataclass(frozen=True, slots=True)
class Walked:
    """The blocks of a page in its order, and its regions by the numbers that the blocks give.

    `sizes` are the lengths of the blocks in Latin characters; `prose` says which of them read like paragraphs.
    """

    blocks: tuple[Block, ...]
    regions: tuple[Region, ...]
    sizes: tuple[int, ...]
    prose: tuple[bool, ...]


@dataclass(slots=True)
class _Draft:
    """A block while the walk goes on."""

    text: str
    region: Region
    parent: Region
    links: float
    after_image: bool
    before_image: bool = False
    marks: frozenset[str] = NO_WORDS


def read_blocks(tree: html.HtmlElement) -> tuple[Block, ...]:
    """The blocks of a page in its order.

    Runs of inline text are cut at block elements and at two breaks; a single break cuts where a long run starts a
    new sentence after it. The cells of a table row are one block unless the table is there for the layout.
    """
    return walk(tree).blocks


def walk(tree: html.HtmlElement) -> Walked:
    """The blocks of a page and its regions; the tree must be no deeper than the parser allows."""
    return _Walk(tree).run(tree)


class _Walk:
    """The state of one walk."""

    def __init__(self, tree: html.HtmlElement) -> None:
        self.done: list[_Draft] = []
        root = Region(tree, "html", 0, None, 1, 0, False)
        self.regions = [root]
        self.here = root
        self.parts: list[str] = []
        self.in_link = 0
        self.styled = 0  # number of the part that the latest styled element ends before, and
        self.styled_from = 0  # of the one that it begins with
        self.spans: list[tuple[int, int, html.HtmlElement]] = []
        self.image = False

    def run(self, tree: html.HtmlElement) -> Walked:
        page = self._open(tree, tree.tag)
        if tree.text:
            self._add(tree.text)
        self._enter(tree)
        self._flush()
        page.last = self.regions[0].last = len(self.done)
        self._name_regions()
        blocks = tuple(map(_block, self.done))
        sizes = tuple(size(block.text) for block in blocks)
        return Walked(blocks, tuple(self.regions), sizes, tuple(map(reads_as_prose, blocks, sizes)))

    def _enter(self, element: html.HtmlElement) -> None:
        """Walk the children of an element; the parser's limit of depth bounds the recursion.

        The hottest loop of all: what most elements need is told here, not in methods of its own.
        """
        parts, add = self.parts, self._add
        for child in element:
            tag = child.tag
            if tag in INLINE:
                start = len(parts)
                self.in_link += tag == "a"
                if text := child.text:
                    add(text)
                if len(child):
                    self._enter(child)
                self.in_link -= tag == "a"
                if start < len(parts):  # else it was empty, or held blocks of its own
                    self.spans.append((start, len(parts), child))
                    if tag in STYLED:
                        self.styled_from, self.styled = start, len(parts)
            elif tag == "br":
                parts.append(BREAK + BREAK if self.styled and self._is_styled_line() else BREAK)
            elif tag in PICTURES:
                if tag != "source":
                    self._see_image()
                if len(child):
                    self._enter(child)
            elif self.here.joins and tag in CELLS:
                parts.append(" ")
                if text := child.text:
                    add(text)
                self._enter(child)
            else:
                above = self.here
                region = self._open(child, tag)
                if (text := child.text) and tag not in SILENT:
                    add(text)
                if len(child):
                    self._enter(child)
                if parts:
                    self._flush()
                region.last = len(self.done)
                self.here = above
            if tail := child.tail:
                if not tail.isspace():
                    add(tail)
                elif parts:
                    parts.append(" ")

    def _add(self, text: str) -> None:
        if text.isspace():
            if self.parts:
                self.parts.append(" ")
            return
        if BREAK in text:
            text = text.replace(BREAK, " ")
        self.parts.append(f"{LINK}{text}{UNLINK}" if self.in_link else text)

    def _open(self, element: html.HtmlElement, tag: str) -> Region:
        if self.parts:
            self._flush()
        if tag == "figure":
            self._see_image()
        here = self.here
        row = tag == "tr" and _is_data(element)
        self.here = region = Region(element, tag, len(self.regions), here, here.depth + 1, len(self.done), row)
        self.regions.append(region)
        return region

    def _is_styled_line(self) -> bool:
        """Whether the line that a <br> ends is one styled element: a heading, a byline or a label made by hand."""
        if any(part.strip() for part in self.parts[self.styled :]):
            return False
        before = self.parts[: self.styled_from]
        while before and not before[-1].strip(" \t"):
            before.pop()
        return not before or before[-1].endswith(BREAK)

    def _see_image(self) -> None:
        self.image = True
        if self.done and not any(p.strip() for p in self.parts):
            self.done[-1].before_image = True

    def _flush(self) -> None:
        """End the run: make its blocks."""
        raw = "".join(self.parts)
        if raw and not raw.isspace():
            here = self.here
            pieces = _cut(raw) if BREAK in raw else [raw]
            marks = self._covering() if len(pieces) == 1 and self.spans else NO_WORDS
            for piece in pieces:
                text, links = _without_marks(piece)
                self.done.append(_Draft(text, here, here.parent or here, links, self.image, False, marks))
                self.image = False
        self.parts.clear()
        self.spans.clear()
        self.styled = 0

    def _covering(self) -> frozenset[str]:
        """Class words of inline elements that hold the whole run: one alone, or a caption's and a credit's together."""
        parts = self.parts
        first, last = 0, len(parts) - 1
        while first < last and not parts[first].strip():
            first += 1
        while last > first and not parts[last].strip():
            last -= 1
        found = NO_WORDS
        told: set[int] = set()  # parts within a caption or a credit
        named = NO_WORDS
        for start, end, element in self.spans:
            if words := _words(element):
                if start <= first and last < end:
                    found |= words
                elif not PICTURED.isdisjoint(words):
                    told.update(range(start, end))
                    named |= words
        whole = bool(told) and all(n in told or not part.strip() for n, part in enumerate(parts))
        return found | named if whole else found

    def _name_regions(self) -> None:
        """Give the regions their own and their ancestors' words, by how much these hold."""
        sums = [0, *accumulate(len(draft.text) for draft in self.done)]
        whole = sums[-1]
        for region in self.regions:
            above, first, last = region.parent, region.first, region.last
            if first == last or above is None:
                continue
            region.words = words = _words(region.element)
            tags, tag = above.tags, region.tag
            region.tags = tags if tag in tags else tags | {tag}
            if not words:
                region.marks, region.around = above.marks, above.around
                continue
            size = sums[last] - sums[first]
            is_near = size <= NEAR or last - first == 1
            region.marks = _joined(above.marks, words) if is_near else above.marks
            region.around = _joined(above.around, words) if size * 2 <= whole else above.around


def _joined(above: frozenset[str], words: frozenset[str]) -> frozenset[str]:
    return above if words <= above else above | words if above else words


def _block(draft: _Draft) -> Block:
    region = draft.region
    return Block(
        draft.text, region.tag, region.marks | draft.marks if draft.marks else region.marks, region.around, region.tags,
        region.number, draft.parent.number, region.depth, draft.links, draft.after_image, draft.before_image,
    )  # fmt: skip


def _cut(raw: str) -> list[str]:
    """The paragraphs of a run of text, in which each <br> is a line break."""
    return [
        line
        for part in TWO_BREAKS.split(raw)
        for line in (NEW_SENTENCE.split(part) if BREAK in part and len(raw) > LONG_CELL else [part])
        if line.translate(MARKS).strip()
    ]


def _without_marks(piece: str) -> tuple[str, float]:
    """A piece of a run as a reader sees it, and its share of linked characters."""
    if LINK not in piece and UNLINK not in piece:
        return " ".join(piece.split()), 0.0
    text = " ".join(piece.replace(LINK, "").replace(UNLINK, "").split())
    linked = sum(len(found.strip()) for found in LINKED.findall(piece))
    return text, min(1.0, linked / len(text))


def _is_data(row: html.HtmlElement) -> bool:
    """Whether a table row holds data: several short cells without blocks in them."""
    cells = [cell for cell in row if cell.tag in CELLS]
    return (
        len(cells) > 1
        and all(
            not any(child.tag not in INLINE and child.tag not in PICTURES and child.tag != "br" for child in cell)
            for cell in cells
        )
        and max(len(cell.text_content()) for cell in cells) < 200
    )


def _words(element: html.HtmlElement) -> frozenset[str]:
    """The words that name an element: in its class and id, and that it is hidden."""
    named = ""
    for name, value in element.items():
        if name in NAMING:
            named = f"{named} {value}" if named else value
        elif name == "hidden" or (name == "style" and ("none" in value or "hidden" in value) and HIDDEN.search(value)):
            named = f"{named} hidden"
    return _split(named) if named else NO_WORDS


@lru_cache(maxsize=4096)
def _split(named: str) -> frozenset[str]:
    return frozenset(WORD.findall(named if named.islower() else CAMEL.sub(" ", named).lower()))
