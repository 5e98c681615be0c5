"""Matches against the texts, and verdicts against the matches."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, select

from newsieve.article import Match, Relation, Verdict
from newsieve.dedup import Document, Prepared, Suppressed, compare_voiced, lead
from newsieve.store import articles as stored
from newsieve.store import copies, index
from newsieve.store.check.finding import Finding, of_articles
from newsieve.store.joined import joined
from newsieve.store.schema import matches, verdicts
from newsieve.store.texts import Texts

TOGETHER = 500  # articles whose stories are led at once

Pair = tuple[int, int]


class Clusters:
    """What is found as articles are compared with those that share a band with them."""

    def __init__(self, connection: Connection, suppressed: Suppressed) -> None:
        self._connection, self._suppressed = connection, suppressed
        self._texts = Texts(suppressed)
        self._stored = {(row.article, row.other): row for row in connection.execute(select(matches))}
        self._others = _by_first(self._stored)
        self._words = dict[int, int]()  # the number of the words of each text that was compared
        self._unstored = set[Pair]()
        self._untrue = set[Pair]()

    def look_at(self, numbers: list[int]) -> None:
        """Compare these articles as settling does, and with what it has stored."""
        met = index.candidates(self._connection, numbers)
        mine = set(numbers)
        kept = [(n, other) for n in numbers for other in self._others.get(n, ())]
        read = self._texts.of(self._connection, mine.union(*met.values(), (other for _, other in kept)))
        self._words |= {n: text.whole.words for n, text in read.items()}
        for one, other in kept:
            if one in read and other in read:
                told = compare_voiced(read[one].voiced, read[other].voiced)
                self._untrue |= set() if told and self._is(told, (one, other)) else {(one, other)}
        for one, other in {(min(n, m), max(n, m)) for n, others in met.items() for m in others}:
            known = (one, other) in self._stored or (other, one) in self._stored
            if not known and one in read and other in read:
                found = compare_voiced(read[one].voiced, read[other].voiced)
                self._unstored |= {(one, other)} if found else set()

    def _is(self, told: Match, pair: Pair) -> bool:
        row = self._stored[pair]
        measures = ((told.similarity, row.similarity), (told.containment, row.containment))
        return str(told.relation) == row.relation and all(math.isclose(a, b, abs_tol=1e-6) for a, b in measures)

    def findings(self, *, whole: bool) -> Iterator[Finding]:
        """What is wrong with matches and verdicts; `whole` tells that every article was looked at."""
        untrue, missing = self._untrue, self._missing()
        numbers = {n for pair in untrue for n in pair}
        yield from of_articles(self._connection, "matches", f"{len(untrue)} are not what the texts say", numbers)
        numbers = {n for pair in missing for n in pair}
        yield from of_articles(self._connection, "matches", f"{len(missing)} are missing", numbers)
        if whole and not untrue and not missing:
            wrong = self._standing_otherwise()
            told = f"{len(wrong)} articles stand otherwise than their matches say"
            yield from of_articles(self._connection, "verdicts", told, wrong)

    def _missing(self) -> set[Pair]:
        """Pairs that match and are not stored; of texts with the same words it is enough that one has each match."""
        told = {frozenset(self._words.get(n, -n) for n in pair) for pair in self._stored}
        return {pair for pair in self._unstored if frozenset(self._words[n] for n in pair) not in told}

    def _standing_otherwise(self) -> set[int]:
        """The articles whose verdict is not the one that their story's matches lead to."""
        rows = {row.article: row for row in self._connection.execute(select(verdicts))}
        links = [*self._stored, *((n, row.cluster) for n, row in rows.items())]
        wrong = set[int]()
        alone, related = set[int](), list[list[int]]()
        for group in joined(rows, links):
            if len(group) > 1:
                related.append(group)
            else:
                alone.update(group)
        wrong |= {n for n in alone if rows[n].duplicate_of is not None}
        for part in _batches(related):
            wrong |= self._wrong_among(part, rows)
        return wrong

    def _wrong_among(self, numbers: list[int], rows: Mapping[int, object]) -> set[int]:
        documents = stored.documents(self._connection, numbers)
        ids = {n: document.id for n, document in documents.items()}
        number = {one: n for n, one in ids.items()}
        found = copies.matches_among(self._connection, ids)
        told = lead(documents.values(), found, self._read)
        return {n for n, one in ids.items() if not _same(rows[n], told[one], number)}

    def _read(self, document: Document) -> Prepared:
        return copies.prepared(document).voiced(self._suppressed)


def _by_first(pairs: Iterable[Pair]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for one, other in pairs:
        found.setdefault(one, []).append(other)
    return found


def _same(row: object, told: Verdict, number: Mapping[str, int]) -> bool:
    """Whether a row of verdicts says what was told."""
    cluster, copied = number[told.cluster], number[told.duplicate_of] if told.duplicate_of else None
    relation = Relation(row.relation) if row.relation else None  # type: ignore[attr-defined]  # a row
    return (row.cluster, row.duplicate_of, relation) == (cluster, copied, told.relation)  # type: ignore[attr-defined]


def _batches(groups: Iterable[list[int]]) -> Iterator[list[int]]:
    some: list[int] = []
    for group in groups:
        if some and len(some) + len(group) > TOGETHER:
            yield some
            some = []
        some = some + group
    if some:
        yield some
