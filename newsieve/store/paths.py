"""How pages are come by: which lead to another, and which lists of stories were read to their end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Table, delete, insert, select

from newsieve.store.chunks import WANTED, parts, rows, scalars
from newsieve.store.schema import lists, redirects

_TARGETS = select(redirects.c.key, redirects.c.target).where(redirects.c.key.in_(WANTED))
_READ = select(lists.c.key).where(lists.c.key.in_(WANTED))


def targets(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """Where those of `keys` that redirect lead to."""
    return {row.key: row.target for row in rows(connection, _TARGETS, keys)}


def read_lists(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Those of `keys` whose list was read to its end."""
    return scalars(connection, _READ, keys)


def note_redirects(connection: Connection, leading: Mapping[str, str]) -> None:
    """Note that each of these keys leads to another."""
    _replace(connection, redirects, [{"key": key, "target": target} for key, target in leading.items()])


def note_lists(connection: Connection, keys: Iterable[str]) -> None:
    """Note that these pages' lists were read to their end."""
    _replace(connection, lists, [{"key": key} for key in keys])


def forget_lists(connection: Connection, keys: Iterable[str]) -> None:
    """Note that these pages' lists are to be read once more."""
    for some in parts(keys):
        connection.execute(delete(lists).where(lists.c.key.in_(some)))


def _replace(connection: Connection, table: Table, told: list[dict[str, str]]) -> None:
    for some in parts(row["key"] for row in told):
        connection.execute(delete(table).where(table.c.key.in_(some)))
    if told:
        connection.execute(insert(table), told)
