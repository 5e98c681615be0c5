"""Bringing a store's schema up to date: forward only, with a copy kept of the store as it was.

A SQLite store is migrated by whatever opens it. One in PostgreSQL is shared, and its copies are its keeper's affair:
it is migrated when that is asked for, and refused until then.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from newsieve.errors import StoreError
from newsieve.store.kind import WRITE, Kind

MIGRATIONS = Path(__file__).parent / "migrations"
OURS = {"signatures", "bands"}  # tables that every store has had from the first schema on

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Migrated:
    """From which revision to which (the same: nothing was to be done; None: an empty database), and the copy kept."""

    before: str | None
    after: str
    copy: str | None = None


def bring_up_to_date(engine: Engine, kind: Kind, store: str, *, create: bool, asked: bool = False) -> Migrated:
    """Migrate the store to the schema of this version; `asked` says that somebody has asked for just that.

    Raises StoreError for a store from a newer version, a database of something else, an empty one without `create`, and
    one that is not migrated unasked.
    """
    scripts = ScriptDirectory.from_config(_config())
    head = scripts.get_current_head() or ""
    with engine.connect() as connection:
        if _revision(connection, kind, store) == head:
            return Migrated(head, head)
    connecting = engine.connect().execution_options(**{WRITE: True})
    with connecting as connection, kind.unlinked(connection), connection.begin():
        current = _revision(connection, kind, store)  # again: another process may have been faster
        if current == head:
            return Migrated(head, head)
        if current is None and not create:
            raise StoreError(store, "no such store: the database is empty")
        if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
            raise StoreError(
                store, "was written by a newer newsieve, or by one before the first release: open it with that"
            )
        copy = kind.keep_copy(connection, f"before-{head}") if current is not None else None
        if current is not None and copy is None and not asked:
            raise StoreError(
                store,
                f"has the schema {current}, this newsieve needs {head}: make a copy (pg_dump), then bring it up to "
                "date with newsieve store migrate",
            )
        command.upgrade(_config(connection), "head")
        kind.finish_schema(connection, store)
    if copy:
        logger.warning("%s: brought from schema %s to %s; as it was before it stays in %s", store, current, head, copy)
    return Migrated(current, head, copy)


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _revision(connection: Connection, kind: Kind, store: str) -> str | None:
    """The schema's revision, None for an empty database. Raises StoreError for a database of something else."""
    tables = kind.tables(connection)
    if not tables:
        return None
    if not tables >= OURS:
        raise StoreError(store, "is a database, but not a newsieve store")
    return MigrationContext.configure(connection).get_current_revision()
