"""The blocks that are the story: what the readings hold, less what the rules take out, with every removal's reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from newsieve.article import RemovalReason, Removed
from newsieve.cleaning import Block, Story, ends_a_sentence, fold, judge, tokens
from newsieve.extraction.metadata import Metadata
from newsieve.extraction.reader import is_prose, main_regions, read_story

QUOTE_SHORTEST = 40  # characters of a repeated text that is no mere phrase
NOT_READ = RemovalReason.NAVIGATION  # between the story's blocks, but in nobody's reading of it
LONGEST_REMOVED = 2_000  # characters kept of a removed block
SENTENCE_SHORTEST = 6  # words
MOSTLY_LINK = 0.8
FEW_LINKS = 0.2
MOST_COMPARED = 2_000  # blocks; each is looked for in all


@dataclass(frozen=True, slots=True)
class Sieved:
    """The story's blocks in page order, and what stood between the first and the last of them.

    `verdicts` are those on the page's blocks from number `start` on: why a block is removed, None for a kept one.
    """

    kept: tuple[Block, ...] = ()
    removed: tuple[Removed, ...] = ()
    start: int = 0
    verdicts: tuple[RemovalReason | None, ...] = ()


def sieve(tree: html.HtmlElement, blocks: Sequence[Block], metadata: Metadata, captions: frozenset[str]) -> Sieved:
    """The story of a stripped tree whose blocks are given; `captions` are folded. The tree is not changed."""
    chosen = read_story(tree, blocks)
    if not chosen:
        return Sieved()
    window = range(chosen[0], chosen[-1] + 1)
    shown = [blocks[n] for n in window]
    main, taken = main_regions(blocks, chosen), frozenset(chosen)
    read = {n for n in window if n in taken or _is_overlooked(blocks[n], main)}
    prose = [i for i, n in enumerate(window) if n in read and _reads_on(blocks[n])]
    story = Story(
        blocks=tuple(shown),
        words=metadata.words,
        titles=metadata.titles,
        authors=frozenset(map(fold, metadata.authors)),
        captions=captions,
        first=prose[0] if prose else 0,
        last=prose[-1] if prose else len(shown),
        main=main,
    )
    verdicts = [reason if reason or n in read else NOT_READ for n, reason in zip(window, judge(story), strict=True)]
    _mark_repetitions(shown, verdicts)
    pairs = list(zip(shown, verdicts, strict=True))
    return Sieved(
        tuple(block for block, reason in pairs if reason is None),
        tuple(Removed(block.text[:LONGEST_REMOVED], reason) for block, reason in pairs if reason is not None),
        window.start,
        tuple(verdicts),
    )


def _is_overlooked(block: Block, main: frozenset[int]) -> bool:
    """Whether a block that no reading holds is a paragraph amid the story's all the same."""
    return block.parent_region in main and block.tag == "p" and block.links < FEW_LINKS and is_prose(block)


def _reads_on(block: Block) -> bool:
    """Whether a block ends like prose and is no bare link."""
    return ends_a_sentence(block.text) and len(tokens(block.text)) >= SENTENCE_SHORTEST and block.links < MOSTLY_LINK


def _mark_repetitions(blocks: Sequence[Block], verdicts: list[RemovalReason | None]) -> None:
    """Give blocks that stand in a longer kept one, word for word, their reason: pull quotes and summaries."""
    kept = [(i, fold(block.text)) for i, block in enumerate(blocks) if verdicts[i] is None]
    if len(kept) > MOST_COMPARED:
        return
    whole = "\n".join(text for _, text in kept)
    for i, text in kept:
        if len(text) >= QUOTE_SHORTEST and whole.count(text) > 1 and _is_in_longer(text, kept):
            verdicts[i] = RemovalReason.REPEATED
    said = {text for i, text in kept if verdicts[i] is None}
    for i, block in enumerate(blocks):
        if verdicts[i] is NOT_READ and fold(block.text) in said:
            verdicts[i] = RemovalReason.REPEATED


def _is_in_longer(text: str, kept: list[tuple[int, str]]) -> bool:
    return any(len(other) > len(text) and text in other for _, other in kept)
