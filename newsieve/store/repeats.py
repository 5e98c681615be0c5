"""Which paragraphs does a site repeat across different stories?

`paragraphs` says which articles hold a paragraph of a site, `repeated` which of them are boilerplate as of the last
settling. The judgement itself is `newsieve.cleaning.repeats`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, delete, func, insert, select

from newsieve.article import Article
from newsieve.cleaning.repeats import FIRST, LOOKED_AT, STORIES, Holder, fold, is_boilerplate, is_by_chance
from newsieve.store.chunks import WANTED, scalars
from newsieve.store.schema import articles, paragraphs, repeated
from newsieve.store.upsert import add_pairs


def paragraph_key(site: str, paragraph: str) -> int:
    """The key of a paragraph of a site: a signed 64-bit hash."""
    digest = hashlib.blake2b(f"{site}\0{fold(paragraph)}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def keys_of(article: Article) -> list[int]:
    """The keys of an article's paragraphs, in order."""
    return [paragraph_key(article.site, p) for p in article.paragraphs]


def index(connection: Connection, keys: Mapping[int, Iterable[int]]) -> None:
    """Note which paragraphs these articles hold, by number."""
    add_pairs(connection, paragraphs, {(key, n) for n, mine in keys.items() for key in mine})


def unindex(connection: Connection, n: int, keys: Iterable[int]) -> None:
    """Forget that article `n` holds these paragraphs."""
    for key in set(keys):
        connection.execute(delete(paragraphs).where(paragraphs.c.key == key, paragraphs.c.article == n))


_REPEATED = select(repeated.c.key).where(repeated.c.key.in_(WANTED))
_HELD = select(paragraphs.c.key).where(paragraphs.c.key.in_(WANTED))


def repeated_among(connection: Connection, keys: Iterable[int]) -> set[int]:
    """Those of `keys` that are boilerplate as of the last settling."""
    return scalars(connection, _REPEATED, keys)


def held_often(connection: Connection, keys: Iterable[int], times: int = STORIES) -> set[int]:
    """Those of `keys` that at least `times` articles hold."""
    return scalars(connection, _HELD.group_by(paragraphs.c.key).having(func.count() >= times), keys)


def _is_boilerplate(connection: Connection, key: int) -> bool:
    """Judge the paragraph with this key by those that hold it: mostly the first few tell."""
    found = holders(connection, key, FIRST)
    paragraph = next((p for site, holder in found for p in holder.paragraphs if paragraph_key(site, p) == key), "")
    if not is_by_chance(paragraph) and is_boilerplate(paragraph, [holder for _, holder in found]):
        return True  # and so by all of them, too
    if len(found) == FIRST:
        found = holders(connection, key)
    return is_boilerplate(paragraph, [holder for _, holder in found])


def holders(connection: Connection, key: int, most: int = LOOKED_AT) -> list[tuple[str, Holder]]:
    """The first articles, in the order of their keys, that hold a paragraph, each with its site."""
    rows = connection.execute(
        select(articles.c.key, articles.c.site, articles.c.title, articles.c.paragraphs)
        .join(paragraphs, paragraphs.c.article == articles.c.n)
        .where(paragraphs.c.key == key)
        .order_by(articles.c.key)
        .limit(most)
    )
    return [(row.site, Holder(row.key, row.title, tuple(json.loads(row.paragraphs)))) for row in rows]


def judge(connection: Connection, keys: Iterable[int]) -> set[int]:
    """Judge these paragraphs anew, and note the result; those of which the judgement has changed."""
    looked_at = set(keys)
    before = repeated_among(connection, looked_at)
    often = held_often(connection, looked_at)
    now = {key for key in often if _is_boilerplate(connection, key)}
    if now - before:
        connection.execute(insert(repeated), [{"key": key} for key in sorted(now - before)])
    for key in before - now:
        connection.execute(delete(repeated).where(repeated.c.key == key))
    return now ^ before


def one_holder_each(connection: Connection, keys: Iterable[int]) -> set[int]:
    """For each of these paragraphs an article that holds it, so that settling judges it anew."""
    query = select(func.min(paragraphs.c.article)).where(paragraphs.c.key.in_(WANTED)).group_by(paragraphs.c.key)
    return scalars(connection, query, keys)


def articles_holding(connection: Connection, keys: Iterable[int]) -> set[int]:
    """The numbers of all articles that hold any of these paragraphs."""
    return scalars(connection, select(paragraphs.c.article).where(paragraphs.c.key.in_(WANTED)), keys)


def boilerplate_of(keys: Sequence[int], boilerplate: set[int]) -> frozenset[int]:
    """The indices of an article's boilerplate; none where nothing else would be left."""
    found = frozenset(i for i, key in enumerate(keys) if key in boilerplate)
    return found if len(found) < len(keys) else frozenset()


def provisional(connection: Connection, article: Article, told: set[int]) -> frozenset[int]:
    """The indices of an arriving article's boilerplate, as far as the store can tell today.

    `told` are the paragraphs that were so judged since the last settling; those that are judged now are added.
    """
    keys = keys_of(article)
    settled = told.intersection(keys)
    settled |= repeated_among(connection, set(keys) - settled)
    arriving = Holder(article.key, article.title, article.paragraphs)
    fresh = held_often(connection, set(keys) - settled, STORIES - 1)
    texts = dict(zip(keys, article.paragraphs, strict=True))
    judged = {k for k in fresh if is_boilerplate(texts[k], [*_others(holders(connection, k), article.key), arriving])}
    told |= judged
    return boilerplate_of(keys, settled | judged)


def _others(found: Iterable[tuple[str, Holder]], key: str) -> list[Holder]:
    return [holder for _, holder in found if holder.key != key]
