"""Articles in the store: written whole, read streamed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, insert, select, update

from newsieve.article import Article, Signature, Verdict
from newsieve.dedup import Document
from newsieve.store import copies, repeats
from newsieve.store.rows import article_of, article_row, verdict_of
from newsieve.store.schema import articles, verdicts

BATCH = 500


def write(connection: Connection, article: Article, signature: Signature) -> tuple[int, bool]:
    """Store an article with its paragraphs' and its signature's keys: (its number, whether its page was new)."""
    row = article_row(article) | {"settled": False}
    article = replace(article, paragraphs=tuple(json.loads(row["paragraphs"])))  # the keys are those of what is stored
    n = connection.scalar(select(articles.c.n).where(articles.c.key == row["key"]))
    if n is None:
        inserted = connection.execute(insert(articles).values(row)).inserted_primary_key
        number, new = int(inserted[0]), True  # type: ignore[index]  # an insert of one row has one key
    else:
        repeats.unindex(connection, n, repeats.keys_of(load(connection, [n])[0][1]))
        connection.execute(update(articles).where(articles.c.n == n).values(row))
        number, new = n, False
    repeats.index(connection, number, repeats.keys_of(article))
    copies.index(connection, number, signature)
    return number, new


def rewrite_boilerplate(connection: Connection, n: int, article: Article) -> None:
    """Store an article whose boilerplate was told anew, and with it its text: it is to be settled again."""
    row = article_row(article)
    changed = {"boilerplate": row["boilerplate"], "settled": False}
    connection.execute(update(articles).where(articles.c.n == n).values(changed))


def load(connection: Connection, numbers: Sequence[int]) -> list[tuple[int, Article]]:
    """These articles, in the order of their numbers."""
    found: list[tuple[int, Article]] = []
    wanted = sorted(numbers)
    for i in range(0, len(wanted), BATCH):
        query = select(articles).where(articles.c.n.in_(wanted[i : i + BATCH])).order_by(articles.c.n)
        found += [(row["n"], article_of(row)) for row in connection.execute(query).mappings()]
    return found


def unsettled(connection: Connection) -> list[int]:
    """The numbers of the articles that were written since the last settling."""
    return list(connection.scalars(select(articles.c.n).where(articles.c.settled.is_(False)).order_by(articles.c.n)))


def mark_settled(connection: Connection, numbers: Sequence[int]) -> None:
    """Note that `settle` has seen these articles as they are."""
    for i in range(0, len(numbers), BATCH):
        connection.execute(update(articles).where(articles.c.n.in_(numbers[i : i + BATCH])).values(settled=True))


def documents(connection: Connection, numbers: Sequence[int]) -> dict[int, Document]:
    """What duplicates are judged on, by number."""
    return {n: document(article) for n, article in load(connection, numbers)}


def document(article: Article) -> Document:
    """What duplicates are judged on."""
    return Document(
        id=article.id,
        text=article.text,
        site=article.site,
        published=article.published,
        url=article.url,
        title=article.title,
        original_source=article.original_source,
    )


def verdicts_of(connection: Connection, ids: Iterable[str]) -> dict[str, Verdict]:
    """The verdicts on these articles, by id."""
    wanted, found = sorted(set(ids)), dict[str, Verdict]()
    for i in range(0, len(wanted), BATCH):
        query = _with_verdicts(articles.c.id).where(articles.c.id.in_(wanted[i : i + BATCH]))
        found.update((row["id"], verdict_of(row)) for row in connection.execute(query).mappings())
    return found


def stream(connection: Connection, *, canonical_only: bool) -> Iterator[tuple[Article, Verdict]]:
    """Every article with its verdict, in the order of their numbers; with `canonical_only`, one per story."""
    query = _with_verdicts(articles).order_by(articles.c.n).execution_options(yield_per=BATCH)
    if canonical_only:
        query = query.where((verdicts.c.cluster == articles.c.n) | verdicts.c.cluster.is_(None))
    with connection.execute(query) as rows:  # a reader may go before the last row
        for row in rows.mappings():
            yield article_of(row), verdict_of(row)


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


def id_of(connection: Connection, n: int) -> str:
    """The id of the article with this number."""
    return str(connection.scalar(select(articles.c.id).where(articles.c.n == n)))
