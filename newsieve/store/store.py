"""The store as everybody else sees it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import Connection, Engine

from newsieve.article import Article, DropReason, Verdict
from newsieve.dedup import Suppressed
from newsieve.manners import Closed
from newsieve.store import (
    archives,
    articles,
    checks,
    copies,
    frontier,
    health,
    history,
    lookup,
    manners,
    pages,
    paths,
    repeats,
    runs,
    source_runs,
    stories,
    well_known,
)
from newsieve.store import settle as settling
from newsieve.store import validators as validating
from newsieve.store.database import is_present, presence, reading, translated
from newsieve.store.kind import RUN
from newsieve.store.logbook import Logbook, is_running
from newsieve.store.opened import Opened
from newsieve.store.runs import Ending, Run
from newsieve.store.saving import Outcome, Saved, save
from newsieve.store.selection import Selection
from newsieve.store.snapshot import Snapshot
from newsieve.store.source_runs import SourceRun
from newsieve.store.sources import Outlook
from newsieve.store.texts import Texts
from newsieve.store.turn import Taken, Turn
from newsieve.store.validators import Validators
from newsieve.store.well_known import WellKnown


class Store(Opened):
    """One database of articles, safe to share between threads; writers wait for one another.

    `url` is how messages name it: a password in it is hidden. Every method raises StoreError, with one line that
    names the store, when the database refuses.
    """

    def __init__(self, url: str, engine: Engine) -> None:
        super().__init__(url, engine)
        self._repeating = set[int]()  # paragraphs that were found to be boilerplate since the last settling
        self._texts, self._saving = Texts(), Lock()
        self.logbook = Logbook(url, engine)

    def save(self, outcomes: Sequence[Outcome]) -> list[Saved]:
        """Store these outcomes in one transaction, all or none; each article's verdict is taken inside it.

        An article whose page is stored takes its place, under its id: one that was fetched later, and reads
        otherwise, as a new version; one from the same fetch as the same version, read anew. One that was fetched
        earlier becomes a version of the past.
        """
        with self._saving_into() as connection:
            return self._save(connection, outcomes)

    @contextmanager
    def _saving_into(self) -> Iterator[Connection]:
        with self._saving:
            try:
                with self._writing() as connection:
                    yield connection
            except BaseException:
                self._texts.forget()  # some are of articles that are not stored now
                raise

    def _save(self, connection: Connection, outcomes: Sequence[Outcome]) -> list[Saved]:
        saved = save(connection, outcomes, self._texts) if outcomes else []
        frontier.finish(connection, [int(outcome.lease) for outcome in outcomes if outcome.lease])
        return saved

    @contextmanager
    def crawler(self) -> Iterator[int]:
        """A place among those who crawl into this store: its number. What it holds is free again at the end."""
        with ExitStack() as seat:
            with self._writing() as connection:
                number = frontier.join(connection)
                seat.enter_context(presence(self._engine, number))  # before anybody can see the number
            seat.callback(self._leave, number)
            yield number

    def _leave(self, crawler: int) -> None:
        with self._writing() as connection:
            frontier.leave(connection, crawler)

    def take_turn(self, crawler: int, turn: Turn, outcomes: Sequence[Outcome]) -> tuple[Taken, list[Saved]]:
        """Store outcomes, and hear a crawler's turn, in one transaction: a lease ends as its article is stored."""
        with self._saving_into() as connection:
            saved = self._save(connection, outcomes)
            return frontier.take_turn(connection, crawler, turn, is_present), saved

    def outlook(self, scopes: Iterable[int]) -> Outlook:
        """How these sources stand: their places, what a broken round left of them, and which of them are crawled now.

        What crawlers held that have died is free after it.
        """
        with self._writing() as connection:
            return frontier.outlook(connection, set(scopes), is_present)

    def settle(self, progress: Callable[[int, int], None] | None = None) -> settling.Settled:
        """Make texts, clusters and canonical articles a function of the set of stored pages."""
        self._repeating.clear()  # settling judges anew
        with translated(self._engine, self.url):
            return settling.settle(self._engine, progress)

    def articles(self, *, canonical_only: bool = False) -> Iterator[tuple[Article, Verdict]]:
        """Every article with its verdict, in order of arrival, streamed; or one article per story."""
        with self.snapshot() as view:
            yield from view.articles(Selection(), every=not canonical_only)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The store as it is now, however many questions are asked, while others write on."""
        with ExitStack() as opened:
            with translated(self._engine, self.url):
                view = Snapshot(opened.enter_context(reading(self._engine)), self.url)
            opened.callback(view.close)
            yield view

    def read(self, ids: Iterable[str]) -> dict[str, tuple[Article, Verdict]]:
        """These articles with their verdicts, by id; those that the store does not have are left out."""
        with self._reading() as connection:
            return articles.read(connection, ids)

    def verdicts(self, ids: Iterable[str]) -> dict[str, Verdict]:
        """Where these articles stand, by id; those that the store does not have are left out."""
        with self._reading() as connection:
            return articles.verdicts_of(connection, ids)

    def known(self, keys: Iterable[str], lifted: Collection[DropReason] = ()) -> set[str]:
        """Those page keys whose page need not be fetched again: stored, dropped for good, or leading to such a page.

        What was dropped for an objection that a licence has `lifted` since is not among them.
        """
        with self._reading() as connection:
            wanted = set(keys)
            found = pages.known(connection, wanted, lifted)
            leading = paths.targets(connection, wanted - found)
            done = pages.known(connection, set(leading.values()), lifted)
            return found | {key for key, target in leading.items() if target in done}

    def tried(self, keys: Iterable[str]) -> set[str]:
        """Those page keys whose page was asked for before, whatever became of it."""
        with self._reading() as connection:
            return pages.tried(connection, keys)

    def read_lists(self, keys: Iterable[str]) -> set[str]:
        """Those page keys that go on a list of stories which an earlier run read to its end."""
        with self._reading() as connection:
            return paths.read_lists(connection, keys)

    def forget_lists(self, keys: Iterable[str]) -> None:
        """Have lists read once more, from these pages on, until a run has been to their end again."""
        with self._writing() as connection:
            paths.forget_lists(connection, keys)

    def note_paths(
        self, redirects: Mapping[str, str], lists: Iterable[str], unchanged: Mapping[str, Validators] | None = None
    ) -> None:
        """Note which pages led to others, which pages' lists were read to their end, and when they are `unchanged`."""
        with self._writing() as connection:
            paths.note_redirects(connection, redirects)
            paths.note_lists(connection, lists)
            validating.note(connection, unchanged or {})

    def validators(self, key: str, terms: int) -> Validators | None:
        """What to ask a server by whether a page has changed, all of whose stories were obtained on these terms."""
        with self._reading() as connection:
            return validating.read(connection, key, terms)

    def due_checks(
        self, sites: Collection[str], ages: Sequence[timedelta], most: int, now: datetime
    ) -> list[checks.Check]:
        """At most so many articles of each site that are to be looked at again at these ages, the newest first."""
        with self._reading() as connection:
            return checks.due(connection, sites, ages, now, most)

    def next_checks(self, sites: Collection[str], ages: Sequence[timedelta], now: datetime) -> dict[str, float]:
        """When an article of each site is to be looked at again next, in seconds since 1970."""
        with self._reading() as connection:
            return checks.upcoming(connection, sites, ages, now)

    def prompted_checks(self, modified: Mapping[str, str], now: datetime) -> dict[str, checks.Check]:
        """Those pages, by key, that are said to have been `modified` (ISO 8601) since they were last looked at."""
        with self._reading() as connection:
            return checks.prompted(connection, modified, now)

    def history(self, target: str) -> history.History | None:
        """All versions of an article, by its id or a URL that leads to it; None where the store has none."""
        with self._reading() as connection:
            return history.find(connection, target)

    def queued(self, scopes: Collection[int]) -> int:
        """How many requests these scopes of a crawl have still to make."""
        with self._reading() as connection:
            return sum(frontier.left(connection, scopes).values())

    def rests(self, now: datetime) -> dict[str, Closed]:
        """The hosts that are not asked now, and why."""
        with self._reading() as connection:
            return manners.rests(connection, now)

    def rest(self, host: str, rest: Closed) -> None:
        """Have a host asked by nobody before a moment; of two rests the longer holds."""
        with self._writing() as connection:
            manners.rest(connection, host, rest)

    def break_after_failures(self, host: str, why: str, now: datetime) -> Closed:
        """Leave a host alone that failed again and again, each time in a row for longer; the rest that it got."""
        with self._writing() as connection:
            return manners.break_after_failures(connection, host, why, now)

    def spent(self, host: str, now: datetime) -> int:
        """How many requests of a host's budget are spent today, in UTC, or put by for a crawl that is under way."""
        with self._reading() as connection:
            return manners.spent_on(connection, host, now)

    def spend(self, host: str, requests: int, budget: int, now: datetime) -> int:
        """Put by so many requests of a host's budget of today, or what is left of it; how many."""
        with self._writing() as connection:
            return manners.spend(connection, host, requests, budget, now)

    def give_back(self, unspent: Mapping[str, tuple[str, int]]) -> None:
        """Requests that were put by and not made: for each host the day (ISO 8601) and how many."""
        with self._writing() as connection:
            manners.give_back(connection, unspent)

    def well_known(self, key: str) -> WellKnown | None:
        """A robots.txt or tdmrep.json as it was last had."""
        with self._reading() as connection:
            return well_known.read(connection, key)

    def note_well_known(self, key: str, file: WellKnown) -> None:
        """Keep a robots.txt or tdmrep.json."""
        with self._writing() as connection:
            well_known.note(connection, key, file)

    def boilerplate(self, article: Article) -> frozenset[int]:
        """The indices of those of an arriving article's paragraphs that its site repeats, as far as known today."""
        with self._reading() as connection:
            return repeats.provisional(connection, article, self._repeating)

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

    def find(self, target: str) -> lookup.Standing | lookup.Refused | None:
        """What the store knows of an article's id or a page's URL; None where it has neither."""
        with self._reading() as connection:
            return lookup.find(connection, target)

    def suppressed(self) -> Suppressed:
        """The shingles that so many of the store's stories share that they have no voice."""
        with self._reading() as connection:
            return copies.suppressed(connection)[0]

    def health(self) -> health.Health:
        """Whether the store is whole and can be written; nothing is changed."""
        with self._reading() as connection:
            revision, damage = health.revision(connection), health.damage(connection)
        with self._writing() as connection:
            health.try_to_write(connection)
        return health.Health(revision, damage)

    def of_pages(self, keys: Iterable[str]) -> dict[str, tuple[Article | None, bool]]:
        """What is stored of these pages, by key: the article, and whether there was one, which may have been pruned."""
        wanted = set(keys)
        with self._reading() as connection:
            stored, fetched = articles.of_pages(connection, wanted), pages.gave_articles(connection, wanted)
            return {key: (stored.get(key), key in fetched) for key in wanted}

    def archive_read(self, name: str, rules: str) -> tuple[int, bool]:
        """Up to which place an archive was read again by these rules, and whether to its end."""
        with self._reading() as connection:
            return archives.read(connection, name, rules)

    def note_archive(self, name: str, rules: str, place: int, *, whole: bool) -> None:
        """Note how far an archive was read again by these rules."""
        with self._writing() as connection:
            archives.note(connection, name, rules, place, whole=whole)

    def start_run(self, command: str) -> int:
        """Note that a command that writes has begun; its run's number."""
        with self._writing() as connection:
            return runs.start(connection, command)

    @contextmanager
    def run(self, command: str) -> Iterator[int]:
        """A run, as long as the block lasts: its number. Others see whether it is still there, or has died."""
        with ExitStack() as there:
            with self._writing() as connection:
                number = runs.start(connection, command)
                there.enter_context(presence(self._engine, number, RUN))  # before anybody can see the number
            yield number

    def finish_run(
        self,
        run: int,
        report_json: str,
        articles: int | None = None,
        outcome: Ending = Ending.FINISHED,
        sources: Iterable[SourceRun] = (),
    ) -> None:
        """Note that a run has ended, its report, how many articles it stored, and what it brought of each source."""
        with self._writing() as connection:
            runs.finish(connection, run, report_json, articles, outcome)
            source_runs.save(connection, run, sources)

    def note_hand_over(self, done: runs.HandOver) -> int:
        """Note as a run that a snapshot was handed over; the run's number."""
        with self._writing() as connection:
            return runs.hand_over(connection, done)

    def mark_of(self, run: int) -> int | None:
        """The number of the latest change when a run ended; None where there is no such run, or it has not ended."""
        with self._reading() as connection:
            return runs.mark_of(connection, run)

    def runs(self, limit: int) -> list[Run]:
        """The latest runs, the newest first."""
        with self._reading() as connection:
            return runs.latest(connection, limit, is_running)

    def latest_report(self) -> str | None:
        """The report (JSON) of the run that ended last."""
        with self._reading() as connection:
            return runs.latest_report(connection)
