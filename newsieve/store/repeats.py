"""Which paragraphs does a site repeat across different stories?

`paragraphs` says which articles hold a paragraph of a site, `repeated` which of them are boilerplate as of the last
settling. The judgement itself is `newsieve.cleaning.repeats`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from newsieve.article import Article
from newsieve.cleaning.repeats import LOOKED_AT, STORIES, Holder, fold, is_boilerplate
from newsieve.store.pages import CHUNK
from newsieve.store.schema import articles, paragraphs, repeated
from newsieve.store.upsert import add


def paragraph_key(site: str, paragraph: str) -> int:
    """The key of a paragraph of a site: a signed 64-bit hash."""
    digest = hashlib.blake2b(f"{site}\0{fold(paragraph)}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def keys_of(article: Article) -> list[int]:
    """The keys of an article's paragraphs, in order."""
    return [paragraph_key(article.site, p) for p in article.paragraphs]


def index(connection: Connection, n: int, keys: Iterable[int]) -> None:
    """Note that article `n` holds these paragraphs."""
    add(connection, paragraphs, [{"key": key, "article": n} for key in sorted(set(keys))])


def unindex(connection: Connection, n: int, keys: Iterable[int]) -> None:
    """Forget that article `n` holds these paragraphs."""
    for key in set(keys):
        connection.execute(delete(paragraphs).where(paragraphs.c.key == key, paragraphs.c.article == n))


def repeated_among(connection: Connection, keys: Iterable[int]) -> set[int]:
    """Those of `keys` that are boilerplate as of the last settling."""
    return _in_chunks(connection, select(repeated.c.key), repeated.c.key, keys)


def held_often(connection: Connection, keys: Iterable[int], times: int = STORIES) -> set[int]:
    """Those of `keys` that at least `times` articles hold."""
    query = select(paragraphs.c.key).group_by(paragraphs.c.key).having(func.count() >= times)
    return _in_chunks(connection, query, paragraphs.c.key, keys)


def holders(connection: Connection, key: int) -> list[Holder]:
    """The first articles, in the order of their keys, that hold a paragraph."""
    rows = connection.execute(
        select(articles.c.key, articles.c.title, articles.c.paragraphs)
        .join(paragraphs, paragraphs.c.article == articles.c.n)
        .where(paragraphs.c.key == key)
        .order_by(articles.c.key)
        .limit(LOOKED_AT)
    )
    return [Holder(row.key, row.title, tuple(json.loads(row.paragraphs))) for row in rows]


def judge(connection: Connection, keys: Iterable[int]) -> tuple[set[int], set[int]]:
    """Judge these paragraphs anew, and note the result: (became boilerplate, is boilerplate no more)."""
    looked_at = set(keys)
    before = repeated_among(connection, looked_at)
    now = {key for key in held_often(connection, looked_at) if is_boilerplate(holders(connection, key))}
    if now - before:
        connection.execute(insert(repeated), [{"key": key} for key in sorted(now - before)])
    for key in before - now:
        connection.execute(delete(repeated).where(repeated.c.key == key))
    return now - before, before - now


def articles_holding(connection: Connection, keys: Iterable[int]) -> set[int]:
    """The numbers of all articles that hold any of these paragraphs."""
    return _in_chunks(connection, select(paragraphs.c.article), paragraphs.c.key, keys)


def boilerplate_of(keys: Sequence[int], boilerplate: set[int]) -> frozenset[int]:
    """The indices of an article's boilerplate; none where nothing else would be left."""
    found = frozenset(i for i, key in enumerate(keys) if key in boilerplate)
    return found if len(found) < len(keys) else frozenset()


def provisional(connection: Connection, article: Article) -> frozenset[int]:
    """The indices of an arriving article's boilerplate, as far as the store can tell today."""
    keys = keys_of(article)
    settled = repeated_among(connection, keys)
    arriving = Holder(article.key, article.title, article.paragraphs)
    fresh = held_often(connection, set(keys) - settled, STORIES - 1)
    judged = {k for k in fresh if is_boilerplate([*_others(holders(connection, k), article.key), arriving])}
    return boilerplate_of(keys, settled | judged)


def _others(found: Iterable[Holder], key: str) -> list[Holder]:
    return [holder for holder in found if holder.key != key]


def _in_chunks(connection: Connection, query: Any, column: Any, keys: Iterable[int]) -> set[int]:
    wanted, found = sorted(set(keys)), set[int]()
    for i in range(0, len(wanted), CHUNK):
        found.update(connection.scalars(query.where(column.in_(wanted[i : i + CHUNK]))))
    return found
