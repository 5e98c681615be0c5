"""The store as everybody else sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from threading import Lock
from typing import Self

from sqlalchemy import Connection, Engine

from newsieve.article import Article, Dropped, Verdict
from newsieve.dedup import Suppressed
from newsieve.errors import StoreError
from newsieve.store import (
    archives,
    articles,
    copies,
    frontier,
    health,
    lookup,
    pages,
    paths,
    repeats,
    runs,
    stories,
)
from newsieve.store import settle as settling
from newsieve.store import validators as validating
from newsieve.store.database import (
    is_present,
    open_engine,
    presence,
    reading,
    translated,
    writing,
)
from newsieve.store.naming import shown
from newsieve.store.saving import Saved, save
from newsieve.store.selection import Selection
from newsieve.store.snapshot import Snapshot
from newsieve.store.texts import Texts
from newsieve.store.turn import Taken, Turn
from newsieve.store.validators import Validators
from newsieve.urls import article_id


class Store:
    """One database of articles, safe to share between threads; writers wait for one another.

    `url` is how messages name it: a password in it is hidden. Every method raises StoreError, with one line that
    names the store, when the database refuses.
    """

    def __init__(self, url: str, engine: Engine) -> None:
        self.url, self._engine = url, engine
        self._repeating = set[int]()  # paragraphs that were found to be boilerplate since the last settling
        self._texts, self._saving = Texts(), Lock()

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Self:
        """Open the store at a path, `sqlite:///path` or `postgresql://…`; an absent one is made if `create` is true.

        Raises UsageError for what names no store, StoreError for what cannot be opened, ParametersMismatch for a
        store that was signed otherwise.
        """
        engine, name = open_engine(url, create=create), shown(url)
        store = cls(name, engine)
        try:
            with translated(engine, name):
                copies.check_parameters(engine, name)
        except StoreError:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(self._engine, self.url), reading(self._engine) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with translated(self._engine, self.url), writing(self._engine) as connection:
            yield connection

    def save(self, outcomes: Sequence[Article | Dropped]) -> list[Saved]:
        """Store these outcomes in one transaction, all or none; each article's verdict is taken inside it."""
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

    def _save(self, connection: Connection, outcomes: Sequence[Article | Dropped]) -> list[Saved]:
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

    def take_turn(self, crawler: int, turn: Turn, outcomes: Sequence[Article | Dropped]) -> tuple[Taken, list[Saved]]:
        """Store outcomes, and hear a crawler's turn, in one transaction: a lease ends as its article is stored."""
        with self._saving_into() as connection:
            saved = self._save(connection, outcomes)
            return frontier.take_turn(connection, crawler, turn, is_present), saved

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

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those page keys whose page need not be fetched again: stored, dropped for good, or leading to such a page."""
        with self._reading() as connection:
            wanted = set(keys)
            found = pages.known(connection, wanted)
            leading = paths.targets(connection, wanted - found)
            done = pages.known(connection, set(leading.values()))
            return found | {key for key, target in leading.items() if target in done}

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
            stored = articles.read(connection, map(article_id, wanted))
            fetched = pages.gave_articles(connection, wanted)
            by_key = {found.key: found for found, _ in stored.values()}
            return {key: (by_key.get(key), key in fetched) for key in wanted}

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

    def finish_run(self, run: int, report_json: str, articles: int | None = None) -> None:
        """Note that a run has ended, its report, and how many articles it stored."""
        with self._writing() as connection:
            runs.finish(connection, run, report_json, articles)

    def note_hand_over(self, done: runs.HandOver) -> int:
        """Note as a run that a snapshot was handed over; the run's number."""
        with self._writing() as connection:
            return runs.hand_over(connection, done)

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
