"""Which stored articles are near-duplicates: signatures and bands propose, exact comparison of the texts decides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

from sqlalchemy import Connection, bindparam, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from newsieve.article import Match, Relation, Signature, Verdict
from newsieve.dedup import Document, Prepared, Suppressed, bands, compare, parameters, prepare, signature
from newsieve.errors import ParametersMismatch
from newsieve.store.changes import Noted, Standing
from newsieve.store.database import CHUNK
from newsieve.store.schema import bands as bands_table
from newsieve.store.schema import matches, meta, signatures, verdicts

REMEMBERED = 2_048  # documents, about 10 kB each
ALONE = {"duplicate_of": None, "relation": None, "similarity": None, "containment": None}
PARAMETERS, SUPPRESSED, MADE_AT = "signature", "suppressed", "suppressed_made_at"


@lru_cache(maxsize=REMEMBERED)
def prepared(document: Document) -> Prepared:
    """`prepare`, remembered for the latest documents: each copy of a story is compared with all the others."""
    return prepare(document)


def signature_of(mine: Prepared, suppressed: Suppressed, ready: Signature | None = None) -> Signature:
    """The signature that an article is indexed by: of its shingles without the suppressed ones.

    `ready` is that of all its shingles, made by the stages: the same one as long as nothing is suppressed.
    """
    return ready if ready and not len(suppressed) else signature(mine, suppressed)


def index(connection: Connection, n: int, signed: Signature) -> None:
    """Store the signature of article `n` and its band keys."""
    old = connection.scalar(select(signatures.c.hashes).where(signatures.c.article == n))
    new = signed.values
    if old == new:
        return
    if old is not None:
        for key in bands(Signature(old)):
            connection.execute(delete(bands_table).where(bands_table.c.key == key, bands_table.c.article == n))
    upsert = insert(signatures).values(article=n, hashes=new)
    connection.execute(upsert.on_conflict_do_update(index_elements=[signatures.c.article], set_={"hashes": new}))
    rows = [{"key": key, "article": n} for key in bands(Signature(new))]
    if rows:
        connection.execute(insert(bands_table).on_conflict_do_nothing(), rows)


def candidates(connection: Connection, n: int) -> set[int]:
    """The articles that share a band with article `n`, itself left out."""
    hashes = connection.scalar(select(signatures.c.hashes).where(signatures.c.article == n))
    keys = bands(Signature(hashes)) if hashes is not None else ()
    found = connection.scalars(select(bands_table.c.article).where(bands_table.c.key.in_(keys)).distinct())
    return set(found) - {n}


def compare_all(
    connection: Connection, n: int, mine: Prepared, others: dict[int, Prepared], suppressed: Suppressed
) -> list[tuple[int, Match]]:
    """Compare article `n` with each of `others` and store the matches in place of its former ones."""
    connection.execute(delete(matches).where(or_(matches.c.article == n, matches.c.other == n)))
    verdicts_ = ((other, compare(mine, prepared, suppressed)) for other, prepared in others.items())
    found = [(other, match) for other, match in verdicts_ if match is not None]
    write_matches(connection, ((n, other, match) for other, match in found))
    return found


def forget_matches(connection: Connection, numbers: set[int]) -> None:
    """Forget the matches between any two of these articles."""
    pairs = connection.execute(select(matches.c.article, matches.c.other)).all()
    rows = [{"a": a, "b": b} for a, b in pairs if a in numbers and b in numbers]
    if rows:
        pair = delete(matches).where(matches.c.article == bindparam("a"), matches.c.other == bindparam("b"))
        connection.execute(pair, rows)


def write_matches(connection: Connection, found: Iterable[tuple[int, int, Match]]) -> None:
    """Store matches: (article, the other one, the verdict on the first)."""
    rows = [_match_row(n, other, match) for n, other, match in found]
    if rows:
        connection.execute(insert(matches).on_conflict_do_nothing(), rows)


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
    wanted, found = sorted(set(numbers)), set[int]()
    for i in range(0, len(wanted), CHUNK):
        part = wanted[i : i + CHUNK]
        found.update(connection.scalars(select(matches.c.other).where(matches.c.article.in_(part))))
        found.update(connection.scalars(select(matches.c.article).where(matches.c.other.in_(part))))
    return found


def matches_among(connection: Connection, ids: dict[int, str]) -> list[tuple[str, Match]]:
    """The stored matches of these articles (number → id), each once."""
    wanted, found = sorted(ids), list[tuple[str, Match]]()
    for i in range(0, len(wanted), CHUNK):
        for row in connection.execute(select(matches).where(matches.c.article.in_(wanted[i : i + CHUNK]))):
            match = Match(ids[row.other], Relation(row.relation), row.similarity, row.containment)
            found.append((ids[row.article], match))
    return found


def clusters_of(connection: Connection, numbers: Iterable[int]) -> set[int]:
    """The members of every cluster that any of these articles is in today."""
    wanted, found = sorted(set(numbers)), set[int]()
    for i in range(0, len(wanted), CHUNK):
        mine = select(verdicts.c.cluster).where(verdicts.c.article.in_(wanted[i : i + CHUNK]))
        found.update(connection.scalars(select(verdicts.c.article).where(verdicts.c.cluster.in_(mine))))
    return found


def leave(connection: Connection, n: int, noted: Noted) -> set[int]:
    """Take article `n` out of its story, whose others get a head of their own; those whom that concerns."""
    concerned = (clusters_of(connection, [n]) | matched_with(connection, [n])) - {n}
    query = select(verdicts).where(verdicts.c.cluster == n, verdicts.c.article != n).order_by(verdicts.c.article)
    others = connection.execute(query).mappings().all()
    for other in others:
        head = others[0]["article"]
        row = ALONE | {"cluster": head} if other["article"] == head else {"cluster": head, "duplicate_of": head}
        connection.execute(update(verdicts).where(verdicts.c.article == other["article"]).values(row))
        noted.judged(other["article"], Standing.of(other), Standing.of({**other, **row}))
    return concerned


def follow(connection: Connection, noted: Noted) -> None:
    """Let articles go along whose canonical article has become a copy: those that joined it after it was read."""
    moved = noted.moved().items()
    heads = {n: after.cluster for n, (before, after) in moved if before and before.cluster == n != after.cluster}
    wanted = sorted(heads)
    for i in range(0, len(wanted), CHUNK):
        query = select(verdicts).where(verdicts.c.cluster.in_(wanted[i : i + CHUNK]))
        for joined in connection.execute(query).mappings().all():
            row = dict.fromkeys(("cluster", "duplicate_of"), heads[joined["cluster"]])
            connection.execute(update(verdicts).where(verdicts.c.article == joined["article"]).values(row))
            noted.judged(joined["article"], Standing.of(joined), Standing.of({**joined, **row}))


def write_verdict(connection: Connection, n: int, verdict: Verdict, number: Mapping[str, int], noted: Noted) -> bool:
    """Store where article `n` stands (`number` tells ids' numbers); whether its cluster is another than before."""
    before = connection.execute(select(verdicts).where(verdicts.c.article == n)).mappings().one_or_none()
    row = {
        "cluster": number[verdict.cluster],
        "duplicate_of": number[verdict.duplicate_of] if verdict.duplicate_of else None,
        "relation": str(verdict.relation) if verdict.relation else None,
        "similarity": verdict.similarity,
        "containment": verdict.containment,
    }
    statement = insert(verdicts).values(article=n, **row)
    connection.execute(statement.on_conflict_do_update(index_elements=[verdicts.c.article], set_=row))
    noted.judged(n, Standing.of(before) if before else None, Standing.of(row))
    return before is None or before["cluster"] != row["cluster"]


def suppressed(connection: Connection) -> tuple[Suppressed, int]:
    """The suppressed shingles, and how many articles the store held when they were told."""
    data = connection.scalar(select(meta.c.value).where(meta.c.key == SUPPRESSED))
    made_at = connection.scalar(select(meta.c.value).where(meta.c.key == MADE_AT))
    return (Suppressed.from_bytes(data) if data is not None else Suppressed(), int(made_at or b"0"))


def write_suppressed(connection: Connection, value: Suppressed, made_at: int) -> None:
    """Store the suppressed shingles."""
    _put(connection, SUPPRESSED, value.to_bytes())
    _put(connection, MADE_AT, str(made_at).encode())


def check_parameters(connection: Connection, store: str) -> bool:
    """Whether the store has its signature parameters; raises ParametersMismatch where they are not this version's."""
    theirs = connection.scalar(select(meta.c.value).where(meta.c.key == PARAMETERS))
    if theirs is not None and theirs != _ours():
        raise ParametersMismatch(
            store, f"was signed with {theirs.decode()}; this version signs with {_ours().decode()}"
        )
    return theirs is not None


def write_parameters(connection: Connection) -> None:
    """Write this version's signature parameters into a new store."""
    _put(connection, PARAMETERS, _ours())


def _ours() -> bytes:
    return json.dumps(parameters(), sort_keys=True).encode()


def _put(connection: Connection, key: str, value: bytes) -> None:
    statement = insert(meta).values(key=key, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=[meta.c.key], set_={"value": value}))


def cluster_of(connection: Connection, n: int) -> int:
    """The number of the canonical article of the story that article `n` belongs to."""
    found = connection.scalar(select(verdicts.c.cluster).where(verdicts.c.article == n))
    return n if found is None else found
