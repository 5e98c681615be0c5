"""Is the store whole, and can it be written?"""

from __future__ import annotations

from dataclasses import dataclass

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, delete, insert

from newsieve.store.schema import meta

TRIAL = "trial"  # the key of a row that is never committed


@dataclass(frozen=True, slots=True)
class Health:
    """What an examination found: the schema's revision, and what is damaged (None: nothing)."""

    revision: str
    damage: str | None


def revision(connection: Connection) -> str:
    """The revision of the store's schema."""
    return MigrationContext.configure(connection).get_current_revision() or "none"


def damage(connection: Connection) -> str | None:
    """The first damage that SQLite's quick check finds; other databases look after that themselves."""
    if connection.dialect.name != "sqlite":
        return None
    found = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
    return None if found == "ok" else found.strip().splitlines()[-1]


def try_to_write(connection: Connection) -> None:
    """Write a row and take it back; the database raises where it does not let us."""
    connection.execute(insert(meta).values(key=TRIAL, value=b""))
    connection.execute(delete(meta).where(meta.c.key == TRIAL))
