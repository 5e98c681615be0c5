"""Opening a store: URL to engine, migrations, write transactions, errors in one line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from newsieve.errors import StoreError
from newsieve.store import postgres, sqlite
from newsieve.store.kind import CRAWLER, WRITE, Kind
from newsieve.store.naming import database_url, shown

CHUNK = 500  # values in one statement, below every database's limit on parameters
MIGRATIONS = Path(__file__).parent / "migrations"
OURS = {"signatures", "bands"}  # tables that every store has had from the first schema on
# An export that is broken off leaves an open answer, of which SQLAlchemy complains to standard error.
logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)

KINDS: dict[str, Kind] = {"sqlite": sqlite, "postgresql": postgres}


def open_engine(store: str, *, create: bool) -> Engine:
    """An engine on the migrated store. Raises StoreError where it cannot be opened or, without `create`, is absent."""
    url, name = database_url(store), shown(store)
    engine = KINDS[url.get_backend_name()].engine_of(url, name, create=create)
    try:
        with translated(engine, name):
            _migrate(engine, name, create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A write transaction: it waits its turn at the start, never in the middle."""
    with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A read transaction: whatever is asked is answered from the state that the first question found."""
    with KINDS[engine.dialect.name].at_one_moment(engine.connect()) as connection, connection.begin():
        yield connection


def settling_alone(engine: Engine) -> AbstractContextManager[None]:
    """One settling at a time, whatever the number of processes; others may write meanwhile."""
    return KINDS[engine.dialect.name].settling_alone(engine)


def telling_alone(engine: Engine) -> AbstractContextManager[None]:
    """One process at a time tells the world what happened in this store."""
    return KINDS[engine.dialect.name].telling_alone(engine)


def presence(engine: Engine, number: int, who: str = CRAWLER) -> AbstractContextManager[None]:
    """Let others see that a crawler, or a run, is there, until its process has gone by whatever way."""
    return KINDS[engine.dialect.name].presence(engine, number, who)


def is_present(connection: Connection, number: int, who: str = CRAWLER) -> bool:
    """Whether a crawler, or a run, is there."""
    return KINDS[connection.dialect.name].is_present(connection, number, who)


@contextmanager
def translated(engine: Engine, store: str) -> Iterator[None]:
    """Turn the database's complaints into one line that names the store."""
    try:
        yield
    except OSError as error:
        raise StoreError(store, (error.strerror or str(error)).lower()) from error
    except DBAPIError as error:
        raise StoreError(store, KINDS[engine.dialect.name].plain(error)) from error
    except SQLAlchemyError as error:
        raise StoreError(store, str(error).splitlines()[0]) from error


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _migrate(engine: Engine, store: str, *, create: bool) -> None:
    """Bring the schema up to date; a store from a newer version is refused, as is a database of something else."""
    scripts = ScriptDirectory.from_config(_config())
    with engine.connect() as connection:
        if _revision(connection, store) == scripts.get_current_head():
            return
    with writing(engine) as connection:
        current = _revision(connection, store)  # again: another process may have been faster
        if current is None and not create:
            raise StoreError(store, "no such store: the database is empty")
        if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
            raise StoreError(
                store, "was written by a newer newsieve, or by one before the first release: open it with that"
            )
        command.upgrade(_config(connection), "head")
        KINDS[engine.dialect.name].finish_schema(connection, store)


def _revision(connection: Connection, store: str) -> str | None:
    """The schema's revision, None for an empty database. Raises StoreError for a database of something else."""
    tables = KINDS[connection.dialect.name].tables(connection)
    if not tables:
        return None
    if not tables >= OURS:
        raise StoreError(store, "is a database, but not a newsieve store")
    return MigrationContext.configure(connection).get_current_revision()
