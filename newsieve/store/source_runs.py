"""What each run brought of each source: written once a run, read as a source's own history."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, delete, func, insert, or_, select

from newsieve.store.rows import storable
from newsieve.store.schema import runs, source_runs, source_totals, troubles
from newsieve.store.upsert import put
from newsieve.urls import bounded

LATEST = 60  # runs of a source that are looked at, whatever they brought, if they asked for anything new
EVENTFUL = 100  # runs of a source that are looked at, of those that brought anything
QUIETS = 20  # of its longest times between news
KEPT = 90 * 24 * 3600.0  # seconds that the rows are kept; the totals and the runs stay


@dataclass(frozen=True, slots=True)
class SourceRun:
    """What one run brought of one source.

    `discovered` are stories that its pages led to, `known` those of them that the store had, `fetched` the answers
    that were taken, `unchanged` lists and feeds that were as before. `answered` are answers that are a success, but
    for those of stored articles that were looked at again; `lists` of them were pages of links. `new` articles, those
    stored `again`, of these the `changed`; `duplicates` are those that copy another, after settling. `failed` is what
    could not be had; `dropped` are stories, `lost_lists` pages of links, by reason; `statuses` are answers that are
    no success, each attempt, by HTTP status. `bytes` came over the line; `seconds` passed from the first request to
    the last thing heard. `with_title`, … tell of how many articles; `characters` and `paragraphs` are those of their
    texts, `removed` the paragraphs that are no story.
    """

    source: str
    discovered: int = 0
    known: int = 0
    fetched: int = 0
    answered: int = 0
    unchanged: int = 0
    new: int = 0
    again: int = 0
    changed: int = 0
    duplicates: int = 0
    failed: int = 0
    bytes: int = 0
    seconds: float = 0.0
    with_title: int = 0
    with_date: int = 0
    with_author: int = 0
    characters: int = 0
    paragraphs: int = 0
    removed: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    lost_lists: Mapping[str, int] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)
    lists: int = 0

    @property
    def articles(self) -> int:
        """Articles that were read, stored before or not."""
        return self.new + self.again


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run brought of a source, the run's number, and when it began, in seconds since 1970."""

    run: int
    at: float
    counts: SourceRun


