"""What tells whether a block is a part of the story: one row of figures for each block of a page.

No word of any language and no name of any site is among them: the form of the text, the elements around it and the
words in their class names, how much prose these hold, what stands beside the block, and what others say of it
(trafilatura's reading, the cleaning rules, the page's own description of itself).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import log

from newsieve.article import RemovalReason
from newsieve.cleaning import Block, ends_a_sentence, fold, tokens
from newsieve.extraction.blocks import Region, Walked
from newsieve.extraction.grams import Gram, grams

DIGITS = re.compile(r"\d")
TAGS = ("p", "div", "li", "blockquote", "td", "section", "article", "span")
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
INSIDE = ("article", "main", "aside", "footer", "header", "form", "ul", "ol", "table", "blockquote", "figure", "dl")
# Class words that mean one thing, whatever the site.
GROUPS: tuple[frozenset[str], ...] = tuple(
    frozenset(line.split())
    for line in (
        "article story entry post single",
        "body content text main maincontent richtext prose paragraph copy",
        "comment comments reply replies disqus discussion",
        "related recirc recommended recommendation recommendations more readmore trending popular latest next",
        "share sharing social follow addtoany sharedaddy",
        "caption captions credit credits figcaption image photo picture gallery slideshow media figure",
        "author authors byline bio profile contributor writer",
        "nav navigation menu breadcrumb breadcrumbs",
        "footer header sidebar side aside rail widget widgets",
        "ad ads advert advertisement sponsor sponsored promo promotion banner",
        "newsletter subscribe subscription signup paywall login register",
        "tag tags topic topics category categories keywords label kicker eyebrow",
        "date time timestamp published updated meta info details",
        "summary dek standfirst lead lede intro excerpt subtitle subheadline subheading deck description teaser "
        "abstract",
        "quote pullquote blockquote",
        "list item items card cards grid row teaser",
        "hidden modal popup overlay cookie consent gdpr toast",
        "embed twitter tweet instagram facebook video player",
        "title headline heading",
        "disclaimer copyright legal correction note notes footnote",
        "key points highlights toc takeaways faq",
        "inner container wrapper wrap",
    )
)
REASONS = (
    (RemovalReason.HEADLINE,),
    (RemovalReason.TIMESTAMP, RemovalReason.BYLINE),
    (RemovalReason.PHOTO_CREDIT, RemovalReason.CAPTION),
    (RemovalReason.RELATED,),
)
MOST_LEVELS = 3  # a block's element, its parent and the parent of that
BESIDE = 2  # neighbours looked at, to each side
FAR = 30


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of its story beside telling it, and what others make of its blocks.

    `read` are the blocks in trafilatura's reading, `verdicts` those of the rules by block; `body` are the 4-grams of
    the text that the page gives to machines; `description` and `title` are the words of each.
    """

    read: Collection[int]
    verdicts: dict[int, RemovalReason | None]
    body: frozenset[Gram] = frozenset()
    description: frozenset[str] = frozenset()
    title: frozenset[str] = frozenset()
    captions: frozenset[str] = frozenset()


