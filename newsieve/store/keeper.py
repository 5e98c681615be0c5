"""The store as those see it who look after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from newsieve.store import backup, frontier
from newsieve.store import check as checking
from newsieve.store import prune as pruning
from newsieve.store.database import is_present, migrate, shrink, size, translated
from newsieve.store.migrate import Migrated
from newsieve.store.store import Store


class Keeper(Store):
    """A store that can be pruned, copied, examined and mended, too."""

    @staticmethod
    def migrate(url: str) -> Migrated:
        """Bring a store's schema up to date; one in a file is so whenever it is opened. Raises as `open` does."""
        return migrate(url)

    def plan_pruning(self, old: pruning.Old) -> pruning.Pruned:
        """What pruning would remove now."""
        with translated(self._engine, self.url):
            return pruning.plan(self._engine, old)

    def prune(self, old: pruning.Old, progress: Callable[[int, int], None] | None = None) -> pruning.Pruned:
        """Remove old stories that nothing newer is related to; their pages stay known, the other clusters as they are.

        The store is settled first: it is by the relations that settling tells that stories stay together.
        """
        self.settle()
        with translated(self._engine, self.url):
            return pruning.prune(self._engine, old, progress or _untold)

    def shrink(self) -> None:
        """Give the room of what was removed back to the disk. Raises StoreError where that cannot be done now."""
        with self._writing() as connection:
            alone = not frontier.is_anybody_there(connection, is_present)
        with translated(self._engine, self.url):
            shrink(self._engine, self.url, alone=alone)

    def size(self) -> int:
        """How much room the store takes, in bytes."""
        with translated(self._engine, self.url):
            return size(self._engine)

    def back_up(self, target: Path, progress: Callable[[int, int], None] | None = None) -> Path:
        """Write the store as it is at one moment to a SQLite file, or to a new one in a folder; the file's path.

        Raises UsageError for a file that is no former backup, InputError where it cannot be written.
        """
        with translated(self._engine, self.url):
            chosen = backup.place(self._engine, target)
            backup.back_up(self._engine, chosen, progress or _untold)
            return chosen

    def check(self, sample: int | None = None, progress: Callable[[int, int], None] | None = None) -> checking.Report:
        """Examine the database, and what is derived against the articles: all of them, or a sample."""
        with translated(self._engine, self.url):
            return checking.examine(self._engine, sample, progress or _untold)

    def repair(self, findings: Iterable[checking.Finding]) -> None:
        """Mend what an examination found and the store can tell anew; what it cannot stays as it is."""
        self._texts.forget()
        with translated(self._engine, self.url):
            checking.repair(self._engine, findings)


def _untold(_done: int, _all: int) -> None:
    """Progress that nobody hears of."""
