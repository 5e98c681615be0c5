"""Which stored articles are near-duplicates: signatures and bands propose, exact comparison of the texts decides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, bindparam, delete, or_, select

from newsieve.article import Match, Relation, Verdict
from newsieve.dedup import Document, Prepared, Suppressed, parameters, prepare
from newsieve.errors import ParametersMismatch
from newsieve.store import chunks
from newsieve.store.changes import Noted, Standing
from newsieve.store.chunks import WANTED
from newsieve.store.database import CHUNK, reading, writing
from newsieve.store.schema import matches, meta, verdicts
from newsieve.store.upsert import add, put

REMEMBERED = 2_048  # documents, about 10 kB each
ALONE = {"duplicate_of": None, "relation": None, "similarity": None, "containment": None}
PARAMETERS, SUPPRESSED, MADE_AT = "signature", "suppressed", "suppressed_made_at"


@lru_cache(maxsize=REMEMBERED)
def prepared(document: Document) -> Prepared:
    """`prepare`, remembered for the latest documents: each copy of a story is compared with all the others."""
    return prepare(document)


def add_matches(connection: Connection, found: Mapping[int, Sequence[tuple[int, Match]]]) -> None:
    """Store the matches of these articles, by number."""
    write_matches(connection, ((n, other, match) for n, mine in found.items() for other, match in mine))


def exchange_matches(connection: Connection, found: Mapping[int, Sequence[tuple[int, Match]]]) -> None:
    """Store the matches of these articles, by number, in place of all those that they are in."""
    wanted = sorted(found)
    for i in range(0, len(wanted), CHUNK):
        part = wanted[i : i + CHUNK]
        connection.execute(delete(matches).where(or_(matches.c.article.in_(part), matches.c.other.in_(part))))
    add_matches(connection, found)


def forget_matches(connection: Connection, numbers: set[int]) -> None:
    """Forget the matches between any two of these articles."""
    pairs = connection.execute(select(matches.c.article, matches.c.other)).all()
    rows = [{"a": a, "b": b} for a, b in pairs if a in numbers and b in numbers]
    if rows:
        pair = delete(matches).where(matches.c.article == bindparam("a"), matches.c.other == bindparam("b"))
        connection.execute(pair, rows)


def write_matches(connection: Connection, found: Iterable[tuple[int, int, Match]]) -> None:
    """Store matches: (article, the other one, the verdict on the first)."""
    add(connection, matches, [_match_row(n, other, match) for n, other, match in found])


def _match_row(n: int, other: int, match: Match) -> dict[str, object]:
    return {
        "article": n,
        "other": other,
        "relation": str(match.relation),
        "similarity": match.similarity,
        "containment": match.containment,
    }


def matched_with(connection: Connection, numbers: Iterable[int]) -> set[int]:
    """The articles that match any of these, in either direction."""
    wanted = set(numbers)
    return chunks.scalars(connection, _OTHERS, wanted) | chunks.scalars(connection, _ARTICLES, wanted)


def matches_among(connection: Connection, ids: Mapping[int, str]) -> list[tuple[str, Match]]:
    """The stored matches of these articles (number → id), each once."""
    return [
        (ids[row.article], Match(ids[row.other], Relation(row.relation), row.similarity, row.containment))
        for row in chunks.rows(connection, _MATCHES, ids)
    ]


def clusters_of(connection: Connection, numbers: Iterable[int]) -> set[int]:
    """The members of every cluster that any of these articles is in today."""
    return chunks.scalars(connection, _MEMBERS, numbers)


def leave(connection: Connection, n: int, noted: Noted) -> set[int]:
    """Take article `n` out of its story, whose others get a head of their own; those whom that concerns."""
    concerned = (clusters_of(connection, [n]) | matched_with(connection, [n])) - {n}
    query = select(verdicts).where(verdicts.c.cluster == n, verdicts.c.article != n).order_by(verdicts.c.article)
    others = {row["article"]: row for row in connection.execute(query).mappings()}
    if others:
        head = next(iter(others))
        copied = [{**row, "cluster": head, "duplicate_of": head} for row in others.values()]
        _put_verdicts(connection, [copied[0] | ALONE, *copied[1:]], others, noted)
    return concerned


def follow(connection: Connection, noted: Noted) -> None:
    """Let articles go along whose canonical article has become a copy: those that joined it after it was read."""
    moved = noted.moved().items()
    heads = {n: after.cluster for n, (before, after) in moved if before and before.cluster == n != after.cluster}
    wanted = sorted(heads)
    for i in range(0, len(wanted), CHUNK):
        query = select(verdicts).where(verdicts.c.cluster.in_(wanted[i : i + CHUNK]))
        joined = {row["article"]: row for row in connection.execute(query).mappings()}
        heads_now = ((row, heads[row["cluster"]]) for row in joined.values())
        rows = [{**row, "cluster": head, "duplicate_of": head} for row, head in heads_now]
        _put_verdicts(connection, rows, joined, noted)


def write_verdicts(
    connection: Connection, told: Mapping[str, Verdict], number: Mapping[str, int], noted: Noted, *, new: bool = False
) -> set[int]:
    """Store where articles stand, by id (`number` tells ids' numbers); those whose cluster is another than before.

    `new` says that none of them has a verdict so far.
    """
    now, changed = [_verdict_row(number[key], verdict, number) for key, verdict in told.items()], set[int]()
    for i in range(0, len(now), CHUNK):
        part = {row["article"]: row for row in now[i : i + CHUNK]}
        before = {} if new else {row.article: row._mapping for row in chunks.rows(connection, _VERDICTS, part)}
        other = {n: row for n, row in part.items() if n not in before or dict(before[n]) != row}
        _put_verdicts(connection, list(other.values()), before, noted)
        changed.update(n for n, row in other.items() if n not in before or before[n]["cluster"] != row["cluster"])
    return changed


def _put_verdicts(
    connection: Connection, rows: Sequence[Mapping[str, Any]], before: Mapping[int, RowMapping], noted: Noted
) -> None:
    """Store these rows of verdicts in place of those before."""
    put(connection, verdicts, rows)
    for row in rows:
        former = before.get(row["article"])
        noted.judged(row["article"], Standing.of(former) if former else None, Standing.of(row))


def _verdict_row(n: int, verdict: Verdict, number: Mapping[str, int]) -> dict[str, Any]:
    return {
        "article": n,
        "cluster": number[verdict.cluster],
        "duplicate_of": number[verdict.duplicate_of] if verdict.duplicate_of else None,
        "relation": str(verdict.relation) if verdict.relation else None,
        "similarity": verdict.similarity,
        "containment": verdict.containment,
    }


def suppressed(connection: Connection) -> tuple[Suppressed, int]:
    """The suppressed shingles, and how many articles the store held when they were told."""
    found = {row.key: row.value for row in chunks.rows(connection, _META, (SUPPRESSED, MADE_AT))}
    data, made_at = found.get(SUPPRESSED), found.get(MADE_AT)
    return (Suppressed.from_bytes(data) if data is not None else Suppressed(), int(made_at or b"0"))


def write_suppressed(connection: Connection, value: Suppressed, made_at: int) -> None:
    """Store the suppressed shingles."""
    _put(connection, SUPPRESSED, value.to_bytes())
    _put(connection, MADE_AT, str(made_at).encode())


def check_parameters(engine: Engine, store: str) -> None:
    """Write this version's signature parameters into a new store; refuse a store that was signed with others."""
    ours = json.dumps(parameters(), sort_keys=True)
    with reading(engine) as connection:
        theirs = _parameters(connection)
    if theirs is None:
        with writing(engine) as connection:
            theirs = _parameters(connection)  # again: another process may have been faster
            if theirs is None:
                _put(connection, PARAMETERS, ours.encode())
    if theirs not in (None, ours.encode()):
        raise ParametersMismatch(store, f"was signed with {theirs.decode()}; this version signs with {ours}")


def _parameters(connection: Connection) -> bytes | None:
    return connection.scalar(select(meta.c.value).where(meta.c.key == PARAMETERS))


def _put(connection: Connection, key: str, value: bytes) -> None:
    put(connection, meta, [{"key": key, "value": value}])


def clusters_with(connection: Connection, numbers: Iterable[int]) -> dict[int, int]:
    """The number of the canonical article of the story that each of these articles belongs to, by number."""
    wanted = set(numbers)
    return {n: n for n in wanted} | {row.article: row.cluster for row in chunks.rows(connection, _CLUSTERS, wanted)}


_META = select(meta).where(meta.c.key.in_(WANTED))
_CLUSTERS = select(verdicts.c.article, verdicts.c.cluster).where(verdicts.c.article.in_(WANTED))
_VERDICTS = select(verdicts).where(verdicts.c.article.in_(WANTED))
_MATCHES = select(matches).where(matches.c.article.in_(WANTED))
PAIRS = select(matches.c.article, matches.c.other).where(matches.c.article.in_(WANTED))
_OTHERS = select(matches.c.other).where(matches.c.article.in_(WANTED))
_ARTICLES = select(matches.c.article).where(matches.c.other.in_(WANTED))
_MEMBERS = select(verdicts.c.article).where(
    verdicts.c.cluster.in_(select(verdicts.c.cluster).where(verdicts.c.article.in_(WANTED)))
)
