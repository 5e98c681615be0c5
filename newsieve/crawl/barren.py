"""How often pages of one pattern brought no story, one after the other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from newsieve.article import Dropped, DropReason
from newsieve.discovery import pattern_of

NO_STORY = frozenset({DropReason.INDEX_PAGE, DropReason.NO_TEXT, DropReason.TOO_SHORT, DropReason.EMPTY_PAGE})
GONE = frozenset({404, 410})


@dataclass(slots=True)
class Barren:
    """Counts by pattern; a story begins its pattern's count anew."""

    _times: Counter[str] = field(default_factory=Counter)

    def brought_nothing(self, dropped: Dropped) -> None:
        """Count a page that was no story, or was not there; what failed says nothing of its like."""
        if dropped.key is not None and (dropped.reason in NO_STORY or dropped.status in GONE):
            self._times[pattern_of(dropped.source)] += 1

    def brought_story(self, url: str) -> None:
        """A story was found."""
        self._times.pop(pattern_of(url), None)

    def times(self, url: str) -> int:
        """How many pages with such a URL brought no story since the last one that did."""
        return self._times[pattern_of(url)] if self._times else 0
