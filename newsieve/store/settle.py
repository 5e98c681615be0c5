"""Settling: make texts, clusters and canonical articles a function of the set of stored pages.

While a crawl runs, each verdict rests on what had arrived by then. Settling looks again at what was written since:

1. the paragraphs that it touched are judged anew as site boilerplate, and texts follow;
2. its texts are signed anew and compared with all that share a band;
3. the components of matching articles that it touched are clustered anew, in the order of the canonical rule.

The suppressed shingles stay as they are until the store has doubled; then they, the signatures, the matches and
the clusters are told anew for the whole store. A small store is always settled as a whole. Every step is a short
transaction of its own, and an article counts as settled only after the last: a settling that was broken off is taken
up again. One process settles at a time. Others may write meanwhile: what they write is for the next settling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, delete, func, select

from newsieve.article import Article
from newsieve.dedup import Prepared, Suppressed, deduplicate, lead
from newsieve.store import articles, copies, repeats
from newsieve.store.database import settling_alone, writing
from newsieve.store.schema import articles as articles_table
from newsieve.store.schema import matches

SMALL = 500  # up to this many articles, the whole store is settled each time
CHUNK = 200  # articles in one transaction

Progress = Callable[[int, int], None]
Reading = int


@dataclass(frozen=True, slots=True)
class Settled:
    """What a settling did: how many articles it looked at, and how many changed their text or cluster."""

    looked_at: int
    changed: int


def settle(engine: Engine, progress: Progress | None = None) -> Settled:
    """Settle the store; afterwards the same set of pages gives the same articles, whatever the order of arrival."""
    with engine.connect() as connection:
        if not articles.unsettled(connection):
            return Settled(0, 0)
    with settling_alone(engine):
        return _settle(engine, progress or (lambda _done, _all: None))


def _settle(engine: Engine, tell: Progress) -> Settled:
    read, retold = _retell_boilerplate(engine)
    touched = sorted(read)
    if not touched:
        return Settled(0, 0)
    with engine.connect() as connection:
        total = connection.scalar(select(func.count()).select_from(articles_table)) or 0
        _, made_at = copies.suppressed(connection)
    if total <= SMALL or total >= 2 * made_at:
        changed = _settle_whole(engine, total, tell)
    else:
        _compare_again(engine, touched, tell)
        changed = _cluster_again(engine, touched)
    with writing(engine) as connection:
        articles.mark_settled(connection, _unchanged(connection, read))
    return Settled(len(touched), len(retold | changed))


def _retell_boilerplate(engine: Engine) -> tuple[dict[int, Reading], set[int]]:
    """Judge the touched paragraphs anew: (the articles to settle, as they read now; those that changed by it)."""
    with writing(engine) as connection:
        touched = articles.unsettled(connection)
        keys = {key for _, article in articles.load(connection, touched) for key in repeats.keys_of(article)}
        became, no_more = repeats.judge(connection, keys)
        concerned = set(touched) | repeats.articles_holding(connection, became | no_more)
        now, changed = _rewrite(connection, concerned)
        return {n: now[n] for n in changed.union(touched)}, changed


def _rewrite(connection: Connection, numbers: Iterable[int]) -> tuple[dict[int, Reading], set[int]]:
    now, changed = dict[int, Reading](), set[int]()
    found = [(n, article, repeats.keys_of(article)) for n, article in articles.load(connection, list(numbers))]
    repeated = repeats.repeated_among(connection, {key for _, _, keys in found for key in keys})
    for n, article, keys in found:
        boilerplate = repeats.boilerplate_of(keys, repeated)
        told = replace(article, boilerplate=boilerplate)
        if boilerplate != article.boilerplate:
            articles.rewrite_boilerplate(connection, n, told)
            changed.add(n)
        now[n] = _reading(told)
    return now, changed


def _reading(article: Article) -> Reading:
    """What settling rests on, as one number: is the article still the one that was read?"""
    return hash((articles.document(article), article.paragraphs))


def _unchanged(connection: Connection, read: dict[int, Reading]) -> list[int]:
    return [n for n, article in articles.load(connection, list(read)) if _reading(article) == read[n]]


def _settle_whole(engine: Engine, total: int, tell: Progress) -> set[int]:
    with engine.connect() as connection:
        numbers = list(connection.scalars(select(articles_table.c.n)))
        documents = articles.documents(connection, numbers)
    result = deduplicate(documents.values(), tell)
    number = {document.id: n for n, document in documents.items()}
    with writing(engine) as connection:
        copies.write_suppressed(connection, result.suppressed, total)
        copies.index_all(connection, {number[key]: signed for key, signed in result.signatures.items()})
        connection.execute(delete(matches))
        copies.write_matches(connection, ((number[a], number[match.other], match) for a, match in result.matches))
        return copies.write_verdicts(connection, result.verdicts, number)


def _compare_again(engine: Engine, touched: list[int], tell: Progress) -> None:
    with engine.connect() as connection:
        suppressed, _ = copies.suppressed(connection)
    for i in range(0, len(touched), CHUNK):
        with writing(engine) as connection:
            _sign_again(connection, touched[i : i + CHUNK], suppressed)
    for i in range(0, len(touched), CHUNK):
        prepared: dict[int, Prepared] = {}
        with writing(engine) as connection:
            for n in touched[i : i + CHUNK]:
                others = copies.candidates(connection, n)
                missing = articles.documents(connection, sorted((others | {n}) - prepared.keys()))
                prepared |= {m: copies.prepared(document) for m, document in missing.items()}
                copies.compare_all(connection, n, prepared[n], {m: prepared[m] for m in others}, suppressed)
        tell(min(i + CHUNK, len(touched)), len(touched))


def _sign_again(connection: Connection, numbers: list[int], suppressed: Suppressed) -> None:
    for n, document in articles.documents(connection, numbers).items():
        copies.index(connection, n, copies.signature_of(copies.prepared(document), suppressed))


def _cluster_again(engine: Engine, touched: list[int]) -> set[int]:
    """Cluster the components anew that hold a touched article, now or before."""
    with writing(engine) as connection:
        members = set(touched) | copies.clusters_of(connection, touched)
        frontier = members
        while frontier:
            frontier = copies.matched_with(connection, frontier) - members
            members |= frontier
        documents = articles.documents(connection, sorted(members))
        ids = {n: document.id for n, document in documents.items()}
        result = lead(documents.values(), copies.matches_among(connection, ids))
        return copies.write_verdicts(connection, result, {i: n for n, i in ids.items()})
