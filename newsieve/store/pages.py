"""What is known of each page: which were fetched, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from newsieve.article import Article, Dropped, DropReason
from newsieve.errors import BadURL
from newsieve.store.chunks import WANTED, rows, scalars
from newsieve.store.rows import storable
from newsieve.store.schema import pages
from newsieve.store.upsert import put
from newsieve.urls import page_key

ARTICLE = "article"
ENOUGH = 3  # fetches of a page that gave no article, before it is left alone

# Asking again would bring the same.
OBJECTIONS = frozenset({DropReason.NOARCHIVE, DropReason.TDM_RESERVED})  # until a licence lifts them
FINAL = frozenset({DropReason.NOT_HTML, DropReason.TOO_LARGE, DropReason.INDEX_PAGE, *OBJECTIONS})
GONE = frozenset({404, 410, 451})
# The fault of a moment, of the network, of a name server or of a server: asked for again, however often.
PASSING = frozenset({
    DropReason.ROBOTS, DropReason.NOT_NOW, DropReason.UNREACHABLE, DropReason.TIMEOUT, DropReason.REFUSED,
    DropReason.TRAP,
})  # fmt: skip
TOO_MANY_REQUESTS, SERVER_ERRORS = 429, 500


def record(connection: Connection, outcomes: Iterable[Article | Dropped]) -> None:
    """Note what became of pages, under each one's final URL and under the one asked for.

    A page that gave an article keeps that outcome: a later look that failed does not unread it.
    """
    told = [(key, _row(outcome)) for outcome in outcomes for key in _keys(outcome)]
    found = {row.key: (row.outcome, row.attempts) for row in rows(connection, _BEFORE, (key for key, _ in told))}
    now: dict[str, dict[str, Any]] = {}
    for key, row in told:
        outcome, attempts = found.get(key, (None, 0))
        if outcome == ARTICLE and row["outcome"] != ARTICLE:
            continue
        found[key] = row["outcome"], attempts + 1
        now[key] = row | {"key": key, "attempts": attempts + 1}
    put(connection, pages, list(now.values()))


def _row(outcome: Article | Dropped) -> dict[str, Any]:
    dropped = outcome if isinstance(outcome, Dropped) else None
    return {
        "url": storable(outcome.url),
        "outlet": storable(outcome.outlet) if outcome.outlet else None,
        "outcome": str(dropped.reason) if dropped else ARTICLE,
        "status": dropped.status if dropped else None,
        "detail": storable(dropped.detail) if dropped else "",
        "fetched_at": outcome.fetched_at.isoformat() if outcome.fetched_at else None,
    }


def _keys(outcome: Article | Dropped) -> set[str]:
    """The keys of a page that may be an article; none of a page that was read for its links alone."""
    if outcome.key is None:
        return set()
    keys = {outcome.key}
    with suppress(BadURL):  # a path: nothing that a crawl could ask for again
        keys.add(page_key(outcome.source))
    return {storable(key) for key in keys}


def known(connection: Connection, keys: Iterable[str], lifted: Iterable[DropReason] = ()) -> set[str]:
    """Those of `keys` whose page need not be fetched again, where objections that are `lifted` count for nothing."""
    query = _KNOWN.where(pages.c.outcome.not_in([*map(str, lifted)])) if lifted else _KNOWN
    return scalars(connection, query, keys)


def tried(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Those of `keys` whose page was asked for before."""
    return scalars(connection, _TRIED, keys)


def gave_articles(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Those of `keys` whose page gave an article once."""
    return scalars(connection, _GAVE, keys)


def _is_done() -> ColumnElement[bool]:
    """Read, or final, or asked for often enough without an excuse."""
    outcome, status = pages.c.outcome, pages.c.status
    failing = or_(status == TOO_MANY_REQUESTS, status >= SERVER_ERRORS)
    excused = or_(outcome.in_([*map(str, PASSING)]), and_(status.is_not(None), failing))
    return or_(
        outcome.in_([ARTICLE, *map(str, FINAL)]),
        status.in_(GONE),
        and_(pages.c.attempts >= ENOUGH, ~excused),
    )


_BEFORE = select(pages.c.key, pages.c.outcome, pages.c.attempts).where(pages.c.key.in_(WANTED))
_TRIED = select(pages.c.key).where(pages.c.key.in_(WANTED))
_KNOWN = select(pages.c.key).where(pages.c.key.in_(WANTED), _is_done())
_GAVE = select(pages.c.key).where(pages.c.key.in_(WANTED), pages.c.outcome == ARTICLE)
