"""What is known of each page: which were fetched, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from newsieve.article import Article, Dropped, DropReason
from newsieve.errors import BadURL
from newsieve.store.rows import storable
from newsieve.store.schema import pages
from newsieve.store.upsert import put
from newsieve.urls import page_key

ARTICLE = "article"
CHUNK = 500  # keys in one statement, below every database's limit on parameters

# A page dropped for one of these stays known: asking again would bring the same. All else is tried again.
FINAL = frozenset(
    {DropReason.NOT_HTML, DropReason.EMPTY_PAGE, DropReason.INDEX_PAGE, DropReason.NO_TEXT, DropReason.TOO_SHORT}
    | {DropReason.TOO_LARGE, DropReason.EXTRACTION_TIMEOUT, DropReason.WORKER_DIED}
)
GONE = ("HTTP 404", "HTTP 410", "HTTP 451")


def record_page(connection: Connection, outcome: Article | Dropped) -> None:
    """Note what became of a page, under its final URL and under the one asked for."""
    row = {
        "url": storable(outcome.url),
        "outlet": storable(outcome.outlet) if outcome.outlet else None,
        "outcome": str(outcome.reason) if isinstance(outcome, Dropped) else ARTICLE,
        "detail": storable(outcome.detail) if isinstance(outcome, Dropped) else "",
        "fetched_at": outcome.fetched_at.isoformat() if outcome.fetched_at else None,
    }
    put(connection, pages, [{"key": key, **row} for key in _keys(outcome)])


def _keys(outcome: Article | Dropped) -> set[str]:
    keys = {outcome.key} if outcome.key else set()
    for url in (outcome.source, outcome.url):
        try:
            keys.add(page_key(url))
        except BadURL:
            continue  # a path, or no URL at all: nothing that a crawl could ask for again
    return {storable(key) for key in keys if key}


def known(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Those of `keys` whose page is stored, or was dropped for a reason that will not pass."""
    wanted, found = list(keys), set[str]()
    final = pages.c.outcome.in_([ARTICLE, *map(str, FINAL)]) | pages.c.detail.in_(GONE)
    for i in range(0, len(wanted), CHUNK):
        found.update(connection.scalars(select(pages.c.key).where(pages.c.key.in_(wanted[i : i + CHUNK]), final)))
    return found


def dropped_by_reason(connection: Connection) -> dict[str, int]:
    """How many pages were dropped, by reason, most first."""
    number = func.count()
    rows = connection.execute(
        select(pages.c.outcome, number)
        .where(pages.c.outcome != ARTICLE)
        .group_by(pages.c.outcome)
        .order_by(number.desc(), pages.c.outcome)
    )
    return {str(row[0]): int(row[1]) for row in rows}
