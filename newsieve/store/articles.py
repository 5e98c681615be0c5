"""Articles in the store: written whole, read streamed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Select, Table, bindparam, insert, select, update

from newsieve.article import Article, Signature, Verdict
from newsieve.dedup import Document
from newsieve.store import copies, repeats
from newsieve.store.changes import Noted
from newsieve.store.rows import article_of, article_row, boilerplate_told, verdict_of
from newsieve.store.schema import articles, verdicts

BATCH = 500


@dataclass(frozen=True, slots=True)
class Written:
    """What writing an article came to: its number, whether its page was new, whether its story has changed."""

    n: int
    new: bool
    changed: bool = True


def write(connection: Connection, article: Article, signature: Signature, noted: Noted) -> Written:
    """Store an article with its paragraphs' and its signature's keys; those whose story it leaves are led anew."""
    row = article_row(article)
    former = connection.execute(select(articles).where(articles.c.key == row["key"])).mappings().first()
    if former and former["outlet"] and not article.outlet:  # asked for by its URL alone: it stays with its outlet
        row |= {"outlet": former["outlet"], "site": former["site"]}
        article = replace(article, outlet=former["outlet"], site=former["site"])
    article = replace(article, paragraphs=tuple(json.loads(row["paragraphs"])))  # the keys are those of what is stored
    if former is None:
        inserted = connection.execute(insert(articles).values(row | {"settled": False, "version": 1}))
        key = inserted.inserted_primary_key
        written = Written(int(key[0]), new=True)  # type: ignore[index]  # an insert of one row has one key
        noted.new.add(written.n)
    else:
        written = _overwrite(connection, former, article, row, noted)
    if written.changed:
        repeats.index(connection, written.n, repeats.keys_of(article))
        copies.index(connection, {written.n: signature})
    return written


def _overwrite(
    connection: Connection, former: RowMapping, article: Article, row: dict[str, Any], noted: Noted
) -> Written:
    n, before = former["n"], article_of(former)
    if same := _told_by(before) == _told_by(article):
        del row["boilerplate"]  # what settling has told stays told
    else:
        lost = set(repeats.keys_of(before)) - set(repeats.keys_of(article))
        repeats.unindex(connection, n, lost)
        unsettle(connection, copies.leave(connection, n, noted) | repeats.one_holder_each(connection, lost))
        unsettle(connection, {n})
    connection.execute(update(articles).where(articles.c.n == n).values(row))
    noted.wrote(n, former, row)
    return Written(n, new=False, changed=not same)


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
    query = select(articles.c.n, articles.c.version)
    if only_unsettled:
        query = query.where(articles.c.settled.is_(False))
    wanted, found = sorted(numbers), dict[int, int]()
    for i in range(0, len(wanted), BATCH):
        rows = connection.execute(query.where(articles.c.n.in_(wanted[i : i + BATCH])))
        found.update((row.n, row.version) for row in rows)
    return found


def unchanged(connection: Connection, seen: Mapping[int, int]) -> set[int]:
    """Those of the articles seen (number → version) that nobody has written since."""
    return {n for n, version in versions_of(connection, seen).items() if version == seen[n]}


def mark_settled(connection: Connection, seen: Mapping[int, int]) -> None:
    """Note that settling has seen these articles (number → version); what was written since stays to be settled."""
    mark = update(articles).where(articles.c.n == bindparam("seen_n"), articles.c.version == bindparam("seen_version"))
    rows = [{"seen_n": n, "seen_version": version} for n, version in seen.items()]
    if rows:
        connection.execute(mark.values(settled=True), rows)


def documents(connection: Connection, numbers: Sequence[int]) -> dict[int, Document]:
    """What duplicates are judged on, by number."""
    return {n: Document.of(article) for n, article in load(connection, numbers)}


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
