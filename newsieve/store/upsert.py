"""Inserts that meet a row already there: each database has its own `insert` for that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert whole rows, each in place of the one with its primary key."""
    if not rows:
        return
    statement = _insert(connection, table)
    values = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
    upsert = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=values)
    connection.execute(upsert, rows if len(rows) > 1 else rows[0])


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, without those that are there already."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
