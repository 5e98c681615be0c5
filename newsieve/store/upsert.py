"""Inserts that meet a row already there: each database has its own `insert` for that."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

Pair = tuple[int, int]
# The index tables get some fifty rows for each article: as they are, past SQLAlchemy, which looks at every value.
_ADD_PAIRS = {
    "sqlite": "INSERT INTO {table} (key, article) VALUES (?, ?) ON CONFLICT DO NOTHING",
    "postgresql": "INSERT INTO {table} (key, article) SELECT * FROM unnest(%s::bigint[], %s::integer[])"
    " ON CONFLICT DO NOTHING",
}


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert whole rows, each in place of the one with its primary key."""
    if rows:
        connection.execute(_put(connection.dialect.name, table), rows if len(rows) > 1 else rows[0])


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, without those that are there already."""
    if rows:
        connection.execute(_add(connection.dialect.name, table), rows)


def raise_to(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert whole rows; of one that is there already, each value that is greater than before is written."""
    if rows:
        connection.execute(_raise_to(connection.dialect.name, table), rows)


def add_pairs(connection: Connection, table: Table, pairs: Collection[Pair]) -> None:
    """Insert pairs into a table of keys and articles, without those that are there already."""
    if not pairs:
        return
    statement = _ADD_PAIRS[connection.dialect.name].format(table=table.name)
    if connection.dialect.name == "postgresql":
        keys, articles = zip(*sorted(pairs), strict=True)
        connection.exec_driver_sql(statement, (list(keys), list(articles)))
    else:
        connection.exec_driver_sql(statement, sorted(pairs))


# A statement is built once: SQLAlchemy knows it again, and need not compile it.
@cache
def _put(database: str, table: Table) -> Insert:
    statement = _insert(database, table)
    values = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=values)


@cache
def _add(database: str, table: Table) -> Insert:
    return _insert(database, table).on_conflict_do_nothing()


@cache
def _raise_to(database: str, table: Table) -> Insert:
    statement = _insert(database, table)
    columns = [(column, statement.excluded[column.name]) for column in table.c if not column.primary_key]
    values = {column.name: case((new > column, new), else_=column) for column, new in columns}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=values)


def _insert(database: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if database == "postgresql" else sqlite.insert(table)
