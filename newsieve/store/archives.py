"""Which archives were read, by which rules, and how far."""

from __future__ import annotations

from sqlalchemy import Connection, select

from newsieve.store.schema import archives
from newsieve.store.upsert import put


def read(connection: Connection, name: str, rules: str) -> tuple[int, bool]:
    """Up to which place an archive was read by these rules, and whether to its end."""
    query = select(archives.c.place, archives.c.whole).where(archives.c.name == name, archives.c.rules == rules)
    row = connection.execute(query).one_or_none()
    return (row.place, row.whole) if row else (0, False)


def note(connection: Connection, name: str, rules: str, place: int, *, whole: bool) -> None:
    """Note that an archive was read up to this place; by which rules it was read before does not matter any more."""
    put(connection, archives, [{"name": name, "rules": rules, "place": place, "whole": whole}])
