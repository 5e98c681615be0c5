"""Each article against what is derived from it alone: signature, boilerplate, index rows, and what is known of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, delete, func, select, update

from newsieve.article import Article
from newsieve.dedup import Document, Suppressed, bands_of, signature
from newsieve.store import changes as numbering
from newsieve.store import copies, repeats
from newsieve.store import index as indexing
from newsieve.store.check.finding import Finding, of_articles
from newsieve.store.check.index import Sums, pairs, rewrite, strangers
from newsieve.store.check.index import stored as stored_in
from newsieve.store.chunks import WANTED, rows, scalars
from newsieve.store.pages import ARTICLE
from newsieve.store.rows import article_of
from newsieve.store.schema import articles, bands, changes, meta, pages, paragraphs, verdicts
from newsieve.store.upsert import put, raise_to
from newsieve.urls import article_id

WHAT = {
    "unreadable": ("articles", "cannot be read; fetched again, they would be"),
    "ids": ("articles", "have another id than their page's key makes"),
    "unsigned": ("signatures", "have no signature"),
    "signed": ("signatures", "are signed otherwise than their text is"),
    "boilerplate": ("repeated", "have other boilerplate than their site is known to repeat"),
    "unjudged": ("verdicts", "have no verdict"),
    "unknown": ("pages", "are of pages that are not known as fetched"),
    "unnumbered": ("changes", "have no number, and so would never be handed over"),
}
INDEX = {
    "bands": "have other band keys than their signature makes",
    "paragraphs": "have other paragraphs than are indexed",
}


def readable(connection: Connection, numbers: Iterable[int]) -> dict[int, Article]:
    """Those of these articles that can be read."""
    found: dict[int, Article] = {}
    for row in rows(connection, _ARTICLES, numbers):
        if (article := _read(row._mapping)) is not None:
            found[row.n] = article
    return found


def _read(row: RowMapping) -> Article | None:
    try:
        article = article_of(row)
        return article if all(0 <= i < len(article.paragraphs) for i in article.boilerplate) else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


class Articles:
    """What is found as articles are looked at, a chunk at a time."""

    def __init__(self, connection: Connection, highest: int, suppressed: Suppressed, settled: bool) -> None:
        self._connection, self._suppressed, self._settled = connection, suppressed, settled
        self._expected = {bands.name: Sums(highest), paragraphs.name: Sums(highest)}
        self._seen = set[int]()
        self._wrong: dict[str, set[int]] = defaultdict(set)

    def look_at(self, numbers: Sequence[int], found: Mapping[int, Article]) -> None:
        """Compare these articles, as far as they could be read, with what is derived from each."""
        self._seen |= found.keys()
        self._wrong["unreadable"] |= set(numbers) - found.keys()
        self._wrong["ids"] |= {n for n, article in found.items() if article.id != article_id(article.key)}
        self._wrong["unknown"] |= self._unknown(found)
        for name, table in (("unjudged", verdicts), ("unnumbered", changes)):
            has = scalars(self._connection, select(table.c.article).where(table.c.article.in_(WANTED)), found)
            self._wrong[name] |= found.keys() - has
        self._look_at_signatures(found)
        self._look_at_paragraphs(found)

    def _unknown(self, found: Mapping[int, Article]) -> set[int]:
        known = scalars(self._connection, _FETCHED, (article.key for article in found.values()))
        return {n for n, article in found.items() if article.key not in known}

    def _look_at_signatures(self, found: Mapping[int, Article]) -> None:
        signed = indexing.signatures_of(self._connection, found)
        keys = bands_of(list(signed.values()))
        self._expected[bands.name].add(pairs(dict(zip(signed, keys, strict=True))))
        self._wrong["unsigned"] |= found.keys() - signed.keys()
        if self._settled:
            self._wrong["signed"] |= {n for n, stored in signed.items() if stored != self._signature(found[n])}

    def _signature(self, article: Article) -> Any:
        return signature(copies.prepared(Document.of(article)), self._suppressed)

    def _look_at_paragraphs(self, found: Mapping[int, Article]) -> None:
        keys = {n: repeats.keys_of(article) for n, article in found.items()}
        self._expected[paragraphs.name].add(pairs(keys))
        if self._settled:
            repeated = repeats.repeated_among(self._connection, {key for mine in keys.values() for key in mine})
            self._wrong["boilerplate"] |= {
                n for n, article in found.items() if repeats.boilerplate_of(keys[n], repeated) != article.boilerplate
            }

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the articles themselves."""
        cures = {"ids": _name_again, "unknown": _note_as_fetched, "unnumbered": _number_again}
        for name, (about, what) in WHAT.items():
            wrong = frozenset(self._wrong[name])
            cure = (lambda mending, cure=cures[name], wrong=wrong: cure(mending, wrong)) if name in cures else None
            told = f"{len(wrong)} {what}"
            yield from of_articles(self._connection, about, told, wrong, cure, anew=not cure and name != "unreadable")

    def index_findings(self, table: Table) -> Iterator[Finding]:
        """What is wrong with an index table."""
        lost = strangers(table)
        if number := self._connection.scalar(select(func.count()).select_from(table).where(lost)):
            told = f"{number} rows are of articles that are not there"
            yield Finding(table.name, told, lambda mending: mending.execute(delete(table).where(lost)))
        expected = self._expected[table.name]
        wrong = expected.differing(stored_in(self._connection, table, expected.highest), self._seen)
        told = f"{len(wrong)} {INDEX[table.name]}"
        cure = _index_again(table, frozenset(wrong))
        yield from of_articles(self._connection, table.name, told, wrong, cure)


def _index_again(table: Table, wrong: frozenset[int]) -> Any:
    def cure(mending: Connection) -> None:
        if table is bands:
            signed = indexing.signatures_of(mending, wrong)
            keys = {n: set(mine) for n, mine in zip(signed, bands_of(list(signed.values())), strict=True)}
        else:
            keys = {n: set(repeats.keys_of(article)) for n, article in readable(mending, wrong).items()}
        rewrite(mending, table, keys)

    return cure


def _name_again(mending: Connection, wrong: frozenset[int]) -> None:
    for n, article in readable(mending, wrong).items():
        mending.execute(update(articles).where(articles.c.n == n).values(id=article_id(article.key)))


def _note_as_fetched(mending: Connection, wrong: frozenset[int]) -> None:
    kept = {"outcome": ARTICLE, "status": None, "detail": "", "attempts": 1}
    found = readable(mending, wrong).values()
    put(
        mending, pages, [kept | {"key": a.key, "url": a.url, "outlet": a.outlet, "fetched_at": _told(a)} for a in found]
    )


def _told(article: Article) -> str | None:
    return article.fetched_at.isoformat() if article.fetched_at else None


def _number_again(mending: Connection, wrong: frozenset[int]) -> None:
    now = numbering.latest(mending) + 1
    put(mending, meta, [{"key": numbering.COUNTER, "value": str(now).encode()}])
    raise_to(mending, changes, [{"article": n, "record": now, "story": now, "copy": now} for n in sorted(wrong)])


_ARTICLES = select(articles).where(articles.c.n.in_(WANTED))
_FETCHED = select(pages.c.key).where(pages.c.key.in_(WANTED), pages.c.outcome == ARTICLE)
