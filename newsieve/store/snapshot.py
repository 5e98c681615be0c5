"""One state of the store, read in peace while others write on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true

from newsieve.article import Article, Verdict
from newsieve.store import articles as reading
from newsieve.store import changes as numbering
from newsieve.store.database import translated
from newsieve.store.rows import article_of, verdict_of
from newsieve.store.schema import articles, changes, verdicts
from newsieve.store.selection import Selection, fitting
from newsieve.store.stories import MEMBER, Copy, Story, member_of, story_of

BATCH = 500


class Snapshot:
    """The store as it is at the first question; every answer is of that moment.

    With `Selection.after`, what has gone since is told as well: an article that leads its story no more comes with
    its new verdict, a story that is part of another now comes without members, a copy that is none now without a first.
    """

    def __init__(self, connection: Connection, store: str) -> None:
        self._connection, self._store = connection, store
        self._open = ExitStack()
        self.mark = numbering.latest(connection)

    def close(self) -> None:
        """Let go of answers that nobody has read to their end."""
        self._open.close()

    def articles(self, selection: Selection, *, every: bool = False) -> Iterator[tuple[Article, Verdict]]:
        """One article per story, or every article, with its verdict, in order of arrival."""
        for row in self._stream(reading.selected(self._articles(selection, every=every))):
            yield article_of(row._mapping), verdict_of(row._mapping)

    def count_articles(self, selection: Selection, *, every: bool = False) -> int:
        """How many articles that are."""
        joined = articles.outerjoin(verdicts, verdicts.c.article == articles.c.n)
        return self._count(joined, self._articles(selection, every=every))

    def _articles(self, selection: Selection, *, every: bool) -> ColumnElement[bool]:
        leads = or_(verdicts.c.cluster == articles.c.n, verdicts.c.cluster.is_(None))
        wanted = true() if every else leads
        if selection.after is not None:
            if not every:
                wanted = or_(leads, articles.c.n.in_(_changed("story", selection)))
            wanted = and_(wanted, articles.c.n.in_(_changed("record", selection)))
        return and_(wanted, self._fits(selection))

    def stories(self, selection: Selection) -> Iterator[Story]:
        """Every story with all its articles, of which one at least fits, in order of their canonical's arrival."""
        query = _MEMBERS.where(self._stories(selection)).order_by(verdicts.c.cluster)
        for cluster, rows in groupby(self._stream(query), key=lambda row: row.cluster):
            yield story_of(cluster, list(rows))
        for row in self._stream(self._former_leads(selection)):
            yield Story(row.id, row.title, ())

    def count_stories(self, selection: Selection) -> int:
        """How many stories that are."""
        leads = verdicts.c.cluster == verdicts.c.article
        found = self._count(verdicts, and_(leads, self._stories(selection)))
        return found + self._count(self._former_leads(selection).subquery(), true())

    def _stories(self, selection: Selection) -> ColumnElement[bool]:
        changed = _changed_since("story", verdicts.c.cluster, selection)
        if not selection.filters:
            return changed
        theirs = select(verdicts.c.cluster).join(articles, articles.c.n == verdicts.c.article)
        return and_(changed, verdicts.c.cluster.in_(theirs.where(self._fits(selection)).correlate(None)))

    def _former_leads(self, selection: Selection) -> Select[Any]:
        led = articles.c.n.in_(_changed("story", selection)) if selection.after is not None else ~true()
        query = select(articles.c.id, articles.c.title).join(verdicts, verdicts.c.article == articles.c.n)
        return query.where(led, verdicts.c.cluster != articles.c.n, self._fits(selection)).order_by(articles.c.n)

    def copies(self, selection: Selection) -> Iterator[Copy]:
        """Every copy, with what it duplicates, where one of the two fits, in order of the copies' arrival."""
        query = _COPIES.where(self._copies(selection)).order_by(articles.c.n)
        for row in self._stream(query):
            first = member_of(row, "first_") if row.first_id is not None else None
            yield Copy(first, member_of(row))

    def count_copies(self, selection: Selection) -> int:
        """How many copies that are."""
        joined = articles.join(verdicts, verdicts.c.article == articles.c.n)
        return self._count(joined, self._copies(selection))

    def _copies(self, selection: Selection) -> ColumnElement[bool]:
        wanted = verdicts.c.duplicate_of.is_not(None) if selection.after is None else true()
        changed = _changed_since("copy", articles.c.n, selection)
        if not selection.filters:
            return and_(wanted, changed)
        fits = select(articles.c.n).where(self._fits(selection)).correlate(None)
        either = or_(articles.c.n.in_(fits), verdicts.c.duplicate_of.in_(fits))
        return and_(wanted, changed, either)

    def _fits(self, selection: Selection) -> ColumnElement[bool]:
        with self._translated():
            return fitting(self._connection, selection)

    def _count(self, what: Any, wanted: ColumnElement[bool]) -> int:
        with self._translated():
            return self._connection.scalar(select(func.count()).select_from(what).where(wanted)) or 0

    def _stream(self, query: Select[Any]) -> Iterator[Any]:
        with self._translated():
            yield from self._open.enter_context(self._connection.execute(query.execution_options(yield_per=BATCH)))

    def _translated(self) -> AbstractContextManager[None]:
        return translated(self._connection.engine, self._store)


def _changed(kind: str, selection: Selection) -> Select[int]:
    return select(changes.c.article).where(changes.c[kind] > selection.after)


def _changed_since(kind: str, column: Any, selection: Selection) -> ColumnElement[bool]:
    return true() if selection.after is None else column.in_(_changed(kind, selection))


_MEMBERS = (
    select(verdicts.c.cluster, verdicts.c.relation, verdicts.c.similarity, verdicts.c.containment)
    .add_columns(articles.c.n, *(articles.c[name] for name in MEMBER))
    .join(articles, articles.c.n == verdicts.c.article)
)
_first = articles.alias()
_COPIES = (
    select(verdicts.c.relation, verdicts.c.similarity, verdicts.c.containment)
    .add_columns(*(articles.c[name] for name in MEMBER))
    .add_columns(*(_first.c[name].label(f"first_{name}") for name in MEMBER))
    .join(articles, articles.c.n == verdicts.c.article)
    .outerjoin(_first, _first.c.n == verdicts.c.duplicate_of)
)
