"""When each article was looked at, and which are due to be looked at again.

The schedule is not in the store: an article is due when one of the ages that its source names has come since it was
last looked at. So a schedule that is changed holds at once, and ages that nobody was there for count as one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, or_, select, update

from newsieve.article import Article, Hints, Recheck
from newsieve.dates import earliest
from newsieve.store.chunks import WANTED, rows
from newsieve.store.looks import Look
from newsieve.store.rows import hints_of, storable
from newsieve.store.schema import articles, checks
from newsieve.store.upsert import put

TOO_OLD = 2  # times the last age: what was not looked at by then is left alone
CRIED = timedelta(hours=1)  # after a false alarm, the next one waits so long; after each more, twice that
MOST_CRIED = 10


@dataclass(frozen=True, slots=True)
class Check:
    """An article whose page is to be asked for again, by these validators; `hints` are what is known of it."""

    recheck: Recheck
    site: str
    url: str
    hints: Hints
    etag: str | None = None
    modified: str | None = None


def begin(connection: Connection, found: Mapping[int, Article]) -> None:
    """Note new articles, by number, as fetched."""
    told = [
        {
            "article": n,
            "first_at": int(article.fetched_at.timestamp()),
            "checked_at": int(article.fetched_at.timestamp()),
            "look": str(Look.FETCHED),
            "alarms": 0,
        }
        | _validators(article)
        for n, article in sorted(found.items())
        if article.fetched_at is not None
    ]
    put(connection, checks, told)


def note(
    connection: Connection, n: int, at: datetime, look: Look, *, prompted: bool = False, page: Article | None = None
) -> Look:
    """Note what was seen of an article, and the validators of the page that was stored; what was seen before.

    What was seen before the latest look (an archive tells of it) is not noted.
    """
    query = select(checks.c.checked_at, checks.c.look, checks.c.alarms).where(checks.c.article == n)
    before = connection.execute(query).first()
    if before is None:
        return Look.FETCHED
    if at.timestamp() < before.checked_at:
        return Look(before.look)
    alarms = 0 if look is Look.CHANGED else before.alarms + (prompted and look is Look.SAME)
    told = {"checked_at": int(at.timestamp()), "look": str(look), "alarms": alarms}
    told |= _validators(page) if page else {}
    connection.execute(update(checks).where(checks.c.article == n).values(told))
    return Look(before.look)


def _validators(page: Article) -> dict[str, Any]:
    return {"etag": _told(page.etag), "modified": _told(page.last_modified)}


def _told(value: str | None) -> str | None:
    return storable(value) if value else None


def due(
    connection: Connection, sites: Collection[str], ages: Sequence[timedelta], now: datetime, most: int
) -> list[Check]:
    """At most so many articles of each site that are due at these ages, the newest first."""
    if not ages:
        return []
    place = func.row_number().over(partition_by=articles.c.site, order_by=checks.c.first_at.desc()).label("place")
    query = select(*_COLUMNS, place).join(checks, checks.c.article == articles.c.n)
    ranked = query.where(articles.c.site.in_(WANTED), _is_due(ages, int(now.timestamp()))).subquery()
    wanted = select(ranked).where(ranked.c.place <= most).order_by(ranked.c.place, ranked.c.site)
    return [_check(row._mapping) for row in rows(connection, wanted, sites)]


def upcoming(
    connection: Connection, sites: Collection[str], ages: Sequence[timedelta], now: datetime
) -> dict[str, float]:
    """When an article of each site is due next at these ages, in seconds since 1970; it may have been due before."""
    oldest = int(now.timestamp()) - TOO_OLD * max((int(age.total_seconds()) for age in ages), default=0)
    found: dict[str, float] = {}
    for age in (int(age.total_seconds()) for age in ages):
        waits = and_(checks.c.first_at >= oldest, checks.c.checked_at < checks.c.first_at + age)
        query = select(articles.c.site, func.min(checks.c.first_at)).join(checks, checks.c.article == articles.c.n)
        wanted = query.where(articles.c.site.in_(WANTED), waits).group_by(articles.c.site)
        for site, first in rows(connection, wanted, sites):
            found[site] = min(found.get(site, first + age), first + age)
    return found


def _is_due(ages: Sequence[timedelta], now: int) -> ColumnElement[bool]:
    seconds = [int(age.total_seconds()) for age in ages]
    first, checked = checks.c.first_at, checks.c.checked_at
    come = or_(*(and_(first <= now - age, checked < first + age) for age in seconds))
    return and_(first <= now - min(seconds), first >= now - TOO_OLD * max(seconds), come)


def prompted(connection: Connection, modified: Mapping[str, str], now: datetime) -> dict[str, Check]:
    """Those pages, by key, that are said to have been `modified` since their articles were last looked at.

    Who has said so before, and was wrong, is believed again only after a while.
    """
    query = select(*_COLUMNS, checks.c.checked_at, checks.c.alarms).join(checks, checks.c.article == articles.c.n)
    found = rows(connection, query.where(articles.c.key.in_(WANTED)), modified)
    return {row.key: _check(row._mapping, prompted=True) for row in found if _is_news(row, modified[row.key], now)}


def _is_news(row: Any, modified: str, now: datetime) -> bool:
    silence = CRIED.total_seconds() * (2 ** min(row.alarms, MOST_CRIED) - 1)
    return bool(earliest(modified) > row.checked_at and row.checked_at + silence <= now.timestamp())


def looked_at(connection: Connection, n: int) -> tuple[int, Look] | None:
    """When an article was last looked at, in seconds since 1970, and what was seen."""
    row = connection.execute(select(checks.c.checked_at, checks.c.look).where(checks.c.article == n)).first()
    return (row.checked_at, Look(row.look)) if row else None


_COLUMNS = (
    *(articles.c[name] for name in ("id", "key", "site", "url", "title", "published", "authors", "language")),
    checks.c.etag,
    checks.c.modified,
)


def _check(row: RowMapping, *, prompted: bool = False) -> Check:
    recheck = Recheck(row["id"], prompted)
    return Check(recheck, row["site"], row["url"], hints_of(row), row["etag"], row["modified"])
