"""What a crawl has stored, counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsieve.store.looks import Look
from newsieve.store.saving import Saved


@dataclass(slots=True)
class StoredCounts:
    """Committed outcomes: `articles` are new, `again` were stored before and fetched anew, `rechecked` looked at again.

    Of those that the store had, so many `changed`, `moved` to another URL, or are `gone`; so many were `missed`, by the
    fault of a moment. `ids` are those of the articles that were written.
    """

    articles: int = 0
    again: int = 0
    rechecked: int = 0
    changed: int = 0
    moved: int = 0
    gone: int = 0
    missed: int = 0
    ids: list[str] = field(default_factory=list)

    def add(self, saved: Saved) -> None:
        """Count what became of an outcome."""
        if saved.id is None:
            return
        again = not saved.new and not saved.rechecked
        self.articles += saved.new
        self.again += again
        self.rechecked += saved.rechecked
        self.changed += saved.look is Look.CHANGED
        self.moved += saved.moved
        self.gone += saved.gone
        self.missed += saved.look is Look.FAILED
        if saved.new or again or saved.moved or saved.look is Look.CHANGED:
            self.ids.append(saved.id)
