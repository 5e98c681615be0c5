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

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Engine, func, select

from newsieve.article import Match, Verdict
from newsieve.dedup import Document, Prepared, Suppressed, compare_voiced, deduplicate, lead, outgrown, signature
from newsieve.store import articles, copies, index, repeats
from newsieve.store.changes import noting
from newsieve.store.database import reading, settling_alone, writing
from newsieve.store.schema import articles as articles_table
from newsieve.store.texts import Texts

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

    One process settles at a time, and the others wait. What others write meanwhile stays unsettled.
    """
    with reading(engine) as connection:
        if not articles.unsettled(connection):
            return Settled(0, 0)
    with settling_alone(engine):
        return _settle(engine, progress or (lambda _done, _all: None))


def _settle(engine: Engine, tell: Progress) -> Settled:
    with reading(engine) as connection:
        touched = articles.unsettled(connection)  # again: another process may have settled them meanwhile
    if not touched:
        return Settled(0, 0)
    touched, retold = _retell_texts(engine, _judge_paragraphs(engine, touched))
    with reading(engine) as connection:
        total = connection.scalar(select(func.count()).select_from(articles_table)) or 0
        silent, made_at = copies.suppressed(connection)
    if total <= SMALL or total >= 2 * made_at or _outgrown(engine, list(touched), silent):
        changed, clustered = _settle_whole(engine, tell)
    else:
        _compare_again(engine, list(touched), silent, tell)
        changed, clustered = _cluster_again(engine, touched, silent), touched
    with writing(engine) as connection:  # one that arrived after the judging is clustered, but its text is not told
        articles.mark_settled(connection, {n: v for n, v in touched.items() if clustered.get(n) == v})
    return Settled(len(touched), len(retold | changed))


def _judge_paragraphs(engine: Engine, touched: Iterable[int]) -> dict[int, int]:
    """Judge the touched paragraphs anew; the articles that are to be settled for it (number → version as judged)."""
    judged, looked_at = dict[int, int](), set[int]()
    for part in _chunks(touched):
        with writing(engine) as connection:
            keys = {key for _, article in articles.load(connection, part) for key in repeats.keys_of(article)}
            # What others have added to a paragraph since it was looked at is unsettled, and will have it judged again.
            holders = repeats.articles_holding(connection, repeats.judge(connection, keys - looked_at))
            looked_at |= keys
            waiting = articles.versions_of(connection, holders, only_unsettled=True)
            articles.unsettle(connection, holders)
            known = holders - {n for n, version in waiting.items() if judged.get(n) != version}
            judged |= articles.versions_of(connection, known.union(part))
    return judged


def _retell_texts(engine: Engine, judged: dict[int, int]) -> tuple[dict[int, int], set[int]]:
    """Tell the boilerplate of what is still as judged anew: (its number → version, those that changed by it)."""
    told, changed = dict[int, int](), set[int]()
    for part in _chunks(judged):
        with writing(engine) as connection:
            same = articles.unchanged(connection, {n: judged[n] for n in part})
            changed |= _rewrite(connection, sorted(same))
            told |= articles.versions_of(connection, same)
    return told, changed


def _rewrite(connection: Connection, numbers: Sequence[int]) -> set[int]:
    changed = set()
    found = [(n, article, repeats.keys_of(article)) for n, article in articles.load(connection, numbers)]
    repeated = repeats.repeated_among(connection, {key for _, _, keys in found for key in keys})
    with noting(connection) as noted:
        for n, article, keys in found:
            boilerplate = repeats.boilerplate_of(keys, repeated)
            if boilerplate != article.boilerplate:
                articles.rewrite_boilerplate(connection, n, article, boilerplate, noted)
                changed.add(n)
    return changed


def _settle_whole(engine: Engine, tell: Progress) -> tuple[set[int], dict[int, int]]:
    """Tell suppressed shingles, signatures, matches and clusters of the whole store anew.

    What another process has written since the texts were read (a newer version, a higher number) is left alone.
    """
    with reading(engine) as connection:
        seen = articles.versions(connection)
        documents = articles.documents(connection, list(seen))
    result = deduplicate(documents.values(), tell)
    number = {document.id: n for n, document in documents.items()}
    for part in _chunks(result.signatures):
        with writing(engine) as connection:
            signed = {number[article_id]: result.signatures[article_id] for article_id in part}
            same = articles.unchanged(connection, {n: seen[n] for n in signed})
            index.exchange(connection, {n: signed[n] for n in same})
    with writing(engine) as connection:
        same = articles.unchanged(connection, seen)
        copies.write_suppressed(connection, result.suppressed, len(seen))
        copies.forget_matches(connection, same)
        found = ((number[a], number[match.other], match) for a, match in result.matches)
        copies.write_matches(connection, (m for m in found if m[0] in same and m[1] in same))
        verdicts = {i: verdict for i, verdict in result.verdicts.items() if _rests_on(verdict, i, number) <= same}
        articles.unsettle(connection, same - {number[i] for i in verdicts})
        changed = _write_verdicts(connection, verdicts, number)
    return changed, {number[i]: seen[number[i]] for i in verdicts}


def _rests_on(verdict: Verdict, article_id: str, number: dict[str, int]) -> set[int]:
    return {number[i] for i in (article_id, verdict.cluster, verdict.duplicate_of) if i}


def _outgrown(engine: Engine, touched: list[int], suppressed: Suppressed) -> bool:
    with reading(engine) as connection:
        documents = articles.documents(connection, touched)
    return outgrown((copies.prepared(document) for document in documents.values()), suppressed)


def _compare_again(engine: Engine, touched: list[int], suppressed: Suppressed, tell: Progress) -> None:
    for part in _chunks(touched):
        with writing(engine) as connection:
            _sign_again(connection, part, suppressed)
    texts = Texts(suppressed)
    for done, part in enumerate(_chunks(touched)):
        with writing(engine) as connection:
            _match_again(connection, part, texts)
        tell(done * CHUNK + len(part), len(touched))


def _sign_again(connection: Connection, numbers: list[int], suppressed: Suppressed) -> None:
    documents = articles.documents(connection, numbers).items()
    index.exchange(connection, {n: signature(copies.prepared(document), suppressed) for n, document in documents})


def _match_again(connection: Connection, numbers: list[int], texts: Texts) -> None:
    met = index.candidates(connection, numbers)
    read = texts.of(connection, set(numbers).union(*met.values()))
    pairs = {(min(n, other), max(n, other)) for n, others in met.items() for other in others}
    found: dict[int, list[tuple[int, Match]]] = {n: [] for n in numbers}
    for one, other in sorted(pairs):
        asked, about = (one, other) if one in found else (other, one)
        match = compare_voiced(read[asked].voiced, read[about].voiced)
        if match is not None:
            found[asked].append((about, match))
    copies.exchange_matches(connection, found)


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
        return _write_verdicts(connection, result, {i: n for n, i in ids.items()})


def _write_verdicts(connection: Connection, told: Mapping[str, Verdict], number: Mapping[str, int]) -> set[int]:
    with noting(connection) as noted:
        changed = copies.write_verdicts(connection, told, number, noted)
        copies.follow(connection, noted)
    return changed


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    every = list(items)
    return (every[i : i + CHUNK] for i in range(0, len(every), CHUNK))
