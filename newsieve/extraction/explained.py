"""How a page was read: every block of it, in order, with what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from newsieve.article import Article, Dropped, RemovalReason
from newsieve.cleaning import Block


class Fate(StrEnum):
    """What became of a block."""

    KEPT = "kept"  # a paragraph of the story
    REMOVED = "removed"  # amid the story and none of it, for a reason
    BEFORE = "before"  # before the first block that any reading took for the story
    AFTER = "after"  # after the last one
    UNREAD = "unread"  # the page tells no story


@dataclass(frozen=True, slots=True)
class Judged:
    """A block of a page, in its place, and the verdict on it; only a removed one has a reason.

    `chance` is how likely the model took it for a part of the story, in 0..1; None where it was not asked.
    """

    text: str
    tag: str
    fate: Fate
    reason: RemovalReason | None = None
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """The outcome of a page with the blocks it was made from; none where the page was refused before it was read.

    `verdicts` are those on the blocks from number `start` on, as far as the story reaches: None is a paragraph.
    """

    outcome: Article | Dropped
    blocks: tuple[Block, ...] = ()
    start: int = 0
    verdicts: tuple[RemovalReason | None, ...] = ()
    chances: tuple[float | None, ...] = ()

    @property
    def judged(self) -> tuple[Judged, ...]:
        """Every block in page order with its verdict."""
        return tuple(
            Judged(block.text, block.tag, self._fate(number), self._reason(number), self._chance(number))
            for number, block in enumerate(self.blocks)
        )

    def _fate(self, number: int) -> Fate:
        if not self.verdicts:
            return Fate.UNREAD
        if number < self.start:
            return Fate.BEFORE
        if number >= self.start + len(self.verdicts):
            return Fate.AFTER
        return Fate.REMOVED if self._reason(number) else Fate.KEPT

    def _reason(self, number: int) -> RemovalReason | None:
        inside = self.start <= number < self.start + len(self.verdicts)
        return self.verdicts[number - self.start] if inside else None

    def _chance(self, number: int) -> float | None:
        inside = self.start <= number < self.start + len(self.chances)
        return self.chances[number - self.start] if inside else None
