"""What a look at a stored article's page saw: the rules by which it counts, without a database.

An article is looked at again on a schedule. Its page may read as before, or otherwise, or not be there. One bad
moment of a server must not cost an article: a page is gone when it says so itself (HTTP 410), or when it was missing
in two looks in a row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from enum import StrEnum

from newsieve.article import Article, Dropped, DropReason
from newsieve.cleaning.wording import wording
from newsieve.urls import is_front_page

GONE = frozenset({410})
MISSING = frozenset({404, 451})
ONE_FETCH = timedelta(seconds=2)  # archives tell whole seconds
SHRUNK = 0.5  # of the former text's length: less is a paywall, a notice, a consent page


Telling = tuple[str, tuple[str, ...], str]


class Look(StrEnum):
    """What was seen at the latest look."""

    FETCHED = "fetched"  # the first one
    SAME = "same"
    CHANGED = "changed"
    SHORTER = "shorter"  # so much shorter that the text before is kept
    UNREADABLE = "unreadable"  # a page, and no article on it: the text before is kept
    FAILED = "failed"  # no page, by the fault of a moment
    MISSING = "missing"
    GONE = "gone"


class Order(StrEnum):
    """When a page was fetched, beside the one that an article was read from."""

    EARLIER = "earlier"
    ITSELF = "itself"  # the same fetch, read once more; or one of them was never fetched
    LATER = "later"


def order(before: Article, after: Article) -> Order:
    """Where an article that arrives stands beside the one that is stored."""
    if before.fetched_at is None or after.fetched_at is None:
        return Order.ITSELF
    if abs(after.fetched_at - before.fetched_at) < ONE_FETCH:
        return Order.ITSELF
    return Order.LATER if after.fetched_at > before.fetched_at else Order.EARLIER


def look_at(before: Article, after: Article, repeated: Collection[str] = ()) -> Look:
    """What a later look at an article's page saw; paragraphs that the site repeats do not count."""
    boilerplate = {p for one in (before, after) for i, p in enumerate(one.paragraphs) if i in one.boilerplate}
    told, now = (_told(one, boilerplate.union(repeated)) for one in (before, after))
    if len(now[-1]) < SHRUNK * len(told[-1]):
        return Look.SHORTER
    return Look.SAME if told == now else Look.CHANGED


def _told(article: Article, boilerplate: Collection[str]) -> Telling:
    return telling(article.title, article.authors, (p for p in article.paragraphs if p not in boilerplate))


def telling(title: str | None, authors: tuple[str, ...], story: Iterable[str]) -> Telling:
    """What makes a version: title, authors and text, each without what does not count."""
    return wording([title or ""]), authors, wording(story)


def look_of(dropped: Dropped, *, redirected: bool) -> Look:
    """What a look saw that brought no article.

    An article that redirects to its site's front page, or to a page that lists stories, is missing.
    """
    if dropped.status in GONE:
        return Look.GONE
    if dropped.status in MISSING:
        return Look.MISSING
    if redirected and (dropped.reason is DropReason.INDEX_PAGE or is_front_page(dropped.url)):
        return Look.MISSING
    return Look.FAILED if dropped.reason in NO_PAGE else Look.UNREADABLE


NO_PAGE = frozenset(
    {
        DropReason.BAD_URL,
        DropReason.ROBOTS,
        DropReason.UNREACHABLE,
        DropReason.TIMEOUT,
        DropReason.HTTP_ERROR,
        DropReason.EXTRACTION_TIMEOUT,
        DropReason.WORKER_DIED,
        DropReason.STAGE_FAILED,
    }
)


def is_gone(before: Look, now: Look) -> bool:
    """Whether a page is gone, by what was seen in the look before and now.

    >>> is_gone(Look.SAME, Look.MISSING), is_gone(Look.MISSING, Look.MISSING), is_gone(Look.SAME, Look.GONE)
    (False, True, True)
    """
    return now is Look.GONE or (now is Look.MISSING and before in (Look.MISSING, Look.GONE))
