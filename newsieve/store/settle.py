"""Settling: make texts, clusters and canonical articles a function of the set of stored pages.

While a crawl runs, each verdict rests on what had arrived by then. Settling looks again at what was written since:

1. the paragraphs that it touched are judged anew as site boilerplate, and texts follow;
2. its texts are signed anew and compared with all that share a band;
3. the components of matching articles that it touched are clustered anew, in the order of the canonical rule.

The suppressed shingles stay as they are until the store has doubled, or what was touched holds new ones by itself;
then they, the signatures, the matches and the clusters are told anew for the whole store. A small store is always
settled as a whole. The work is done in many short transactions, but for the exchange of matches and clusters, and an
article counts as settled only after the last of them, and only if nobody has written it meanwhile: a settling that was
broken off is taken up again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Engine, func, select

from newsieve.article import Verdict
from newsieve.dedup import Document, Prepared, Suppressed, deduplicate, lead, outgrown
from newsieve.store import articles, copies, repeats
from newsieve.store.changes import noting
from newsieve.store.database import writing
from newsieve.store.schema import articles as articles_table

SMALL = 500  # up to this many articles, the whole store is settled each time
CHUNK = 100  # articles in one transaction: others wait no longer than that takes

Progress = Callable[[int, int], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settled:
    """What a settling did: how many articles it looked at, and how many changed their text or cluster."""

    looked_at: int
    changed: int


def settle(engine: Engine, progress: Progress | None = None) -> Settled:
    """Settle the store; afterwards the same set of pages gives the same articles, whatever the order of arrival.

    One process at a time: the caller holds the store's settling lock. What others write meanwhile stays unsettled.
    """
    with engine.connect() as connection:
        touched = articles.unsettled(connection)
    if not touched:
        return Settled(0, 0)
    tell = progress or (lambda _done, _all: None)
    _judge_paragraphs(engine, touched)
    retold = _retell_texts(engine)
    with engine.connect() as connection:
        touched = articles.unsettled(connection)
        total = connection.scalar(select(func.count()).select_from(articles_table)) or 0
        silent, made_at = copies.suppressed(connection)
    if total <= SMALL or total >= 2 * made_at or _outgrown(engine, list(touched), silent):
        changed, seen = _settle_whole(engine, tell)
    else:
        _compare_again(engine, list(touched), silent, tell)
        changed, seen = _cluster_again(engine, touched, silent), touched
    with writing(engine) as connection:
        articles.mark_settled(connection, seen)
    return Settled(len(touched), len(retold | changed))


def _judge_paragraphs(engine: Engine, touched: Iterable[int]) -> None:
    """Judge the touched paragraphs anew; whoever holds one of which the judgement changes is to be settled."""
    for part in _chunks(touched):
        with writing(engine) as connection:
            keys = {key for _, article in articles.load(connection, part) for key in repeats.keys_of(article)}
            articles.unsettle(connection, repeats.articles_holding(connection, repeats.judge(connection, keys)))


def _retell_texts(engine: Engine) -> set[int]:
    """Tell the boilerplate of everything unsettled anew; the articles whose text has changed by it."""
    with engine.connect() as connection:
        touched = articles.unsettled(connection)
    changed = set()
    for part in _chunks(touched):
        with writing(engine) as connection:
            changed |= _rewrite(connection, part)
    return changed


def _rewrite(connection: Connection, numbers: Sequence[int]) -> set[int]:
    changed = set()
    with noting(connection) as noted:
        for n, article in articles.load(connection, numbers):
            keys = repeats.keys_of(article)
            boilerplate = repeats.boilerplate_of(keys, repeats.repeated_among(connection, keys))
            if boilerplate != article.boilerplate:
                articles.rewrite_boilerplate(connection, n, article, boilerplate, noted)
                changed.add(n)
    return changed


def _settle_whole(engine: Engine, tell: Progress) -> tuple[set[int], dict[int, int]]:
    """Tell suppressed shingles, signatures, matches and clusters of the whole store anew.

    What another process has written since the texts were read (a newer version, a higher number) is left alone.
    """
    with engine.connect() as connection, connection.begin():
        seen = articles.versions(connection)
        documents = articles.documents(connection, list(seen))
    result = deduplicate(documents.values(), tell)
    number = {document.id: n for n, document in documents.items()}
    for part in _chunks(result.signatures):
        with writing(engine) as connection:
            same = _unchanged(connection, seen)
            for article_id in part:
                if number[article_id] in same:
                    copies.index(connection, number[article_id], result.signatures[article_id])
    with writing(engine) as connection:
        same = _unchanged(connection, seen)
        copies.write_suppressed(connection, result.suppressed, len(seen))
        copies.forget_matches(connection, same)
        found = ((number[a], number[match.other], match) for a, match in result.matches)
        copies.write_matches(connection, (m for m in found if m[0] in same and m[1] in same))
        verdicts = {i: verdict for i, verdict in result.verdicts.items() if _rests_on(verdict, i, number) <= same}
        articles.unsettle(connection, same - {number[i] for i in verdicts})
        return _write_verdicts(connection, number, verdicts), {number[i]: seen[number[i]] for i in verdicts}


def _unchanged(connection: Connection, seen: dict[int, int]) -> set[int]:
    """The articles that are as they were seen."""
    now = articles.versions(connection)
    return {n for n, version in seen.items() if now.get(n) == version}


def _rests_on(verdict: Verdict, article_id: str, number: dict[str, int]) -> set[int]:
    return {number[i] for i in (article_id, verdict.cluster, verdict.duplicate_of) if i}


def _outgrown(engine: Engine, touched: list[int], suppressed: Suppressed) -> bool:
    with engine.connect() as connection:
        documents = articles.documents(connection, touched)
    return outgrown((copies.prepared(document) for document in documents.values()), suppressed)


def _compare_again(engine: Engine, touched: list[int], suppressed: Suppressed, tell: Progress) -> None:
    for part in _chunks(touched):
        with writing(engine) as connection:
            _sign_again(connection, part, suppressed)
    for done, part in enumerate(_chunks(touched)):
        prepared: dict[int, Prepared] = {}
        with writing(engine) as connection:
            for n in part:
                others = copies.candidates(connection, n)
                missing = articles.documents(connection, sorted((others | {n}) - prepared.keys()))
                prepared |= {m: copies.prepared(document) for m, document in missing.items()}
                copies.compare_all(connection, n, prepared[n], {m: prepared[m] for m in others}, suppressed)
        tell(done * CHUNK + len(part), len(touched))


def _sign_again(connection: Connection, numbers: list[int], suppressed: Suppressed) -> None:
    for n, document in articles.documents(connection, numbers).items():
        copies.index(connection, n, copies.signature_of(copies.prepared(document), suppressed))


def _cluster_again(engine: Engine, touched: Iterable[int], suppressed: Suppressed) -> set[int]:
    """Cluster the components anew that hold a touched article, now or before."""

    def read(document: Document) -> Prepared:
        return copies.prepared(document).voiced(suppressed)

    with writing(engine) as connection:
        members = set(touched) | copies.clusters_of(connection, touched)
        frontier = members
        while frontier:
            frontier = copies.matched_with(connection, frontier) - members
            members |= frontier
        documents = articles.documents(connection, sorted(members))
        ids = {n: document.id for n, document in documents.items()}
        result = lead(documents.values(), copies.matches_among(connection, ids), read)
        return _write_verdicts(connection, {i: n for n, i in ids.items()}, result)


def _write_verdicts(connection: Connection, number: dict[str, int], result: dict[str, Verdict]) -> set[int]:
    changed = set()
    with noting(connection) as noted:
        for article_id, verdict in result.items():
            n = number[article_id]
            if copies.write_verdict(connection, n, verdict, number, noted):
                changed.add(n)
        copies.follow(connection, noted)
    return changed


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    every = list(items)
    return (every[i : i + CHUNK] for i in range(0, len(every), CHUNK))
