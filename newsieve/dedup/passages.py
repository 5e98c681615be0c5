"""Two texts beside one another: what they share, and what each has alone.

The words are marked by the shingles that `compare` counts, so what is shown is what was measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

import numpy as np

from .shingles import SIZE, Hashes, number, runs
from .suppression import Suppressed
from .words import read_words

# What may stand between two marks: a run without blanks; one sign of a script that has none.
PIECE = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^ \t\r\n\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+")


class Hold(StrEnum):
    """Who holds a passage."""

    SHARED = "shared"  # both texts
    SILENT = "silent"  # both, and so many other stories that it does not count
    OWN = "own"  # this one alone


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a paragraph, with the blanks after it, and who holds it."""

    text: str
    hold: Hold


def passages(
    mine: Sequence[str], other: Sequence[str], suppressed: Suppressed | None = None
) -> tuple[tuple[Passage, ...], ...]:
    """The paragraphs of one text as passages that the other one holds too, and such that it does not.

    A word is shared where a shingle that it stands in is; so moved paragraphs are shared wherever they stand.
    """
    silent = (suppressed or Suppressed()).shingles
    pieces = [PIECE.findall(paragraph) for paragraph in mine]
    words = [read_words(piece).words for paragraph in pieces for piece in paragraph]
    hashes = _runs(words)
    held = np.isin(hashes, _runs([read_words(p).words for paragraph in other for p in PIECE.findall(paragraph)]))
    known, silenced = _cover(held, words), _cover(held & ~np.isin(hashes, silent), words)
    holds = iter(_holds(words, known, silenced))
    return tuple(tuple(_passages(paragraph, holds)) for paragraph in mine)


def _runs(words: Iterable[Sequence[str]]) -> Hashes:
    return runs(number([word for piece in words for word in piece]))


def _cover(held: np.ndarray[tuple[int], np.dtype[np.bool_]], words: Sequence[Sequence[str]]) -> list[bool]:
    """For each word whether a held run covers it."""
    covered = [False] * sum(map(len, words))
    for start in np.flatnonzero(held).tolist():
        covered[start : start + SIZE] = [True] * len(covered[start : start + SIZE])
    return covered


def _holds(words: Iterable[Sequence[str]], known: Sequence[bool], voiced: Sequence[bool]) -> Iterator[Hold | None]:
    """Who holds each piece, None for one without words: it goes with the piece before it."""
    at = 0
    for piece in words:
        end = at + len(piece)
        if not piece:
            yield None
        elif not all(known[at:end]):
            yield Hold.OWN
        else:
            yield Hold.SHARED if any(voiced[at:end]) else Hold.SILENT
        at = end


def _passages(paragraph: str, holds: Iterator[Hold | None]) -> Iterator[Passage]:
    cuts = [found.start() for found in PIECE.finditer(paragraph)]
    told, before = [], Hold.SHARED
    for start, end in zip(cuts, [*cuts[1:], len(paragraph)], strict=False):  # a blank paragraph has no cut
        before = next(holds) or before
        told.append((paragraph[start:end], before))
    for hold, group in groupby(told, key=lambda piece: piece[1]):
        yield Passage("".join(text for text, _ in group), hold)
