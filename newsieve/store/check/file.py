"""The database itself, as SQLite examines it; other databases look after that themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from newsieve.store.check.finding import Finding

MOST = 20  # messages
# What is wrong with an index alone: it can be made anew from its table.
OF_AN_INDEX = re.compile(r"row \d+ missing from index|wrong # of entries in index|non-unique entry in index")


def damage(connection: Connection) -> Iterator[Finding]:
    """What SQLite finds wrong in its file."""
    if connection.dialect.name != "sqlite":
        return
    try:
        messages = [str(message) for (message,) in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST})").all()]
    except DatabaseError as error:  # damaged so badly that the examination ends
        messages = [str(error.orig)]
    for line in (line for message in messages for line in message.splitlines()):
        if line != "ok" and not line.startswith("***"):
            cure = (lambda mending: mending.exec_driver_sql("REINDEX")) if OF_AN_INDEX.match(line) else None
            yield Finding("file", line.strip(), cure)
