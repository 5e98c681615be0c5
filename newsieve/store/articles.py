"""Articles in the store: written whole, read streamed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, RowMapping, Select, Table, bindparam, or_, select, update
from sqlalchemy import insert as insert_

from newsieve.article import PARAGRAPH_BREAK, Article, Verdict
from newsieve.dedup import Document
from newsieve.store import copies, repeats
from newsieve.store.changes import Noted
from newsieve.store.chunks import WANTED, rows
from newsieve.store.rows import article_of, article_row, boilerplate_told, storable, verdict_of
from newsieve.store.schema import articles, verdicts
from newsieve.urls import article_id

BATCH = 500
FIRST_VERSION = 1


@dataclass(frozen=True, slots=True)
class Arriving:
    """An article as it is stored, and its row."""

    article: Article
    row: dict[str, Any]

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.id

    @property
    def stored_id(self) -> str:
        """The id under which the store may have it: of an article that is looked at again, that one's."""
        return self.article.recheck.id if self.article.recheck else self.article.id

    @property
    def key(self) -> str:
        """Its page's key, as it is stored."""
        key: str = self.row["key"]
        return key


@dataclass(frozen=True, slots=True)
class Stored:
    """An article that the store has: its number, its row, and what that tells."""

    n: int
    row: RowMapping
    article: Article

    @property
    def key(self) -> str:
        """Its page's key, as it is stored."""
        key: str = self.row["key"]
        return key


def arriving(article: Article) -> Arriving:
    """An article with its row; its paragraphs are what the store will hold, which their keys are made of."""
    article = replace(article, paragraphs=tuple(map(storable, article.paragraphs)))
    return Arriving(article, article_row(article))


def known(connection: Connection, names: Iterable[str]) -> set[str]:
    """The keys and ids of the articles that are stored under any of these keys or ids."""
    return {name for row in rows(connection, _KNOWN, names) for name in row}


def stored_as(connection: Connection, one: Arriving) -> Stored | None:
    """The article that one which arrives is, or is a later look at: by the id it looks at, else by its key.

    Where neither is known, by its own id: an article that had moved is found at its first URL again.
    """
    looked_at = one.article.recheck and by_id(connection, one.stored_id)
    return looked_at or _stored(connection, _BY_KEY, one.key) or by_id(connection, one.article.id)


def of_pages(connection: Connection, keys: Collection[str]) -> dict[str, Article]:
    """The articles of these pages, by the page's key: where they are to be found now, or were found at first."""
    ids = {key: article_id(key) for key in keys}
    wanted = {row.id for row in rows(connection, _KNOWN, {*keys, *ids.values()})}
    found = {id_: article for id_, (article, _) in read(connection, wanted).items()}
    here = {article.key: article for article in found.values() if article.key in ids}
    return {key: found[id_] for key, id_ in ids.items() if id_ in found} | here


def by_id(connection: Connection, article_id: str) -> Stored | None:
    """The article with this id."""
    return _stored(connection, _BY_ID, article_id)


def _stored(connection: Connection, query: Select[*tuple[Any, ...]], its: str) -> Stored | None:
    row = connection.execute(query, {"its": its}).mappings().first()
    return Stored(row["n"], row, article_of(row)) if row else None


def insert(connection: Connection, found: Sequence[Arriving]) -> list[int]:
    """Store new articles; their numbers."""
    rows_ = [one.row | {"settled": False, "version": FIRST_VERSION} for one in found]
    number = {row.id: row.n for row in connection.execute(_INSERT, rows_)}
    return [number[one.row["id"]] for one in found]


def in_place_of(before: Article, article: Article) -> Article:
    """An article as it is stored in place of the one before: it keeps its id, and how it was come by."""
    article = replace(article, id=before.id)
    if article.recheck:
        article = replace(article, source=before.source, via=before.via)
    if before.outlet and not article.outlet:  # asked for by its URL alone: it stays with its outlet
        article = replace(article, outlet=before.outlet, site=before.site)
    return article


def overwrite(connection: Connection, former: Stored, article: Article, noted: Noted) -> bool:
    """Store an article in place of the former one, whose story it leaves; whether its story has changed.

    Those that it leaves behind are led anew.
    """
    n, before, row = former.n, former.article, article_row(article) | _kept_beside(article)
    if same := _told_by(before) == _told_by(article):
        row = {name: value for name, value in row.items() if name != "boilerplate"}  # what settling told stays told
    else:
        lost = set(repeats.keys_of(before)) - set(repeats.keys_of(article))
        repeats.unindex(connection, n, lost)
        unsettle(connection, copies.leave(connection, n, noted) | repeats.one_holder_each(connection, lost))
        unsettle(connection, {n})
    _write(connection, former, row, noted)
    return not same


def write_beside(connection: Connection, former: Stored, article: Article, noted: Noted) -> None:
    """Store what an article's page does not tell: since when it is gone, and how many versions there are."""
    _write(connection, former, _kept_beside(article), noted)


def _kept_beside(article: Article) -> dict[str, Any]:
    gone_at = article.gone_at.isoformat() if article.gone_at else None
    return {"gone_at": gone_at, "versions": article.versions or 1}


def _write(connection: Connection, former: Stored, row: dict[str, Any], noted: Noted) -> None:
    connection.execute(update(articles).where(articles.c.n == former.n).values(row))
    noted.wrote(former.n, former.row, row)


def _told_by(article: Article) -> tuple[object, ...]:
    """What settling tells texts and clusters by."""
    where = (article.site, article.url, article.title, article.original_source)
    return article.paragraphs, article.published, *where