@dataclass(frozen=True, slots=True)
class Past:
    """A source's history, the oldest first.

    `latest` are its latest runs that asked for a list or a new story, `eventful` those that brought an article or a
    drop. `first_at` is when it was crawled first, `news_at` when it brought news last, `quiets` its longest times
    between news, the longest first, in seconds.
    `open` are troubles that were found, with the first run that showed each and when that began.
    """

    source: str
    latest: Sequence[Seen] = ()
    eventful: Sequence[Seen] = ()
    first_at: float = 0.0
    news_at: float | None = None
    quiets: Sequence[float] = ()
    open: Mapping[str, tuple[int, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Totals:
    """What all runs together brought of a source."""

    source: str
    first_at: float
    news_at: float | None
    runs: int
    fetched: int
    new: int
    changed: int
    duplicates: int
    dropped: int
    failed: int
    bytes: int


COUNTED = ("dropped", "lost_lists", "statuses")  # stored as JSON
NONE = "{}"
LISTS = "lists"  # a number without a column: it is stored among the statuses
NUMBERS = tuple(one.name for one in fields(SourceRun) if one.name not in (*COUNTED, LISTS))


def save(connection: Connection, run: int, found: Iterable[SourceRun]) -> None:
    """Note what a run brought of its sources, add it to the totals, and let go of what is older than three months."""
    began = connection.scalar(select(runs.c.started_at).where(runs.c.id == run))
    if began is None:
        return
    at = datetime.fromisoformat(began).timestamp()
    rows, sums = [], []
    for one in found:
        source = bounded(storable(one.source))
        before = _totals(connection, source)
        rows.append(_row(one, run, at) | {"source": source, "quiet": _quiet(connection, one, source, at, before)})
        sums.append(_added(one, source, at, before))
    if rows:
        connection.execute(insert(source_runs), rows)
        put(connection, source_totals, sums)
    oldest = select(func.min(runs.c.id)).where(runs.c.started_at >= _told(at - KEPT)).scalar_subquery()
    connection.execute(delete(source_runs).where(source_runs.c.run < oldest))


def of_run(connection: Connection, run: int) -> list[SourceRun]:
    """What a run brought of each source, by name."""
    query = select(source_runs).where(source_runs.c.run == run).order_by(source_runs.c.source)
    return [_counts(row) for row in connection.execute(query).mappings()]


def of_others(connection: Connection, run: int, since: float) -> list[Seen]:
    """What other runs brought that began at that moment or later, of each of their sources."""
    mine = select(source_runs).where(source_runs.c.run != run, source_runs.c.at >= since)
    return _seen(connection, mine.order_by(source_runs.c.run, source_runs.c.source))


def names(connection: Connection) -> list[str]:
    """Every source that was ever crawled."""
    return list(connection.scalars(select(source_totals.c.source).order_by(source_totals.c.source)))


def totals(connection: Connection, sources: Iterable[str]) -> list[Totals]:
    """What all runs brought of these sources."""
    found = (_totals(connection, source) for source in sources)
    return [one for one in found if one is not None]


def past(connection: Connection, source: str) -> Past | None:
    """A source's history; None where it was never crawled."""
    summed = _totals(connection, source)
    if summed is None:
        return None
    found = _open(connection, source)
    mine = select(source_runs).where(source_runs.c.source == source)
    eventful = mine.where(source_runs.c.eventful.is_(True))
    tried = or_(source_runs.c.eventful.is_(True), source_runs.c.failed > 0, source_runs.c.answered > 0)
    quiet = source_runs.c.quiet
    quiets = select(quiet).where(source_runs.c.source == source, quiet.is_not(None)).order_by(quiet.desc())
    return Past(
        source,
        latest=_newest(connection, mine.where(tried), LATEST, found),
        eventful=_newest(connection, eventful, EVENTFUL, found),
        first_at=summed.first_at,
        news_at=summed.news_at,
        quiets=list(connection.scalars(quiets.limit(QUIETS))),
        open=found,
    )


def new_since(connection: Connection, source: str, at: float) -> int:
    """How many new articles a source has brought since a moment."""
    late = and_(source_runs.c.source == source, source_runs.c.at >= at)
    return int(connection.scalar(select(func.coalesce(func.sum(source_runs.c.new), 0)).where(late)) or 0)


def _open(connection: Connection, source: str) -> dict[str, tuple[int, float]]:
    query = select(troubles.c.kind, troubles.c.run, troubles.c.since).where(troubles.c.source == source)
    return {row.kind: (row.run, datetime.fromisoformat(row.since).timestamp()) for row in connection.execute(query)}


def _newest(
    connection: Connection, query: Select[Any], count: int, found: Mapping[str, tuple[int, float]]
) -> list[Seen]:
    """The newest runs, and as many before the first of the troubles that were found, however long ago that was."""
    newest = query.order_by(source_runs.c.run.desc()).limit(count)
    seen = {one.run: one for one in _seen(connection, newest)}
    if found:
        first = min(run for run, _ in found.values())
        seen |= {one.run: one for one in _seen(connection, newest.where(source_runs.c.run < first))}
    return [seen[run] for run in sorted(seen)]


def _seen(connection: Connection, query: Select[Any]) -> list[Seen]:
    return [Seen(row["run"], row["at"], _counts(row)) for row in connection.execute(query).mappings()]


def _counts(row: RowMapping) -> SourceRun:
    told = {name: json.loads(row[name]) if row[name] != NONE else {} for name in COUNTED}
    lists = told["statuses"].pop(LISTS, row["answered"])  # of a row that was written before this was counted
    return SourceRun(**{name: row[name] for name in NUMBERS}, **told, lists=lists)


def _row(one: SourceRun, run: int, at: float) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(one, name) for name in NUMBERS}
    told = {name: getattr(one, name) for name in COUNTED}
    told["statuses"] = {**one.statuses, LISTS: one.lists}
    row |= {name: json.dumps(numbers, sort_keys=True) for name, numbers in told.items()}
    return row | {"run": run, "at": at, "eventful": bool(one.articles or one.dropped or one.lost_lists)}


def _totals(connection: Connection, source: str) -> Totals | None:
    row = connection.execute(select(source_totals).where(source_totals.c.source == source)).mappings().first()
    return Totals(**row) if row else None


def _added(one: SourceRun, source: str, at: float, before: Totals | None) -> dict[str, Any]:
    counted = {name: getattr(one, name) for name in ("fetched", "new", "changed", "duplicates", "failed", "bytes")}
    counted |= {"runs": 1, "dropped": sum(one.dropped.values())}
    return {
        "source": source,
        "first_at": before.first_at if before else at,
        "news_at": _latest(at if one.new else None, before.news_at if before else None),
        **{name: value + (getattr(before, name) if before else 0) for name, value in counted.items()},
    }


def _latest(*moments: float | None) -> float | None:
    """The latest of these; runs need not end in the order in which they began."""
    return max((moment for moment in moments if moment is not None), default=None)


def _quiet(connection: Connection, one: SourceRun, source: str, at: float, before: Totals | None) -> float | None:
    """How long it was quiet before this run's news, where that tells of the source and not of a trouble."""
    if not one.new or before is None or before.news_at is None:
        return None
    wrong = connection.scalar(select(troubles.c.kind).where(troubles.c.source == source).limit(1))
    return None if wrong else max(0.0, at - before.news_at)


def _told(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
