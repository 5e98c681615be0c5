"""One walk over the tree: the page as the blocks of text a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from newsieve.cleaning import Block

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "amp-link",
    ]
)
SILENT = frozenset(["head", "title", "script", "style", "noscript", "svg", "template", "meta", "link"])
PICTURES = frozenset(["img", "picture", "figure", "video", "amp-img", "amp-video", "source"])
CELLS = frozenset({"td", "th"})
WORD = re.compile(r"[a-z]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
SPACE = re.compile(r"\s+")
NEW_SENTENCE = re.compile(r"(?<=[.!?…”\"»\x03])\s*\n\s*(?=\x02?[\"“„«(¿¡‘'–—-]*[^\Wa-z_])")
LONG_CELL = 700  # characters in one run beyond which a single <br> after a sentence starts a paragraph
NEAR = 400  # characters that an element may hold for its class words to be about one block
BREAK = "\n"
STYLED = frozenset(["b", "big", "em", "font", "i", "small", "span", "strong", "u"])
LINK, UNLINK = "\x02", "\x03"  # around linked text while a run is cut, so that each piece knows its share of links
LINKED = re.compile(f"{LINK}([^{UNLINK}]*){UNLINK}")
MARKS = str.maketrans("", "", LINK + UNLINK)


@dataclass(slots=True)
class _Frame:
    """An open element that is not inline."""

    tag: str
    words: frozenset[str]
    first: int  # number of the first block in it
    number: int
    joins: bool  # a data table's row: its cells are one block


@dataclass(slots=True)
class _Draft:
    """A block while the walk goes on."""

    text: str
    tag: str
    region: int
    parent: int
    depth: int
    links: float
    tags: frozenset[str]
    after_image: bool
    before_image: bool = False
    marks: set[str] = field(default_factory=set)
    around: set[str] = field(default_factory=set)


def read_blocks(tree: html.HtmlElement) -> tuple[Block, ...]:
    """The blocks of a page in its order.

    Runs of inline text are cut at block elements and at two breaks; a single break cuts where a long run starts a
    new sentence after it. The cells of a table row are one block unless the table is there for the layout.
    """
    return tuple(
        Block(
            d.text, d.tag, frozenset(d.marks), frozenset(d.around), d.tags, d.region, d.parent, d.depth, d.links,
            d.after_image, d.before_image,
        )
        for d in _Walk().run(tree)
    )  # fmt: skip


class _Walk:
    """The state of one walk."""

    def __init__(self) -> None:
        self.done: list[_Draft] = []
        self.frames = [_Frame("html", frozenset(), 0, 0, False)]
        self.parts: list[str] = []
        self.in_link = 0
        self.styled = 0  # number of the part that the latest styled element ends before, and
        self.styled_from = 0  # of the one that it begins with
        self.spans: list[tuple[int, int, frozenset[str]]] = []
        self.image = False
        self.count = 0
        self.closed: list[tuple[int, int, frozenset[str]]] = []

    def run(self, tree: html.HtmlElement) -> list[_Draft]:
        opened: list[int] = []
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            tag = element.tag
            if event == "start":
                if tag in INLINE:
                    opened.append(len(self.parts))
                    self.in_link += tag == "a"
                elif tag == "br":
                    self.parts.append(BREAK + BREAK if self._is_styled_line() else BREAK)
                else:
                    self._open(element, tag)
                if element.text and tag not in SILENT:
                    self._add(element.text)
            else:
                if tag in INLINE:
                    self._close_inline(element, tag, opened)
                elif tag != "br":
                    self._close()
                if element.tail:
                    self._add(element.tail)
        self._flush()
        return self._with_words()

    def _add(self, text: str) -> None:
        text = text.replace(BREAK, " ").translate(MARKS)
        self.parts.append(f"{LINK}{text}{UNLINK}" if self.in_link else text)

    def _open(self, element: html.HtmlElement, tag: str) -> None:
        if tag in PICTURES:
            if tag != "source":
                self._see_image()
            if tag != "figure":
                self.frames.append(
                    _Frame(tag, frozenset(), len(self.done), self.frames[-1].number, self.frames[-1].joins)
                )
                return
        joins = self.frames[-1].joins and tag in CELLS
        if joins:
            self.parts.append(" ")
        else:
            self._flush()
        self.count += 1
        row = tag == "tr" and _is_data(element)
        self.frames.append(_Frame(tag, _words(element), len(self.done), self.count, row))

    def _close(self) -> None:
        frame = self.frames[-1]
        inside = len(self.frames) > 1 and self.frames[-2].joins and frame.tag in CELLS
        if not inside and frame.tag not in (PICTURES - {"figure"}):
            self._flush()
        if len(self.frames) > 1:
            self.frames.pop()
        if frame.words:
            self.closed.append((frame.first, len(self.done), frame.words))

    def _close_inline(self, element: html.HtmlElement, tag: str, opened: list[int]) -> None:
        self.in_link -= tag == "a"
        start = opened.pop() if opened else 0
        words = _words(element)
        if words and start <= len(self.parts):
            self.spans.append((start, len(self.parts), words))
        if tag in STYLED and start < len(self.parts):
            self.styled_from, self.styled = start, len(self.parts)

    def _is_styled_line(self) -> bool:
        """Whether the line that a <br> ends is one styled element: a heading, a byline or a label made by hand."""
        if not self.styled or any(part.strip() for part in self.parts[self.styled :]):
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
        if not self.parts:
            return
        raw = "".join(self.parts)
        pieces = list(_cut(raw))
        if pieces:
            frame, parent = self.frames[-1], self.frames[-2] if len(self.frames) > 1 else self.frames[-1]
            tags = frozenset(f.tag for f in self.frames)
            marks = self._covering() if len(pieces) == 1 else set()
            for piece in pieces:
                text, links = _without_marks(piece)
                draft = _Draft(text, frame.tag, frame.number, parent.number, len(self.frames), links, tags, self.image)
                draft.marks |= marks
                self.done.append(draft)
                self.image = False
        self.parts, self.spans, self.styled = [], [], 0

    def _covering(self) -> set[str]:
        """Class words of inline elements that hold the whole run."""
        filled = [i for i, part in enumerate(self.parts) if part.strip()]
        found: set[str] = set()
        for start, end, words in self.spans:
            if filled and start <= filled[0] and filled[-1] < end:
                found |= words
        return found

    def _with_words(self) -> list[_Draft]:
        """Give the blocks the class words of the elements that hold them, by how much these hold."""
        sums = [0]
        for draft in self.done:
            sums.append(sums[-1] + len(draft.text))
        for first, last, words in self.closed:
            size = sums[last] - sums[first]
            if size <= NEAR or last - first == 1:
                for draft in self.done[first:last]:
                    draft.marks |= words
            if size * 2 <= sums[-1]:
                for draft in self.done[first:last]:
                    draft.around |= words
        return self.done


def _cut(raw: str) -> Iterator[str]:
    """The paragraphs of a run of text, in which each <br> is a line break."""
    for part in re.split(r"\n[^\S\n]*(?:\n\s*)+", raw) if BREAK in raw else [raw]:
        lines = NEW_SENTENCE.split(part) if BREAK in part and len(raw) > LONG_CELL else [part]
        for line in lines:
            if line.translate(MARKS).strip():
                yield line


def _without_marks(piece: str) -> tuple[str, float]:
    """A piece of a run as a reader sees it, and its share of linked characters."""
    text = SPACE.sub(" ", piece.translate(MARKS)).strip()
    linked = sum(len(found.strip()) for found in LINKED.findall(piece)) if LINK in piece else 0
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
    """The words in an element's class and id."""
    named = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"
    return frozenset(WORD.findall(CAMEL.sub(" ", named).lower())) if len(named) > 2 else frozenset()
