"""What later looks at a stored article's page come to, in the store."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from newsieve import clock
from newsieve.article import Article, Dropped, Recheck, Unmodified
from newsieve.errors import BadURL
from newsieve.store import articles, checks, repeats, versions
from newsieve.store.articles import Stored
from newsieve.store.changes import Noted
from newsieve.store.looks import Look, is_gone, look_at, look_of
from newsieve.store.rows import storable
from newsieve.urls import page_key


def look(connection: Connection, former: Stored, after: Article) -> Look:
    """What a later look saw, noted with the validators of a page that is taken over."""
    assert after.fetched_at is not None
    keys = dict(zip(repeats.keys_of(after), after.paragraphs, strict=True))
    seen = look_at(former.article, after, {keys[key] for key in repeats.repeated_among(connection, keys)})
    page = None if seen is Look.SHORTER else after
    prompted = after.recheck is not None and after.recheck.prompted
    checks.note(connection, former.n, after.fetched_at, seen, prompted=prompted, page=page)
    return seen


def note(connection: Connection, former: Stored, outcome: Dropped | Unmodified, noted: Noted) -> tuple[Look, bool]:
    """What a look saw that brought no article, noted; whether the page is gone since then."""
    assert outcome.recheck is not None
    at = outcome.fetched_at or clock.now()
    if isinstance(outcome, Dropped):
        seen = look_of(outcome, redirected=_key(outcome.url) != former.key)
        return seen, _note(connection, former, seen, outcome.recheck, at, noted)
    checks.note(connection, former.n, at, Look.SAME, prompted=outcome.recheck.prompted)
    is_there(connection, former, noted)
    return Look.SAME, False


def is_there(connection: Connection, former: Stored, noted: Noted) -> None:
    """Note that an article is not gone."""
    if former.article.gone_at:
        articles.write_beside(connection, former, replace(former.article, gone_at=None), noted)


def miss(connection: Connection, former: Stored, other: Article, noted: Noted) -> bool:
    """Note that another article was found in the place of one; whether that is gone since then."""
    assert other.recheck is not None
    return _note(connection, former, Look.MISSING, other.recheck, other.fetched_at or clock.now(), noted)


def keep_earlier(connection: Connection, former: Stored, earlier: Article, noted: Noted) -> None:
    """Keep what was fetched earlier as a version of the past."""
    versions.keep_earlier(connection, former.n, earlier, former.article)
    number = versions.count(connection, former.n) + 1
    if number != former.article.versions:
        articles.write_beside(connection, former, replace(former.article, versions=number), noted)


def _note(connection: Connection, former: Stored, seen: Look, recheck: Recheck, at: datetime, noted: Noted) -> bool:
    before = checks.note(connection, former.n, at, seen, prompted=recheck.prompted)
    gone = former.article.gone_at is None and is_gone(before, seen)
    if gone:
        articles.write_beside(connection, former, replace(former.article, gone_at=at), noted)
    return gone


def _key(url: str) -> str | None:
    with suppress(BadURL):
        return storable(page_key(url))
    return None
