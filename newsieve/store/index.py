"""Signatures and their band keys: which stored articles may be copies of which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, select

from newsieve.article import Signature
from newsieve.dedup import bands_of
from newsieve.store.chunks import WANTED, parts, rows
from newsieve.store.schema import bands, signatures
from newsieve.store.upsert import Pair, add_pairs, put

_SIGNED = select(signatures.c.article, signatures.c.hashes).where(signatures.c.article.in_(WANTED))
_HOLDERS = select(bands.c.key, bands.c.article).where(bands.c.key.in_(WANTED))
_DELETE = delete(bands).where(bands.c.key == bindparam("gone_key"), bands.c.article == bindparam("gone_article"))


def add(connection: Connection, signed: Mapping[int, Signature]) -> None:
    """Store the signatures and band keys of articles, by number, that have none yet."""
    add_pairs(connection, bands, _pairs(signed))
    put(connection, signatures, [{"article": n, "hashes": signature.values} for n, signature in signed.items()])


def exchange(connection: Connection, signed: Mapping[int, Signature]) -> None:
    """Store the signatures and band keys of articles, by number, in place of what they have."""
    stored = signatures_of(connection, signed)
    now = {n: signature for n, signature in signed.items() if stored.get(n) != signature}
    kept = _pairs(now)
    gone = _pairs({n: stored[n] for n in now if n in stored}) - kept
    if gone:
        connection.execute(_DELETE, [{"gone_key": key, "gone_article": n} for key, n in sorted(gone)])
    add(connection, now)


def forget(connection: Connection, numbers: Iterable[int]) -> None:
    """Forget the signatures and band keys of articles."""
    stored = signatures_of(connection, numbers)
    if gone := sorted(_pairs(stored)):
        connection.execute(_DELETE, [{"gone_key": key, "gone_article": n} for key, n in gone])
    for part in parts(stored):
        connection.execute(delete(signatures).where(signatures.c.article.in_(part)))


def candidates(connection: Connection, numbers: Iterable[int]) -> dict[int, set[int]]:
    """For each of these articles those that share a band with it, itself left out."""
    wanted = sorted(set(numbers))
    return meeting(connection, signatures_of(connection, wanted))


def meeting(connection: Connection, signed: Mapping[int, Signature]) -> dict[int, set[int]]:
    """`candidates` of articles whose stored signatures these are."""
    asking, found = defaultdict[int, list[int]](list), {n: set[int]() for n in signed}
    for key, n in _pairs(signed):
        asking[key].append(n)
    for key, holder in rows(connection, _HOLDERS, asking):
        for n in asking[key]:
            found[n].add(holder)
    return {n: holders - {n} for n, holders in found.items()}


def signatures_of(connection: Connection, numbers: Iterable[int]) -> dict[int, Signature]:
    """The stored signatures of these articles, by number."""
    return {row.article: Signature(row.hashes) for row in rows(connection, _SIGNED, numbers)}


def _pairs(signed: Mapping[int, Signature]) -> set[Pair]:
    keys = bands_of(list(signed.values()))
    return {(key, n) for n, mine in zip(signed, keys, strict=True) for key in mine}
