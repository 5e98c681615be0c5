"""The store as everybody else sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import Connection, Engine

from newsieve.article import Article, Dropped, Match, Relation, Verdict
from newsieve.dedup import Prepared, Suppressed
from newsieve.store import articles, copies, pages, repeats, runs, stories
from newsieve.store import settle as settling
from newsieve.store.changes import Noted, noting
from newsieve.store.database import open_engine, reading, translated, writing
from newsieve.store.selection import Selection
from newsieve.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one outcome: the article's id, whether its page was new, and its provisional verdict."""

    id: str | None
    new: bool
    verdict: Verdict | None = None


class Store:
    """One database of articles, safe to share between threads; writers wait for one another.

    Every method raises StoreError, with one line that names the store, when the database refuses.
    """

    def __init__(self, url: str, engine: Engine) -> None:
        self.url, self._engine = url, engine

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Self:
        """Open the store at a path or `sqlite:///path`, made when absent unless `create` is false.

        Raises UsageError for what names no store, StoreError for what cannot be opened, ParametersMismatch for a
        store that was signed otherwise.
        """
        engine = open_engine(url, create=create)
        with translated(url), writing(engine) as connection:
            copies.check_parameters(connection, url)
        return cls(url, engine)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(self.url), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with translated(self.url), writing(self._engine) as connection:
            yield connection

    def save(self, outcomes: Sequence[Article | Dropped]) -> list[Saved]:
        """Store these outcomes in one transaction, all or none; each article's verdict is taken inside it."""
        with self._writing() as connection:
            suppressed, _ = copies.suppressed(connection)
            with noting(connection) as noted:
                return [_save(connection, outcome, suppressed, noted) for outcome in outcomes]

    def settle(self, progress: Callable[[int, int], None] | None = None) -> settling.Settled:
        """Make texts, clusters and canonical articles a function of the set of stored pages."""
        with translated(self.url):
            return settling.settle(self._engine, progress)

    def articles(self, *, canonical_only: bool = False) -> Iterator[tuple[Article, Verdict]]:
        """Every article with its verdict, in order of arrival, streamed; or one article per story."""
        with self.snapshot() as view:
            yield from view.articles(Selection(), every=not canonical_only)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The store as it is now, however many questions are asked, while others write on."""
        with translated(self.url), reading(self._engine) as connection:
            yield Snapshot(connection)

    def verdicts(self, ids: Iterable[str]) -> dict[str, Verdict]:
        """Where these articles stand, by id; those that the store does not have are left out."""
        with self._reading() as connection:
            return articles.verdicts_of(connection, ids)

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those page keys whose page need not be fetched again: stored, or dropped for good."""
        with self._reading() as connection:
            return pages.known(connection, keys)

    def boilerplate(self, article: Article) -> frozenset[int]:
        """The indices of those of an arriving article's paragraphs that its site repeats, as far as known today."""
        with self._reading() as connection:
            return repeats.provisional(connection, article)

    def removed(self, ids: Iterable[str]) -> dict[str, int]:
        """How many paragraphs were removed from these articles, by reason, most first."""
        with self._reading() as connection:
            return stories.removed_from(connection, sorted(set(ids)))

    def counts(self) -> stories.StoreCounts:
        """What the store holds, in numbers."""
        with self._reading() as connection:
            return stories.counts(connection)

    def syndicated(self, limit: int = 5) -> list[stories.Story]:
        """The stories that most sites ran, with all their articles in order of publication."""
        with self._reading() as connection:
            return stories.syndicated(connection, limit)

    def start_run(self, command: str) -> int:
        """Note that a command that writes has begun; its run's number."""
        with self._writing() as connection:
            return runs.start(connection, command)

    def finish_run(self, run: int, report_json: str, articles: int | None = None) -> None:
        """Note that a run has ended, its report, and how many articles it stored."""
        with self._writing() as connection:
            runs.finish(connection, run, report_json, articles)

    def note_hand_over(self, command: str, started: datetime, mark: int, articles: int) -> int:
        """Note as a run that a snapshot with this mark was handed over; the run's number."""
        with self._writing() as connection:
            return runs.hand_over(connection, command, started, mark, articles)

    def mark_of(self, run: int) -> int | None:
        """The number of the latest change when a run ended; None where there is no such run, or it has not ended."""
        with self._reading() as connection:
            return runs.mark_of(connection, run)

    def runs(self, limit: int) -> list[runs.Run]:
        """The latest runs, the newest first."""
        with self._reading() as connection:
            return runs.latest(connection, limit)

    def latest_report(self) -> str | None:
        """The report (JSON) of the run that ended last."""
        with self._reading() as connection:
            return runs.latest_report(connection)


def _save(connection: Connection, outcome: Article | Dropped, suppressed: Suppressed, noted: Noted) -> Saved:
    pages.record_page(connection, outcome)
    if isinstance(outcome, Dropped):
        return Saved(None, new=False)
    mine = copies.prepared(articles.document(outcome))
    n, new = articles.write(connection, outcome, copies.signature_of(mine, suppressed, outcome.signature), noted)
    return Saved(outcome.id, new, _provisional_verdict(connection, n, mine, suppressed, noted))


def _provisional_verdict(
    connection: Connection, n: int, mine: Prepared, suppressed: Suppressed, noted: Noted
) -> Verdict:
    """Join the cluster of the best match; settling takes the verdict again.

    A canonical article that is fetched again stays so until then: its copies are not to be without it.
    """
    others = articles.documents(connection, sorted(copies.candidates(connection, n)))
    prepared = {other: copies.prepared(document) for other, document in others.items()}
    found = copies.compare_all(connection, n, mine, prepared, suppressed)
    joining = [pair for pair in found if pair[1].relation is not Relation.DIGEST]
    verdict, number = Verdict(mine.document.id), {mine.document.id: n}
    if joining and not copies.leads_others(connection, n):
        best, match = max(joining, key=_closeness)
        cluster = copies.cluster_of(connection, best)
        canonical = articles.id_of(connection, cluster)
        verdict = Verdict(canonical, canonical, match.relation, match.similarity, match.containment)
        number[canonical] = cluster
    copies.write_verdict(connection, n, verdict, number, noted)
    return verdict


def _closeness(pair: tuple[int, Match]) -> tuple[float, float, int]:
    number, match = pair
    return match.similarity, match.containment, -number
