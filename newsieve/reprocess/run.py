"""Reading archives again: the pages go to all cores, what comes of them to the store, in their order.

How far an archive was read by which rules is kept in the store, so that what was broken off is taken up, and what is
done is not done again.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path

from newsieve.archives import begun_at, fingerprint, offset_of, read_archive
from newsieve.article import Article, Dropped, Page
from newsieve.errors import InputError
from newsieve.extraction.pool import ExtractionPool
from newsieve.extraction.rules import rules_id
from newsieve.reprocess.capture import Fate, Known, judge
from newsieve.store import Look, Store

AHEAD = 32  # pages for each process that reads them
BATCH = 32  # pages stored in one transaction
MARK_EVERY = 8  # batches

Outcome = Article | Dropped
Progress = Callable[[int, int], None]  # pages done, and how many there are, as far as can be told


@dataclass(slots=True)
class Reprocessed:
    """What came of it: pages by fate, drops by reason, archives that were read, done before, or unreadable."""

    fates: Counter[Fate] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    archives: int = 0
    done_before: int = 0
    unreadable: list[str] = field(default_factory=list)

    @property
    def pages(self) -> int:
        """How many pages were read again."""
        return self.fates.total()


def reprocess(
    paths: Sequence[str],
    store: Store,
    pool: ExtractionPool,
    *,
    again: bool = False,
    progress: Progress | None = None,
    done: Reprocessed | None = None,
) -> Reprocessed:
    """Read these archives with today's rules into the store, the oldest first, and settle it.

    Archives that were read with the same rules before are left out, unless they are to be read `again`. `done` is told
    as it goes, for who is interrupted.
    """
    found = done or Reprocessed()
    reading = _Reading(store, pool, found, progress or (lambda _done, _all: None), _sizes(paths))
    for path in sorted(paths, key=lambda path: (begun_at(path), path)):
        try:
            reading.read(path, again=again)
        except InputError as error:
            found.unreadable.append(str(error))
    store.settle()
    return found


def _sizes(paths: Sequence[str]) -> dict[str, int]:
    return {path: Path(path).stat().st_size for path in paths if Path(path).is_file()}


@dataclass(frozen=True, slots=True)
class _Begun:
    """A page that is being read, and its place in its archive; or what stood in its place."""

    outcome: Future[Outcome] | Dropped
    place: int


@dataclass(slots=True)
class _Reading:
    store: Store
    pool: ExtractionPool
    found: Reprocessed
    progress: Progress
    sizes: dict[str, int]
    read_bytes: int = 0  # of archives that are done

    def read(self, path: str, *, again: bool) -> None:
        """Read one archive, from where it was left."""
        name, rules = fingerprint(path), rules_id()
        begin, whole = (0, False) if again else self.store.archive_read(name, rules)
        if whole:
            self.found.done_before += 1
            self.read_bytes += self.sizes.get(path, 0)
            return
        self.found.archives += 1
        place = begin
        for number, batch in enumerate(self._batches(path, begin), 1):
            self._store(batch)
            place = batch[-1].place
            if number % MARK_EVERY == 0:
                self.store.note_archive(name, rules, place, whole=False)
            self._tell(place)
        self.store.note_archive(name, rules, place, whole=True)
        self.read_bytes += self.sizes.get(path, 0)

    def _batches(self, path: str, begin: int) -> Iterator[list[_Begun]]:
        """The pages of an archive, being read, the next ones always ahead of those that are stored."""
        ahead = deque[_Begun]()
        for one in read_archive(path, begin):
            if isinstance(one, Page):
                ahead.append(_Begun(self.pool.submit(one), offset_of(one.via or "")))
            else:
                ahead.append(_Begun(one, offset_of(one.source)))
            if len(ahead) >= AHEAD * self.pool.workers + BATCH:
                yield [ahead.popleft() for _ in range(BATCH)]
        while ahead:
            yield [ahead.popleft() for _ in range(min(BATCH, len(ahead)))]

    def _store(self, batch: Sequence[_Begun]) -> None:
        """Store what came of these pages; one that stands there twice is looked at twice."""
        together: list[Outcome] = []
        for begun in batch:
            outcome = begun.outcome if isinstance(begun.outcome, Dropped) else begun.outcome.result()
            if outcome.key is not None and outcome.key in {other.key for other in together}:
                self._store_together(together)
                together = []
            together.append(outcome)
        self._store_together(together)

    def _store_together(self, outcomes: Sequence[Outcome]) -> None:
        known = self.store.of_pages(outcome.key for outcome in outcomes if outcome.key is not None)
        judged = [(one, judge(one, Known(*known.get(one.key or "", (None, False))))) for one in outcomes]
        self.found.reasons.update(str(outcome.reason) for outcome, _ in judged if isinstance(outcome, Dropped))
        self.found.fates.update(told.fate for _, told in judged if told.article is None)
        arriving = [(told.fate, told.article) for _, told in judged if told.article is not None]
        stored = [replace(article, boilerplate=self.store.boilerplate(article)) for _, article in arriving]
        saved = self.store.save(stored) if stored else []
        for (fate, _), one in zip(arriving, saved, strict=True):
            self.found.fates[Fate.KEPT if one.look is Look.SHORTER else fate] += 1

    def _tell(self, place: int) -> None:
        """Tell how far it is; how many pages are to come is judged by the bytes that are."""
        done, total = self.found.pages, sum(self.sizes.values())
        read = self.read_bytes + place
        self.progress(done, max(done, done * total // read if read else done))
