"""How the crawls of a store have gone: its runs, what each brought of each source, what is wrong, what was told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from sqlalchemy import Connection, Engine

from newsieve.store import alerts, runs, source_runs
from newsieve.store.alerts import Told, Trouble
from newsieve.store.database import is_present, reading, telling_alone, translated, writing
from newsieve.store.kind import RUN
from newsieve.store.runs import Run
from newsieve.store.source_runs import Past, Seen, SourceRun, Totals


class Logbook:
    """The store as those see it who watch; every method raises StoreError when the database refuses."""

    def __init__(self, url: str, engine: Engine) -> None:
        self._url, self._engine = url, engine

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(self._engine, self._url), reading(self._engine) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with translated(self._engine, self._url), writing(self._engine) as connection:
            yield connection

    def run(self, number: int) -> Run | None:
        """The run with this number."""
        with self._reading() as connection:
            return runs.read(connection, number, is_running)

    def bury_runs(self) -> list[Run]:
        """Note which runs have died since this was asked last; those."""
        with self._writing() as connection:
            return runs.bury(connection, is_running)

    def of_run(self, run: int) -> list[SourceRun]:
        """What a run brought of each source."""
        with self._reading() as connection:
            return source_runs.of_run(connection, run)

    def of_others(self, run: int, since: float) -> list[Seen]:
        """What other runs brought of each source that began at that moment or later, in seconds since 1970."""
        with self._reading() as connection:
            return source_runs.of_others(connection, run, since)

    def sources(self) -> list[str]:
        """Every source that was ever crawled."""
        with self._reading() as connection:
            return source_runs.names(connection)

    def past(self, source: str) -> Past | None:
        """A source's history; None where it was never crawled."""
        with self._reading() as connection:
            return source_runs.past(connection, source)

    def totals(self, sources: Iterable[str]) -> list[Totals]:
        """What all runs together brought of these sources."""
        with self._reading() as connection:
            return source_runs.totals(connection, sources)

    def new_since(self, source: str, at: float) -> int:
        """How many new articles a source has brought since a moment, in seconds since 1970."""
        with self._reading() as connection:
            return source_runs.new_since(connection, source, at)

    def troubles(self) -> list[Trouble]:
        """All that was found to be wrong at the end of the latest runs."""
        with self._reading() as connection:
            return alerts.read(connection)

    def change_troubles(self, found: Sequence[Trouble], gone: Iterable[tuple[str, str]]) -> None:
        """Note troubles, each in place of what was known of it, and that others are over."""
        with self._writing() as connection:
            alerts.change(connection, found, gone)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Be the only process that tells of troubles in this store."""
        with ExitStack() as lock:
            with translated(self._engine, self._url):
                lock.enter_context(telling_alone(self._engine))
            yield

    def told(self, way: str) -> list[Told]:
        """The troubles that were told by a way, and whose end is still to be told."""
        with self._reading() as connection:
            return alerts.told(connection, way)

    def note_told(self, one: Told, *, over: bool = False) -> None:
        """Note that a trouble, or that it is `over`, was told."""
        with self._writing() as connection:
            (alerts.note_over if over else alerts.note_told)(connection, one)


def is_running(connection: Connection, run: int) -> bool:
    """Whether the process that began a run is still there."""
    return is_present(connection, run, RUN)
