"""What a store holds, counted; and its most syndicated stories."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, distinct, func, select

from newsieve.article import RemovalReason
from newsieve.dates import instant
from newsieve.store.articles import BATCH
from newsieve.store.schema import articles, verdicts


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """The numbers of a store: `copies` are the articles that duplicate another."""

    articles: int
    stories: int
    copies: int


@dataclass(frozen=True, slots=True)
class Member:
    """One article of a story."""

    id: str
    site: str
    url: str
    title: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """A story with all its articles, in order of publication; `cluster` is the canonical one's id."""

    cluster: str
    title: str | None
    members: tuple[Member, ...]

    @property
    def sites(self) -> int:
        """How many sites ran it."""
        return len({member.site for member in self.members})


def counts(connection: Connection) -> StoreCounts:
    """Count what the store holds."""
    total = connection.scalar(select(func.count()).select_from(articles)) or 0
    stories = connection.scalar(select(func.count(distinct(verdicts.c.cluster)))) or 0
    judged = connection.scalar(select(func.count()).select_from(verdicts)) or 0
    alone = total - judged  # not yet settled, each a story of its own as far as is known
    return StoreCounts(total, stories + alone, judged - stories)


def removed_from(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """How many paragraphs were removed from these articles, by reason, most first."""
    removed: Counter[str] = Counter()
    for i in range(0, len(ids), BATCH):
        _count_removed(removed, connection.execute(_REMOVED.where(articles.c.id.in_(ids[i : i + BATCH]))))
    return dict(removed.most_common())


_REMOVED = select(articles.c.removed, articles.c.boilerplate)


def _count_removed(counter: Counter[str], rows: Iterable[Row[str, str]]) -> None:
    for removed, boilerplate in rows:
        counter.update(item["reason"] for item in json.loads(removed))
        counter.update({str(RemovalReason.SITE_BOILERPLATE): len(json.loads(boilerplate))})
    counter += Counter()  # without those that count nothing


def syndicated(connection: Connection, limit: int) -> list[Story]:
    """The stories that most sites ran, then those with most articles; at least two articles each."""
    sites, size = func.count(distinct(articles.c.site)), func.count()
    clusters = connection.execute(
        select(verdicts.c.cluster)
        .join(articles, articles.c.n == verdicts.c.article)
        .group_by(verdicts.c.cluster)
        .having(size > 1)
        .order_by(sites.desc(), size.desc(), func.min(articles.c.id))
        .limit(limit)
    )
    return [_story(connection, row.cluster) for row in clusters.all()]


def story_with(connection: Connection, n: int) -> Story:
    """The story that article `n` belongs to; of one without a verdict so far, itself alone."""
    cluster = connection.scalar(select(verdicts.c.cluster).where(verdicts.c.article == n))
    if cluster is not None:
        return _story(connection, cluster)
    row = connection.execute(select(articles).where(articles.c.n == n)).one()
    return Story(row.id, row.title, (Member(row.id, row.site, row.url, row.title, row.published),))


def _story(connection: Connection, cluster: int) -> Story:
    columns = (articles.c.n, articles.c.id, articles.c.site, articles.c.url, articles.c.title, articles.c.published)
    query = select(*columns).join(verdicts, verdicts.c.article == articles.c.n).where(verdicts.c.cluster == cluster)
    rows = sorted(connection.execute(query), key=lambda row: (instant(row.published), row.n != cluster, row.id))
    canonical = next((row for row in rows if row.n == cluster), rows[0])
    return Story(canonical.id, canonical.title, tuple(Member(r.id, r.site, r.url, r.title, r.published) for r in rows))