class Evidence:
    """The rows of one page; each is made when asked for."""

    def __init__(self, walked: Walked, main: Region, said: Said) -> None:
        self.blocks, self.regions, self.said = walked.blocks, walked.regions, said
        blocks = self.blocks
        self.sizes, self.prose = walked.sizes, walked.prose
        self.is_read = [n in said.read for n in range(len(blocks))]
        self.upto_text = [0, *accumulate(self.sizes)]
        self.upto_prose = [0, *accumulate(s if p else 0 for s, p in zip(self.sizes, self.prose, strict=True))]
        self.upto_read = [0, *accumulate(s if r else 0 for s, r in zip(self.sizes, self.is_read, strict=True))]
        self.upto_links = [0.0, *accumulate(s * b.links for s, b in zip(self.sizes, blocks, strict=True))]
        self.all_prose, self.all_read = self.upto_prose[-1] or 1, self.upto_read[-1] or 1
        self.of_region: dict[int, list[float]] = {}
        self.of_level: dict[int, tuple[float, ...]] = {}
        self.main = main
        self.main_chain = {region.number: region for region in _upwards(self.main)}
        inside = [n for n in range(self.main.first, self.main.last) if self.prose[n]]
        self.first, self.last = (inside[0], inside[-1]) if inside else (0, len(blocks) - 1)
        self.styles = self._styles()
        self.times: dict[str, int] = {}
        for block in blocks:
            self.times[block.text] = self.times.get(block.text, 0) + 1
        self.page = [
            log(1 + len(blocks)), log(1 + self.upto_prose[-1]), self._in_main(self.upto_prose) / self.all_prose,
            self._in_main(self.upto_read) / self.all_read, self.all_read / self.all_prose, float(bool(said.body)),
        ]  # fmt: skip
        self.to_prose = list(_distances(self.prose))  # from the nearest prose before each block, and
        self.from_prose = list(_distances(self.prose[::-1]))[::-1]  # to the nearest after it

    def row(self, number: int) -> list[float]:
        """The figures of one block, always as many and in one order."""
        block = self.blocks[number]
        region = self.regions[block.region]
        known = self.of_region.get(block.region)
        if known is None:
            known = self.of_region[block.region] = self._region(region)
        return [
            *self._form(number, block), *_marks(block.tag, block.marks | region.words), *known, *self._place(number),
            *self._beside(number, block), *self._told(number, block), *self.page,
        ]  # fmt: skip

    def _in_main(self, sums: Sequence[float]) -> float:
        return sums[self.main.last] - sums[self.main.first]

    def _styles(self) -> dict[tuple[str, frozenset[str]], tuple[float, float]]:
        """Of the blocks with one tag and one set of class words: their share in the prose and in the reading."""
        sums: dict[tuple[str, frozenset[str]], list[float]] = {}
        for n, block in enumerate(self.blocks):
            pair = sums.setdefault((block.tag, self.regions[block.region].words), [0.0, 0.0])
            if self.prose[n]:
                pair[0] += self.sizes[n]
            if self.is_read[n]:
                pair[1] += self.sizes[n]
        return {k: (a / self.all_prose, b / self.all_read) for k, (a, b) in sums.items()}

    def _form(self, number: int, block: Block) -> list[float]:
        """The form of its text."""
        text, length = block.text, self.sizes[number]
        words = text.split()
        count = len(words) or 1
        large = sum([w[0].isupper() for w in words])
        return [
            log(1 + length), log(count), float(ends_a_sentence(text)), float(self.prose[number]), block.links,
            large / count, len(DIGITS.findall(text)) / len(text), text.count(",") / count,
            float(text[0].isupper()), float(text[0] in "\"“„«‘'「"), float(text[-1] in ":：…"), float(text[-1] == "?"),
            (text.count(". ") + text.count("。")) / count, float("|" in text or "›" in text),
            float("@" in text or "://" in text),
            float(text.isupper()), float(":" in text[:30]), float(text[0].isalnum()), float(block.after_image),
            float(block.before_image), float(self.times[text]),
        ]  # fmt: skip

    def _region(self, region: Region) -> list[float]:
        """The elements around it: their words, and how much prose, reading and links they hold."""
        levels: list[float] = []
        level: Region = region
        for _ in range(MOST_LEVELS):
            levels += self._level(level)
            level = level.parent or level
        meeting = region
        while meeting.number not in self.main_chain and meeting.parent is not None:
            meeting = meeting.parent
        style = self.styles[region.tag, region.words]
        return [
            *_inside(region.tags), *_groups(region.around), *levels, float(meeting is self.main),
            region.depth - meeting.depth, self.main.depth - meeting.depth, float(region.depth), *style,
        ]  # fmt: skip

    def _level(self, region: Region) -> tuple[float, ...]:
        known = self.of_level.get(region.number)
        if known is None:
            a, b = region.first, region.last
            text = self.upto_text[b] - self.upto_text[a] or 1
            prose, read = self.upto_prose[b] - self.upto_prose[a], self.upto_read[b] - self.upto_read[a]
            known = self.of_level[region.number] = (
                prose / self.all_prose, read / self.all_read, prose / text, read / text,
                (self.upto_links[b] - self.upto_links[a]) / text, log(1 + b - a),
            )  # fmt: skip
        return known

    def _place(self, number: int) -> list[float]:
        """Where it stands: on the page, and towards the first and last prose of the main element."""
        main_first, main_last = self.upto_prose[self.first], self.upto_prose[self.last + 1]
        before = self.upto_prose[number] - main_first
        return [
            number / len(self.blocks), float(max(-FAR, min(FAR, number - self.first))),
            float(max(-FAR, min(FAR, self.last - number))), before / max(1, main_last - main_first),
            self.to_prose[number], self.from_prose[number],
        ]  # fmt: skip

    def _beside(self, number: int, block: Block) -> list[float]:
        """What stands before and after it."""
        row: list[float] = []
        for step in (-1, 1):
            other = number + step
            if 0 <= other < len(self.blocks):
                beside = self.blocks[other]
                row += [
                    log(1 + self.sizes[other]), float(self.prose[other]), beside.links, float(self.is_read[other]),
                    float(beside.tag == block.tag), float(beside.region == block.region),
                    float(beside.parent_region == block.parent_region), float(HEADINGS.get(beside.tag, 0)),
                ]  # fmt: skip
            else:
                row += [-1.0] * 8
        low, high = max(0, number - BESIDE - 1), min(len(self.blocks), number + BESIDE + 2)
        span = self.upto_text[high] - self.upto_text[low] or 1
        row.append((self.upto_read[high] - self.upto_read[low]) / span)
        row.append((self.upto_prose[high] - self.upto_prose[low]) / span)
        row.append((self.upto_links[high] - self.upto_links[low]) / span)
        return row

    def _told(self, number: int, block: Block) -> list[float]:
        """What others say of it."""
        said = self.said
        verdict = said.verdicts.get(number)
        words = tokens(block.text)
        count = len(words) or 1
        runs = list(grams(words)) if said.body else []
        return [
            float(self.is_read[number]), float(number in said.verdicts), *_named(verdict),
            sum(map(said.body.__contains__, runs)) / len(runs) if runs else -1.0,
            sum(map(said.description.__contains__, words)) / count if said.description else -1.0,
            sum(map(said.title.__contains__, words)) / count if said.title else -1.0,
            float(fold(block.text) in said.captions),
        ]  # fmt: skip


