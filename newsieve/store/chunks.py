"""Questions about many values, a chunk of them in each statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam

from newsieve.store.database import CHUNK

# What a query asks about, as in `column.in_(WANTED)`. Such a query is built once: SQLAlchemy knows it again.
WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)

Ts = TypeVarTuple("Ts")
Value = TypeVar("Value", int, str)


def parts(values: Iterable[Value]) -> Iterator[list[Value]]:
    """These values, each once and in order, as many at a time as fit into one statement."""
    every = sorted(set(values))
    return (every[i : i + CHUNK] for i in range(0, len(every), CHUNK))


def rows(connection: Connection, query: Select[*Ts], wanted: Iterable[Value]) -> Iterator[Row[*Ts]]:
    """The rows of a query about these values, each value asked about once."""
    for part in parts(wanted):
        yield from connection.execute(query, {"wanted": part}).all()


def scalars(connection: Connection, query: Select[Any], wanted: Iterable[Value]) -> set[Any]:
    """What a query of one column tells about these values."""
    return {row[0] for row in rows(connection, query, wanted)}
