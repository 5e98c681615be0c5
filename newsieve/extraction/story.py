"""The blocks that are the story: the rules take out what they are sure of, the model decides on the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from newsieve.article import RemovalReason, Removed
from newsieve.cleaning import Block, fold, is_name_like, tokens
from newsieve.extraction.blocks import Walked
from newsieve.extraction.metadata import Metadata
from newsieve.extraction.model import LOWEST, load_model
from newsieve.extraction.survey import Survey, survey

QUOTE_SHORTEST = 40  # characters of a repeated text that is no mere phrase
LONGEST_REMOVED = 2_000  # characters kept of a removed block
MOST_COMPARED = 2_000  # blocks; each is looked for in all
NOTE_LONGEST = 30  # words of a note on who contributed
SURE = 0.85
NAME = 3  # words
NAMING = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "tr"})  # names stand there as headings
AGENCY_LONGEST = 5  # words of a line such as "(Avec AFP)"
OPENING = frozenset({
    RemovalReason.HEADLINE, RemovalReason.BYLINE, RemovalReason.TIMESTAMP, RemovalReason.PHOTO_CREDIT,
    RemovalReason.CAPTION,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sieved:
    """The story's blocks in page order, and what stood between the first and the last of them.

    `verdicts` are those on the page's blocks from number `start` on: why a block is removed, None for a kept one;
    `chances` say how likely the model took it for a part of the story; None where a rule had decided.
    """

    kept: tuple[Block, ...] = ()
    removed: tuple[Removed, ...] = ()
    start: int = 0
    verdicts: tuple[RemovalReason | None, ...] = ()
    chances: tuple[float | None, ...] = ()


def sieve(tree: html.HtmlElement, walked: Walked, metadata: Metadata, captions: frozenset[str]) -> Sieved:
    """The story of a stripped tree that was walked; `captions` are folded. The tree is of no use afterwards."""
    found = survey(tree, walked, metadata, captions)
    if found is None:
        return Sieved()
    model, evidence, blocks = load_model(), found.evidence, walked.blocks
    chances = [
        model.probability(evidence.row(n)) if reason is None else None
        for n, reason in zip(found.window, found.verdicts, strict=True)
    ]
    is_read = any(found.evidence.is_read)  # else a witness is missing, and no chance is high
    bound = model.bound(chances, [len(blocks[n].text) for n in found.window]) if is_read else LOWEST
    verdicts = [
        RemovalReason.UNLIKE_STORY if chance is not None and chance < _bound(found, i, bound) else reason
        for i, (reason, chance) in enumerate(zip(found.verdicts, chances, strict=True))
    ]
    verdicts = [None if _is_note(found, i, verdicts) else reason for i, reason in enumerate(verdicts)]
    kept = [i for i, reason in enumerate(verdicts) if reason is None]
    if not kept:
        return Sieved()
    inner = _shown(found, kept)
    shown = [blocks[found.window[i]] for i in inner]
    verdicts = [verdicts[i] for i in inner]
    _mark_repetitions(shown, verdicts)
    pairs = list(zip(shown, verdicts, strict=True))
    return Sieved(
        tuple(block for block, reason in pairs if reason is None),
        tuple(Removed(block.text[:LONGEST_REMOVED], reason) for block, reason in pairs if reason is not None),
        found.window.start + inner.start,
        tuple(verdicts),
        tuple(chances[i] for i in inner),
    )


def _shown(found: Survey, kept: Sequence[int]) -> range:
    """The blocks whose fate is told: the story, what the reading took for it, and the lines that open it."""
    opening = [i for i, reason in enumerate(found.verdicts[: kept[0]]) if reason in OPENING]
    low = min([kept[0], *opening, max(0, found.core.start - found.window.start)])
    return range(low, max(kept[-1] + 1, found.core.stop - found.window.start))


def _bound(found: Survey, index: int, threshold: float) -> float:
    """The chance from which a block is kept: higher for a bare name that no reading holds, mostly a photographer's."""
    number = found.window[index]
    block = found.evidence.blocks[number]
    if found.evidence.is_read[number] or block.links or block.tag in NAMING or not is_name_like(block.text, NAME):
        return threshold
    return max(threshold, SURE)


def _is_note(found: Survey, index: int, verdicts: Sequence[RemovalReason | None]) -> bool:
    """Whether a block says who contributed or whose report it is: a short last line that belongs to the story."""
    if verdicts[index] is not RemovalReason.UNLIKE_STORY or not index or verdicts[index - 1] is not None:
        return False
    blocks, number = found.evidence.blocks, found.window[index]
    block, before = blocks[number], blocks[number - 1]
    if block.links > 0 or block.tag != before.tag or abs(block.depth - before.depth) > 1:
        return False
    if len(tokens(block.text)) > NOTE_LONGEST:
        return False
    return found.words.holds("author_note", block.text) or (
        len(tokens(block.text)) <= AGENCY_LONGEST and found.words.holds("agencies", block.text)
    )


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
        if verdicts[i] is RemovalReason.UNLIKE_STORY and fold(block.text) in said:
            verdicts[i] = RemovalReason.REPEATED


def _is_in_longer(text: str, kept: list[tuple[int, str]]) -> bool:
    return any(len(other) > len(text) and text in other for _, other in kept)
