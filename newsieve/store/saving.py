"""Outcomes into the store, in one transaction: the database is asked once for many of them.

What comes of it is the same as if they were stored one by one: each article is compared with those before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from newsieve.article import Article, Dropped, Match, Relation, Signature, Verdict
from newsieve.dedup import Document, compare_voiced, relate, sign
from newsieve.store import articles, copies, index, pages, repeats
from newsieve.store.changes import Noted, noting
from newsieve.store.texts import Text, Texts

Matches = list[tuple[int, Match]]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one outcome: the article's id, whether its page was new, and its provisional verdict."""

    id: str | None
    new: bool
    verdict: Verdict | None = None


def save(connection: Connection, outcomes: Sequence[Article | Dropped], texts: Texts) -> list[Saved]:
    """Store these outcomes, in their order."""
    suppressed, _ = copies.suppressed(connection)
    texts.voice(suppressed)
    pages.record(connection, outcomes)
    found = [articles.arriving(outcome) for outcome in outcomes if isinstance(outcome, Article)]
    with noting(connection) as noted:
        saving = _Saving(connection, texts, noted, ready=not len(suppressed))
        saved = iter([one for group in _groups(connection, found) for one in saving.store(group)])
    return [Saved(None, new=False) if isinstance(outcome, Dropped) else next(saved) for outcome in outcomes]


@dataclass(frozen=True, slots=True)
class _Group:
    """Articles to be stored together: new ones, or one that the store has."""

    articles: list[articles.Arriving]
    new: bool


def _groups(connection: Connection, found: Sequence[articles.Arriving]) -> Iterator[_Group]:
    known, waiting = articles.known(connection, (one.key for one in found)), list[articles.Arriving]()
    for one in found:
        if one.key not in known:
            known.add(one.key)
            waiting.append(one)
            continue
        if waiting:
            yield _Group(waiting, new=True)
            waiting = []
        yield _Group([one], new=False)
    if waiting:
        yield _Group(waiting, new=True)


@dataclass(frozen=True, slots=True)
class _Placed:
    """An article that has its number, its text and its signature."""

    n: int
    article: Article
    text: Text
    signature: Signature


@dataclass(frozen=True, slots=True)
class _Saving:
    """One transaction; `ready` tells whether the signatures that articles bring are those they are indexed by."""

    connection: Connection
    texts: Texts
    noted: Noted
    ready: bool

    def store(self, group: _Group) -> list[Saved]:
        if group.new:
            return self._add(group.articles)
        [one] = group.articles
        written = articles.overwrite(self.connection, one, self.noted)
        if not written.changed:
            return [Saved(one.id, False, articles.verdicts_of(self.connection, [one.id])[one.id])]
        [verdict] = self._judge([self._placed(written.n, written.article)], new=False)
        return [Saved(one.id, False, verdict)]

    def _add(self, found: list[articles.Arriving]) -> list[Saved]:
        numbers = articles.insert(self.connection, found)
        self.noted.new.update(numbers)
        placed = [self._placed(n, one.article) for n, one in zip(numbers, found, strict=True)]
        verdicts = self._judge(placed, new=True)
        for one in placed:
            self.texts.remember(one.n, articles.FIRST_VERSION, one.text)
        return [Saved(one.id, True, verdict) for one, verdict in zip(found, verdicts, strict=True)]

    def _placed(self, n: int, article: Article) -> _Placed:
        text = self.texts.new(Document.of(article))
        brought = article.signature if self.ready else None
        return _Placed(n, article, text, brought or sign(text.voiced.shingles))

    def _judge(self, placed: list[_Placed], *, new: bool) -> list[Verdict]:
        """Index articles, compare each with those before it, and let it join the cluster of its best match."""
        repeats.index(self.connection, {one.n: repeats.keys_of(one.article) for one in placed})
        signed = {one.n: one.signature for one in placed}
        (index.add if new else index.exchange)(self.connection, signed)
        mine = {one.n: one.text for one in sorted(placed, key=lambda one: one.n)}
        found = self._compare(mine, index.meeting(self.connection, signed))
        (copies.add_matches if new else copies.exchange_matches)(self.connection, found)
        told = self._join(mine, found, new=new)
        return [told[one.text.whole.document.id] for one in placed]

    def _compare(self, mine: dict[int, Text], met: Mapping[int, set[int]]) -> dict[int, Matches]:
        stored = set().union(*met.values()) - mine.keys()
        texts = self.texts.of(self.connection, stored) | mine
        found: dict[int, Matches] = {}
        for n, text in mine.items():
            others = sorted(other for other in met[n] if other in stored or other < n)
            compared = ((other, compare_voiced(text.voiced, texts[other].voiced)) for other in others)
            found[n] = [(other, match) for other, match in compared if match is not None]
        return found

    def _join(self, mine: dict[int, Text], found: Mapping[int, Matches], *, new: bool) -> dict[str, Verdict]:
        """Each joins the cluster of its best match; settling takes the verdicts again."""
        best = {n: max(joining, key=_closeness) for n, all_ in found.items() if (joining := _joining(all_))}
        clusters = copies.clusters_with(self.connection, {other for other, _ in best.values()} - mine.keys())
        heads = self.texts.of(self.connection, set(clusters.values()) - mine.keys()) | mine
        told: dict[str, Verdict] = {}
        for n, text in mine.items():
            me = text.whole.document.id
            told[me], clusters[n] = Verdict(me), n
            if n in best:
                other, match = best[n]
                clusters[n] = head = clusters[other]
                if head != other:
                    match = relate(text.whole, heads[head].whole)
                canonical = heads[head].whole.document.id
                told[me] = Verdict(canonical, canonical, match.relation, match.similarity, match.containment)
        number = {text.whole.document.id: n for n, text in heads.items()}
        copies.write_verdicts(self.connection, told, number, self.noted, new=new)
        return told


def _joining(found: Matches) -> Matches:
    return [pair for pair in found if pair[1].relation is not Relation.DIGEST]


def _closeness(pair: tuple[int, Match]) -> tuple[float, float, int]:
    number, match = pair
    return match.similarity, match.containment, -number
