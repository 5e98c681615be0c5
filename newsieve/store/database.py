"""Opening a store: URL to engine, pragmas, migrations, errors in one line."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from newsieve.errors import StoreError, UsageError

BUSY_SECONDS = 30
MEMORY = ":memory:"
CHUNK = 500  # values in one statement, below every database's limit on parameters
MIGRATIONS = Path(__file__).parent / "migrations"
WRITE = "newsieve_write"


def database_url(store: str) -> URL:
    """The database that `store` names: a bare path or `sqlite:///path`. Raises UsageError."""
    if store == MEMORY:
        raise UsageError(f"{store}: names no file; expected a path or sqlite:///path.db")
    if "://" not in store:
        return URL.create("sqlite", database=str(Path(store).expanduser()))
    try:
        url = make_url(store)
    except ArgumentError:
        raise UsageError(f"{store}: no store; expected a path or sqlite:///path.db") from None
    if url.get_backend_name() != "sqlite":
        raise UsageError(f"{url.render_as_string()}: no store of this version; expected a path or sqlite:///path.db")
    if url.drivername != "sqlite":
        raise UsageError(f"{url.drivername}: no driver of a store; expected sqlite:///path.db")
    if not url.database or url.database == MEMORY:
        raise UsageError(f"{store}: names no file; expected sqlite:///path.db")
    return url


def open_engine(store: str, *, create: bool) -> Engine:
    """An engine on the migrated store. Raises StoreError where it cannot be opened or, without `create`, is absent."""
    url = database_url(store)
    path = Path(url.database or "")
    try:
        _check_place(store, path, create=create)
    except OSError as error:
        raise StoreError(store, f"cannot be opened: {(error.strerror or str(error)).lower()}") from None
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    with translated(store):
        _migrate(engine)
    return engine


def _check_place(store: str, path: Path, *, create: bool) -> None:
    if not create and not path.exists():
        raise StoreError(store, "no such store")
    if path.is_dir():
        raise StoreError(store, "is a folder; expected a store's file")
    if not path.parent.is_dir():
        raise StoreError(store, f"the folder {path.parent} does not exist")


def _set_pragmas(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # BEGIN is ours to say
    for pragma in (
        f"busy_timeout={1000 * BUSY_SECONDS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-16384",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get(WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A write transaction: it waits its turn at the start, never in the middle."""
    with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A read transaction: every question is answered from the state that the first one found."""
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**level) as connection, connection.begin():
        yield connection


@contextmanager
def settling(engine: Engine) -> Iterator[None]:
    """One process settles at a time; the others wait. The lock is an empty file beside the store's."""
    with Path(f"{engine.url.database}-settling").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def translated(store: str) -> Iterator[None]:
    """Turn the database's complaints into one line that names the store."""
    try:
        yield
    except OSError as error:
        raise StoreError(store, (error.strerror or str(error)).lower()) from error
    except DatabaseError as error:
        raise StoreError(store, _plain(str(error.orig))) from error
    except SQLAlchemyError as error:
        raise StoreError(store, str(error).splitlines()[0]) from error


def _plain(message: str) -> str:
    known = {
        "file is not a database": "is not a newsieve store",
        "unable to open database file": "cannot be opened: is the folder writable?",
        "attempt to write a readonly database": "is read-only",
        "database is locked": f"is locked by another process for more than {BUSY_SECONDS} s",
        "database or disk is full": "the disk is full; what was stored before is kept",
    }
    return known.get(message, message)


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _migrate(engine: Engine) -> None:
    """Bring the schema up to date; a store from a newer version is refused, as is a file of something else."""
    scripts = ScriptDirectory.from_config(_config())
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        foreign = current is None and connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    if foreign:
        raise StoreError(str(engine.url.database), "is a database, but not a newsieve store")
    if current == scripts.get_current_head():
        return
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreError(str(engine.url.database), "was written by a newer newsieve; update newsieve to open it")
    with writing(engine) as connection:
        command.upgrade(_config(connection), "head")
