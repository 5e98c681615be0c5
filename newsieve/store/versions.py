"""How articles read before: each version from when it was first seen until the next one was."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, select

from newsieve.article import Article
from newsieve.store.looks import ONE_FETCH, telling
from newsieve.store.rows import article_row
from newsieve.store.schema import versions
from newsieve.store.upsert import put

PLAIN = ("fetched_at", "url", "title", "authors", "published", "modified")


@dataclass(frozen=True, slots=True)
class Version:
    """How an article read from `fetched_at` on, where it was told."""

    fetched_at: datetime | None
    url: str
    title: str | None
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    story: tuple[str, ...]

    def reads_as(self, article: Article) -> bool:
        """Whether an article says the same."""
        mine = telling(self.title, self.authors, self.story)
        return mine == telling(article.title, article.authors, article.story)


def keep(connection: Connection, n: int, article: Article) -> None:
    """Keep how article `n` reads, as a version of the past."""
    put(connection, versions, [_row(n, article)])


def keep_earlier(connection: Connection, n: int, article: Article, now: Article) -> None:
    """Keep what was fetched earlier than how article `n` reads `now`, in place of what was read from the same fetch.

    What reads as the version before it, or the one after it, is none of its own.
    """
    at = article.fetched_at
    assert at is not None
    before, after = list[Version](), list[Version]()
    for version in of(connection, n):
        assert version.fetched_at is not None
        if abs(version.fetched_at - at) < ONE_FETCH:
            same = (versions.c.article == n) & (versions.c.fetched_at == version.fetched_at.isoformat())
            connection.execute(delete(versions).where(same))
        else:
            (before if version.fetched_at < at else after).append(version)
    after.append(version_of(now))
    if not any(version.reads_as(article) for version in (*before[-1:], after[0])):
        keep(connection, n, article)


def version_of(article: Article) -> Version:
    """The version that an article is."""
    told = (article.title, article.authors, article.published, article.modified)
    return Version(article.fetched_at, article.url, *told, article.story)


def count(connection: Connection, n: int) -> int:
    """How many versions of an article there were before the one that is stored."""
    return connection.scalar(select(func.count()).select_from(versions).where(versions.c.article == n)) or 0


def of(connection: Connection, n: int) -> tuple[Version, ...]:
    """The versions of an article before the one that is stored, the earliest first."""
    query = select(versions).where(versions.c.article == n)
    found = [_version(row) for row in connection.execute(query).mappings()]
    return tuple(sorted(found, key=lambda version: version.fetched_at or datetime.min))


def _version(row: RowMapping) -> Version:
    return Version(
        datetime.fromisoformat(row["fetched_at"]),
        row["url"],
        row["title"],
        tuple(json.loads(row["authors"])),
        row["published"],
        row["modified"],
        tuple(json.loads(zlib.decompress(row["story"]))),
    )


def _row(n: int, article: Article) -> dict[str, Any]:
    row = article_row(article)
    story = json.dumps(article.story, ensure_ascii=False, separators=(",", ":"))
    return {name: row[name] for name in PLAIN} | {"article": n, "story": zlib.compress(story.encode())}