def unsettle(connection: Connection, numbers: Iterable[int]) -> None:
    """Have these articles settled again."""
    wanted = sorted(numbers)
    for i in range(0, len(wanted), BATCH):
        touched = update(articles).where(articles.c.n.in_(wanted[i : i + BATCH]))
        connection.execute(touched.values(settled=False, version=articles.c.version + 1))


def rewrite_boilerplate(
    connection: Connection, n: int, article: Article, boilerplate: frozenset[int], noted: Noted
) -> None:
    """Store an article's boilerplate told anew, and with it its text: it is to be settled again."""
    before, after = ({"boilerplate": boilerplate_told(told)} for told in (article.boilerplate, boilerplate))
    connection.execute(update(articles).where(articles.c.n == n).values(after))
    noted.wrote(n, before, after)
    unsettle(connection, {n})


def load(connection: Connection, numbers: Sequence[int]) -> list[tuple[int, Article]]:
    """These articles, in the order of their numbers."""
    found: list[tuple[int, Article]] = []
    wanted = sorted(numbers)
    for i in range(0, len(wanted), BATCH):
        query = select(articles).where(articles.c.n.in_(wanted[i : i + BATCH])).order_by(articles.c.n)
        found += [(row["n"], article_of(row)) for row in connection.execute(query).mappings()]
    return found


def unsettled(connection: Connection) -> dict[int, int]:
    """The articles that were written since the last settling: number → version."""
    query = select(articles.c.n, articles.c.version).where(articles.c.settled.is_(False)).order_by(articles.c.n)
    return {row.n: row.version for row in connection.execute(query)}


def versions(connection: Connection) -> dict[int, int]:
    """Every article's version, by number."""
    return {row.n: row.version for row in connection.execute(select(articles.c.n, articles.c.version))}


def versions_of(connection: Connection, numbers: Iterable[int], *, only_unsettled: bool = False) -> dict[int, int]:
    """These articles' versions, by number."""
    query = _UNSETTLED_VERSIONS if only_unsettled else _VERSIONS
    return {row.n: row.version for row in rows(connection, query, numbers)}


def unchanged(connection: Connection, seen: Mapping[int, int]) -> set[int]:
    """Those of the articles seen (number → version) that nobody has written since."""
    return {n for n, version in versions_of(connection, seen).items() if version == seen[n]}


def mark_settled(connection: Connection, seen: Mapping[int, int]) -> None:
    """Note that settling has seen these articles (number → version); what was written since stays to be settled."""
    mark = update(articles).where(articles.c.n == bindparam("seen_n"), articles.c.version == bindparam("seen_version"))
    rows = [{"seen_n": n, "seen_version": version} for n, version in seen.items()]
    if rows:
        connection.execute(mark.values(settled=True), rows)


def documents(connection: Connection, numbers: Iterable[int]) -> dict[int, Document]:
    """What duplicates are judged on, by number."""
    return {row.n: _document(row) for row in rows(connection, _DOCUMENTS, numbers)}


def _document(row: Row[Any]) -> Document:
    paragraphs, boilerplate = json.loads(row.paragraphs), set(json.loads(row.boilerplate))
    text = PARAGRAPH_BREAK.join(p for i, p in enumerate(paragraphs) if i not in boilerplate)
    return Document(row.id, text, row.site, row.published, row.url, row.title, row.original_source)


def verdicts_of(connection: Connection, ids: Iterable[str]) -> dict[str, Verdict]:
    """The verdicts on these articles, by id."""
    wanted, found = sorted(set(ids)), dict[str, Verdict]()
    for i in range(0, len(wanted), BATCH):
        query = _with_verdicts(articles.c.id).where(articles.c.id.in_(wanted[i : i + BATCH]))
        found.update((row["id"], verdict_of(row)) for row in connection.execute(query).mappings())
    return found


def read(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[Article, Verdict]]:
    """These articles with their verdicts, by id."""
    wanted, found = sorted(set(ids)), dict[str, tuple[Article, Verdict]]()
    for i in range(0, len(wanted), BATCH):
        query = _with_verdicts(articles).where(articles.c.id.in_(wanted[i : i + BATCH]))
        found.update((row["id"], (article_of(row), verdict_of(row))) for row in connection.execute(query).mappings())
    return found


def selected(wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """A query of the articles that meet a condition, with their verdicts, in the order of their numbers."""
    return _with_verdicts(articles).where(wanted).order_by(articles.c.n)


def _with_verdicts(columns: Table | Column[str]) -> Select[*tuple[Any, ...]]:
    """A query of these columns and of the verdict's, told by ids."""
    canonical, copied = articles.alias(), articles.alias()
    measures = (verdicts.c.relation, verdicts.c.similarity, verdicts.c.containment)
    return (
        select(columns, *measures, canonical.c.id.label("cluster"), copied.c.id.label("duplicate_of"))
        .outerjoin(verdicts, verdicts.c.article == articles.c.n)
        .outerjoin(canonical, canonical.c.n == verdicts.c.cluster)
        .outerjoin(copied, copied.c.n == verdicts.c.duplicate_of)
    )


_DOCUMENT = ("n", "id", "paragraphs", "boilerplate", "site", "published", "url", "title", "original_source")
_DOCUMENTS = select(*(articles.c[name] for name in _DOCUMENT)).where(articles.c.n.in_(WANTED))
_KNOWN = select(articles.c.key, articles.c.id).where(or_(articles.c.key.in_(WANTED), articles.c.id.in_(WANTED)))
_BY_KEY = select(articles).where(articles.c.key == bindparam("its"))
_BY_ID = select(articles).where(articles.c.id == bindparam("its"))
_VERSIONS = select(articles.c.n, articles.c.version).where(articles.c.n.in_(WANTED))
_UNSETTLED_VERSIONS = _VERSIONS.where(articles.c.settled.is_(False))
_INSERT = insert_(articles).returning(articles.c.id, articles.c.n)
