"""One article with all that is known of it, found by its id or by a URL that led to it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy import Connection, RowMapping, distinct, func, select

from newsieve.article import Article, DropReason, Match, Relation, Verdict
from newsieve.dedup import mirror
from newsieve.errors import BadURL
from newsieve.store import articles as stored
from newsieve.store import copies, repeats, stories
from newsieve.store.pages import ARTICLE
from newsieve.store.rows import storable
from newsieve.store.schema import articles, matches, pages, paragraphs, verdicts
from newsieve.store.stories import Member, Story
from newsieve.urls import page_key

MOST_MOVES = 5  # of one article, that a former URL leads through


@dataclass(frozen=True, slots=True)
class Related:
    """An article that was compared with the one in question, and found to match: the match is the latter's."""

    member: Member
    match: Match


@dataclass(frozen=True, slots=True)
class Standing:
    """An article among the others of its store.

    `repeats` tells for each of its paragraphs in how many stories of its site it stands, itself counted; `related`
    are the verified pairs it is in, the most similar first, of its own story or not.
    """

    article: Article
    verdict: Verdict
    repeats: tuple[int, ...]
    story: Story
    related: tuple[Related, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A page that the store knows and that gave no article."""

    url: str
    reason: DropReason
    detail: str


def find(connection: Connection, target: str) -> Standing | Refused | None:
    """What is known of an id or a URL; a URL may be one that was redirected to the article's own."""
    n = number_of(connection, target)
    if n is not None:
        return _standing(connection, n)
    try:
        at = pages.c.key == storable(page_key(target))
    except BadURL:
        return None
    page = connection.execute(select(pages).where(at)).mappings().one_or_none()
    return None if page is None or page["outcome"] == ARTICLE else _refused(page)


def number_of(connection: Connection, target: str) -> int | None:
    """The number of the article with this id, or that a URL led to, at whichever of its addresses."""
    target = storable(target)
    named = (articles.c.id == target) | (articles.c.key == target)
    n: int | None = connection.scalar(select(articles.c.n).where(named))
    if n is not None:
        return n
    with suppress(BadURL):
        key: str | None = storable(page_key(target))
        for _ in range(MOST_MOVES):
            n = connection.scalar(select(articles.c.n).where(articles.c.key == key))
            url = connection.scalar(select(pages.c.url).where(pages.c.key == key)) if n is None else None
            if url is None:
                return n
            key = storable(page_key(url))
    return None


def _refused(page: RowMapping) -> Refused:
    return Refused(page["url"], DropReason(page["outcome"]), page["detail"])


def _standing(connection: Connection, n: int) -> Standing:
    article = stored.load(connection, [n])[0][1]
    verdict = stored.verdicts_of(connection, [article.id])[article.id]
    times = tuple(_stories_with(connection, key) for key in repeats.keys_of(article))
    return Standing(article, verdict, times, stories.story_with(connection, n), _related(connection, n, article.id))


def _stories_with(connection: Connection, paragraph: int) -> int:
    """In how many stories a paragraph of a site stands."""
    story = func.coalesce(verdicts.c.cluster, paragraphs.c.article)
    query = select(func.count(distinct(story))).outerjoin(verdicts, verdicts.c.article == paragraphs.c.article)
    return connection.scalar(query.where(paragraphs.c.key == paragraph)) or 0


def _related(connection: Connection, n: int, own: str) -> tuple[Related, ...]:
    numbers = sorted(copies.matched_with(connection, [n]))
    members = {m: _member(article) for m, article in stored.load(connection, numbers)}
    pairs = select(matches).where((matches.c.article == n) | (matches.c.other == n))
    found = []
    for row in connection.execute(pairs).mappings():
        asked_about = row["article"] == n
        member = members[row["other"] if asked_about else row["article"]]
        match = Match(member.id, Relation(row["relation"]), row["similarity"], row["containment"])
        found.append(Related(member, match if asked_about else replace(mirror(own, match), other=member.id)))
    return tuple(sorted(found, key=lambda r: (-r.match.similarity, -r.match.containment, r.member.id)))


def _member(article: Article) -> Member:
    return Member(article.id, article.site, article.url, article.title, article.published)
