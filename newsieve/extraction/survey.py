"""Everything that is known of a page's blocks before it is decided which of them are the story."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import html

from newsieve.article import RemovalReason
from newsieve.cleaning import Story, Words, ends_a_sentence, fold, judge, tokens
from newsieve.extraction.blocks import Walked
from newsieve.extraction.evidence import Evidence, Said
from newsieve.extraction.grams import Gram, grams
from newsieve.extraction.main_part import main_part
from newsieve.extraction.metadata import Metadata
from newsieve.extraction.reader import believed, main_regions, read_tree

SENTENCE_SHORTEST = 6  # words
MOSTLY_LINK = 0.8
MOST = 5_000  # blocks judged on one page
ABOVE, BELOW = 12, 6  # blocks looked at before and after those that any reading takes for the story


@dataclass(frozen=True, slots=True)
class Survey:
    """The blocks that may be the story, by their numbers; the rules' verdicts on them; their evidence.

    `core` are those from the first to the last that a reading takes for the story, `window` some more to both sides.
    """

    window: range
    core: range
    words: Words
    verdicts: tuple[RemovalReason | None, ...]
    evidence: Evidence


def survey(tree: html.HtmlElement, walked: Walked, metadata: Metadata, captions: frozenset[str]) -> Survey | None:
    """What the readings and the rules say of a page's blocks, None where nothing reads like a story.

    `captions` are folded. The tree is of no use afterwards.
    """
    blocks = walked.blocks
    main = main_part(walked)
    read = read_tree(tree, walked, main)
    chosen = believed(walked, read)
    said = Said(frozenset(read), {}, *_said(metadata), captions)
    evidence = Evidence(walked, main, said)
    if not chosen:
        return None
    low = min(chosen[0], read[0] if read else chosen[0], evidence.first)
    high = max(chosen[-1], read[-1] if read else chosen[-1], evidence.last)
    window = range(max(0, low - ABOVE), min(len(blocks), high + 1 + BELOW))[:MOST]
    chosen = [n for n in chosen if n in window]
    if not chosen:
        return None
    shown = [blocks[n] for n in window]
    taken = frozenset(chosen)
    prose = [i for i, n in enumerate(window) if n in taken and _reads_on(blocks[n].text, blocks[n].links)]
    story = Story(
        blocks=tuple(shown),
        words=metadata.words,
        titles=metadata.titles,
        authors=frozenset(map(fold, metadata.authors)),
        captions=captions,
        first=prose[0] if prose else 0,
        last=prose[-1] if prose else len(shown),
        main=main_regions(walked, chosen),
    )
    verdicts = judge(story)
    said.verdicts.update(zip(window, verdicts, strict=True))
    return Survey(window, range(chosen[0], chosen[-1] + 1), metadata.words, verdicts, evidence)


def _said(metadata: Metadata) -> tuple[frozenset[Gram], frozenset[str], frozenset[str]]:
    """The page's text for machines in 4-grams, and the words of its description and its title."""
    body = tokens(metadata.linked.text("articleBody") or "")
    told = metadata.head.first("og:description", "description", "twitter:description")
    return frozenset(grams(body)), frozenset(tokens(told or "")), frozenset(tokens(metadata.title or ""))


def _reads_on(text: str, links: float) -> bool:
    """Whether a block ends like prose and is no bare link."""
    return ends_a_sentence(text) and len(tokens(text)) >= SENTENCE_SHORTEST and links < MOSTLY_LINK