@lru_cache(maxsize=2048)
def _marks(tag: str, near: frozenset[str]) -> tuple[float, ...]:
    """The element that a block stands in, and the class words nearest to it."""
    return (float(HEADINGS.get(tag, 0)), *(float(tag == name) for name in TAGS), *_groups(near))


@lru_cache(maxsize=2048)
def _groups(words: frozenset[str]) -> tuple[float, ...]:
    return tuple(float(not words.isdisjoint(group)) for group in GROUPS)


@lru_cache(maxsize=1024)
def _inside(tags: frozenset[str]) -> tuple[float, ...]:
    return tuple(float(tag in tags) for tag in INSIDE)


@lru_cache(maxsize=64)
def _named(verdict: RemovalReason | None) -> tuple[float, ...]:
    return (float(verdict is not None), *(float(verdict in reasons) for reasons in REASONS))


def _distances(flags: Sequence[bool]) -> Iterator[float]:
    """From each place the steps back to the nearest flag before it, FAR where there is none so near."""
    steps = FAR
    for flag in flags:
        yield float(steps)
        steps = 1 if flag else min(FAR, steps + 1)


def _upwards(region: Region) -> list[Region]:
    """A region and those around it, the nearest first."""
    found = [region]
    while region.parent is not None:
        region = region.parent
        found.append(region)
    return found
