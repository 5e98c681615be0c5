"""How an article read over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from newsieve.store import articles, checks, lookup, versions
from newsieve.store.looks import Look
from newsieve.store.versions import Version


@dataclass(frozen=True, slots=True)
class History:
    """An article's versions, the earliest first, the last of them being how it is stored.

    `checked_at` is when its page was last asked for, and `look` what was seen; None where nobody fetched it.
    `gone_at`: since when it is not to be had any more.
    """

    id: str
    url: str
    site: str
    versions: tuple[Version, ...]
    gone_at: datetime | None = None
    checked_at: datetime | None = None
    look: Look | None = None


def find(connection: Connection, target: str) -> History | None:
    """The history of the article with this id, or that a URL led to."""
    n = lookup.number_of(connection, target)
    if n is None:
        return None
    [(_, article)] = articles.load(connection, [n])
    looked = checks.looked_at(connection, n)
    checked_at, look = (datetime.fromtimestamp(looked[0], UTC), looked[1]) if looked else (None, None)
    told = (*versions.of(connection, n), versions.version_of(article))
    return History(article.id, article.url, article.site, told, article.gone_at, checked_at, look)
