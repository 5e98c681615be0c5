"""What changed from one version of a text to the next: paragraphs that face each other, and words in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from newsieve.report.explain.pair import facing

WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]\\s*|[^\\s\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+\\s*")


class Mark(StrEnum):
    """In which of the two versions something stands."""

    SAME = "same"  # in both
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a paragraph, with the blanks after it."""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph as it was and as it is, None where it was not or is not; its words, marked."""

    before: str | None
    after: str | None
    pieces: tuple[Piece, ...]

    @property
    def kind(self) -> str:
        """What became of it, in a word: same, changed, removed or added."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "same" if self.before == self.after else "changed"


def changes(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """Both versions' paragraphs in order, each with what became of it."""
    begin = _alike(before, after)
    end = _alike(before[begin:][::-1], after[begin:][::-1])
    old, new = before[begin : len(before) - end], after[begin : len(after) - end]
    middle = [_change(old[i] if i is not None else None, new[j] if j is not None else None) for i, j in _rows(old, new)]
    return [*map(_same, before[:begin]), *middle, *map(_same, before[len(before) - end :])]


def _rows(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Partners side by side; what only happens to stand in the same row is no partner."""
    for i, j in facing(old, new):
        if i is not None and j is not None and not _is_version(old[i], new[j]):
            yield i, None
            yield None, j
        else:
            yield i, j


def _is_version(old: str, new: str) -> bool:
    return SequenceMatcher(None, _words(old), _words(new), autojunk=False).ratio() >= 0.4


def _alike(a: Sequence[str], b: Sequence[str]) -> int:
    """How many paragraphs at the beginning are the same."""
    pairs = zip(a, b, strict=False)
    return next((i for i, (mine, other) in enumerate(pairs) if mine != other), min(len(a), len(b)))


def _same(paragraph: str) -> Change:
    return Change(paragraph, paragraph, (Piece(paragraph, Mark.SAME),))


def _change(before: str | None, after: str | None) -> Change:
    return Change(before, after, words_changed(before or "", after or ""))


def words_changed(before: str, after: str) -> tuple[Piece, ...]:
    """The words of two versions of a line, told as one: what was removed stands before what took its place.

    >>> [(piece.text, str(piece.mark)) for piece in words_changed("Two boats sank.", "Three boats sank.")]
    [('Two ', 'removed'), ('Three ', 'added'), ('boats sank.', 'same')]
    """
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(None, [w.strip() for w in old], [w.strip() for w in new], autojunk=False)
    marked: list[tuple[str, Mark]] = []
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        if kind == "equal":
            marked += [(word, Mark.SAME) for word in new[j:j_end]]
        else:
            marked += [(word, Mark.REMOVED) for word in old[i:i_end]]
            marked += [(word, Mark.ADDED) for word in new[j:j_end]]
    runs = groupby(marked, key=lambda word: word[1])
    return tuple(Piece("".join(text for text, _ in run), mark) for mark, run in runs)


def _words(text: str) -> list[str]:
    return [word.strip() for word in WORD.findall(text)]
