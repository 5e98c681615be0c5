"""Outcomes into the store, in one transaction: the database is asked once for many of them.

What comes of it is the same as if they were stored one by one: each article is compared with those before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from newsieve.article import Article, Dropped, Match, Relation, Signature, Unmodified, Verdict
from newsieve.dedup import Document, compare_voiced, relate, sign
from newsieve.store import articles, checks, copies, index, pages, rechecked, repeats, versions
from newsieve.store.changes import Noted, noting
from newsieve.store.looks import Look, Order, order
from newsieve.store.texts import Text, Texts
from newsieve.urls import is_front_page

Outcome = Article | Dropped | Unmodified
Matches = list[tuple[int, Match]]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one outcome: the article's id, whether its page was new, and its provisional verdict.

    Of a page that the store had, also what the `look` at it saw, and whether it has `moved` or is `gone` since then;
    it was `rechecked` where it was fetched for that alone.
    """

    id: str | None
    new: bool
    verdict: Verdict | None = None
    look: Look | None = None
    rechecked: bool = False
    moved: bool = False
    gone: bool = False


def save(connection: Connection, outcomes: Sequence[Outcome], texts: Texts) -> list[Saved]:
    """Store these outcomes, in their order."""
    suppressed, _ = copies.suppressed(connection)
    texts.voice(suppressed)
    pages.record(connection, (one for one in outcomes if not isinstance(one, Unmodified) and one.recheck is None))
    found = [articles.arriving(outcome) for outcome in outcomes if isinstance(outcome, Article)]
    with noting(connection) as noted:
        saving = _Saving(connection, texts, noted, ready=not len(suppressed))
        saved = iter([one for group in _groups(connection, found) for one in saving.store(group)])
        return [next(saved) if isinstance(outcome, Article) else saving.note(outcome) for outcome in outcomes]


@dataclass(frozen=True, slots=True)
class _Group:
    """Articles to be stored together: new ones, or one that the store has."""

    articles: list[articles.Arriving]
    new: bool


def _groups(connection: Connection, found: Sequence[articles.Arriving]) -> Iterator[_Group]:
    known = articles.known(connection, (name for one in found for name in (one.key, one.stored_id)))
    waiting = list[articles.Arriving]()
    for one in found:
        if known.isdisjoint((one.key, one.stored_id)):
            known.update((one.key, one.id))
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
        former = articles.stored_as(self.connection, one)
        return [self._again(former, one)] if former else self._add([one])

    def note(self, outcome: Dropped | Unmodified) -> Saved:
        """What a look that brought no article tells of a stored one."""
        former = articles.by_id(self.connection, outcome.recheck.id) if outcome.recheck else None
        if former is None:
            return Saved(None, new=False)
        look, gone = rechecked.note(self.connection, former, outcome, self.noted)
        return Saved(former.article.id, False, look=look, rechecked=True, gone=gone)

    def _again(self, former: articles.Stored, one: articles.Arriving) -> Saved:
        """An article of a page that the store has: another fetch of it, or the same one read anew."""
        before, after = former.article, articles.in_place_of(former.article, one.article)
        match order(before, after):
            case Order.EARLIER:
                rechecked.keep_earlier(self.connection, former, after, self.noted)
                return Saved(before.id, False, self._verdict(before))
            case Order.ITSELF:
                beside = (before.fetched_at or after.fetched_at, before.gone_at, before.versions)
                return Saved(before.id, False, self._overwrite(former, _beside(after, *beside)))
        return self._later(former, one, after)

    def _later(self, former: articles.Stored, one: articles.Arriving, after: Article) -> Saved:
        """An article as its page reads now: a new version, or as before, or nothing to take over."""
        before, again, moved = former.article, after.recheck is not None, one.key != former.key
        if moved and after.recheck and self._is_another(former, one, after):
            gone = rechecked.miss(self.connection, former, after, self.noted)
            return Saved(before.id, False, self._verdict(before), Look.MISSING, again, gone=gone)
        look = rechecked.look(self.connection, former, after)
        if look is Look.SHORTER:
            return Saved(before.id, False, self._verdict(before), look, again)
        if again:
            pages.record(self.connection, [one.article])
        return Saved(before.id, False, self._take_over(former, after, look, moved=moved), look, again, moved)

    def _take_over(self, former: articles.Stored, after: Article, look: Look, *, moved: bool) -> Verdict:
        before = former.article
        if look is Look.CHANGED:
            versions.keep(self.connection, former.n, before)
            return self._overwrite(former, _beside(after, after.fetched_at, None, (before.versions or 1) + 1))
        if moved or after.recheck is None:
            return self._overwrite(former, _beside(after, before.fetched_at, None, before.versions))
        rechecked.is_there(self.connection, former, self.noted)
        return self._verdict(before)

    def _is_another(self, former: articles.Stored, one: articles.Arriving, after: Article) -> bool:
        """Whether a page that an article redirects to is not the article at a new address."""
        if is_front_page(after.url) or articles.known(self.connection, [one.key]):
            return True
        mine, other = self.texts.new(Document.of(after)), self.texts.of(self.connection, [former.n])[former.n]
        return compare_voiced(mine.voiced, other.voiced) is None

    def _overwrite(self, former: articles.Stored, article: Article) -> Verdict:
        if not articles.overwrite(self.connection, former, article, self.noted):
            return self._verdict(article)
        [verdict] = self._judge([self._placed(former.n, article)], new=False)
        return verdict

    def _verdict(self, article: Article) -> Verdict:
        return articles.verdicts_of(self.connection, [article.id])[article.id]

    def _add(self, found: list[articles.Arriving]) -> list[Saved]:
        numbers = articles.insert(self.connection, found)
        checks.begin(self.connection, {n: one.article for n, one in zip(numbers, found, strict=True)})
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


def _beside(article: Article, fetched_at: datetime | None, gone_at: datetime | None, versions: int | None) -> Article:
    return replace(article, fetched_at=fetched_at, gone_at=gone_at, versions=versions)


def _joining(found: Matches) -> Matches:
    return [pair for pair in found if pair[1].relation is not Relation.DIGEST]


def _closeness(pair: tuple[int, Match]) -> tuple[float, float, int]:
    number, match = pair
    return match.similarity, match.containment, -number
