"""How pages are come by: which lead to another, and which lists of stories were read to their end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, Table, delete, insert, select

from newsieve.store.database import CHUNK
from newsieve.store.schema import lists, redirects


def targets(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """Where those of `keys` that redirect lead to."""
    found: dict[str, str] = {}
    for some in _chunks(keys):
        rows = connection.execute(select(redirects.c.key, redirects.c.target).where(redirects.c.key.in_(some)))
        found.update((row.key, row.target) for row in rows)
    return found


def read_lists(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Those of `keys` whose list was read to its end."""
    return {
        key for some in _chunks(keys) for key in connection.scalars(select(lists.c.key).where(lists.c.key.in_(some)))
    }


def note_redirects(connection: Connection, leading: Mapping[str, str]) -> None:
    """Note that each of these keys leads to another."""
    _replace(connection, redirects, [{"key": key, "target": target} for key, target in leading.items()])


def note_lists(connection: Connection, keys: Iterable[str]) -> None:
    """Note that these pages' lists were read to their end."""
    _replace(connection, lists, [{"key": key} for key in keys])


def forget_lists(connection: Connection, keys: Iterable[str]) -> None:
    """Note that these pages' lists are to be read once more."""
    for some in _chunks(keys):
        connection.execute(delete(lists).where(lists.c.key.in_(some)))


def _replace(connection: Connection, table: Table, rows: list[dict[str, str]]) -> None:
    for some in _chunks(row["key"] for row in rows):
        connection.execute(delete(table).where(table.c.key.in_(some)))
    if rows:
        connection.execute(insert(table), rows)


def _chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(set(keys))
    return (every[i : i + CHUNK] for i in range(0, len(every), CHUNK))
