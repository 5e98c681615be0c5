"""The database itself, as SQLite examines it; other databases look after that themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from newsieve.store.check.finding import Finding

MOST = 20  # messages
# What is wrong with an index alone: it can be made anew from its table.
OF_AN_INDEX = re.compile(r"row \d+ missing from index|wrong # of entries in index|non-unique entry in index")


def damage(engine: Engine) -> Iterator[Finding]:
    """What SQLite finds wrong in its file."""
    if engine.dialect.name != "sqlite":
        return
    for line in _messages(engine):
        if line != "ok" and not line.startswith("***"):
            cure = (lambda mending: mending.exec_driver_sql("REINDEX")) if OF_AN_INDEX.match(line) else None
            yield Finding("file", line.strip(), cure)


def _messages(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        try:
            found = connection.exec_driver_sql(f"PRAGMA integrity_check({MOST})").scalars().all()
        except DatabaseError as error:  # damaged so badly that the examination ends
            found = [error.orig]
        return [line for message in found for line in str(message).splitlines()]
