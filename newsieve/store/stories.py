"""What a store holds, counted; and its most syndicated stories."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, distinct, func, select

from newsieve.article import Relation, RemovalReason
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
    """One article of a story, and how it relates to the canonical one."""

    id: str
    site: str
    url: str
    title: str | None
    published: str | None
    relation: Relation | None = None
    similarity: float | None = None
    containment: float | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A story with all its articles, in order of publication; `cluster` is the canonical one's id.

    Undated articles come last; the canonical one comes before others of its moment.
    """

    cluster: str
    title: str | None
    members: tuple[Member, ...]

    @property
    def sites(self) -> int:
        """How many sites ran it."""
        return len({member.site for member in self.members})


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy and what it duplicates; `first` is None of what was a copy once and is none now."""

    first: Member | None
    copy: Member


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


MEMBER = ("id", "site", "url", "title", "published")
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
    measures = (verdicts.c.relation, verdicts.c.similarity, verdicts.c.containment)
    query = select(articles.c.n, *(articles.c[name] for name in MEMBER), *measures)
    query = query.join(verdicts, verdicts.c.article == articles.c.n).where(verdicts.c.cluster == cluster)
    return story_of(cluster, connection.execute(query).all())


def story_of(cluster: int, rows: Sequence[Any]) -> Story:
    """The story of these rows with `n`, the columns of `MEMBER` and the verdict's measures."""
    in_order = sorted(rows, key=lambda row: (instant(row.published), row.n != cluster, row.id))
    canonical = next((row for row in rows if row.n == cluster), in_order[0])
    members = tuple(member_of(row, is_canonical=row.n == cluster) for row in in_order)
    return Story(canonical.id, canonical.title, members)


def member_of(row: Any, prefix: str = "", *, is_canonical: bool = False) -> Member:
    """The article in these columns of a row, and the verdict's measures where they are about it.

    A digest's are not: it is the canonical article of its own story, and they tell of another one.
    """
    member = Member(*(getattr(row, prefix + name) for name in MEMBER))
    if prefix or is_canonical or row.relation is None:
        return member
    relation = Relation(row.relation)
    return replace(member, relation=relation, similarity=row.similarity, containment=row.containment)
