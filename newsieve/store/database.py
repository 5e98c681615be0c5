"""Opening a store: URL to engine, migrations, write transactions, errors in one line."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from newsieve.errors import StoreError
from newsieve.store import postgres, sqlite
from newsieve.store.kind import CRAWLER, WRITE, Kind
from newsieve.store.migrate import Migrated, bring_up_to_date
from newsieve.store.naming import database_url, shown

CHUNK = 500  # values in one statement, below every database's limit on parameters
# An export that is broken off leaves an open answer, of which SQLAlchemy complains to standard error.
logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)

KINDS: dict[str, Kind] = {"sqlite": sqlite, "postgresql": postgres}


def open_engine(store: str, *, create: bool) -> Engine:
    """An engine on the migrated store. Raises StoreError where it cannot be opened or, without `create`, is absent."""
    url, name = database_url(store), shown(store)
    engine = KINDS[url.get_backend_name()].engine_of(url, name, create=create)
    try:
        with translated(engine, name):
            bring_up_to_date(engine, KINDS[engine.dialect.name], name, create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine


def migrate(store: str) -> Migrated:
    """Bring a store up to date, as is asked for. Raises as `open_engine` does."""
    url, name = database_url(store), shown(store)
    kind = KINDS[url.get_backend_name()]
    engine = kind.engine_of(url, name, create=False)
    try:
        with translated(engine, name):
            return bring_up_to_date(engine, kind, name, create=False, asked=True)
    finally:
        engine.dispose()


def shrink(engine: Engine, store: str, *, alone: bool) -> None:
    """Give back the room of what was deleted; `alone` tells that nobody crawls. Raises StoreError where it cannot."""
    KINDS[engine.dialect.name].shrink(engine, store, alone=alone)


def size(engine: Engine) -> int:
    """How much room the store takes, in bytes."""
    return KINDS[engine.dialect.name].size(engine)


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
    except sqlite3.Error as error:  # asked past SQLAlchemy
        raise StoreError(store, sqlite.said(str(error))) from error
    except DBAPIError as error:
        raise StoreError(store, KINDS[engine.dialect.name].plain(error)) from error
    except SQLAlchemyError as error:
        raise StoreError(store, str(error).splitlines()[0]) from error
