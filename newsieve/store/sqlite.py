"""SQLite: one file, a write-ahead log, one writer at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from newsieve.errors import StoreError
from newsieve.store.filing import copy_file
from newsieve.store.kind import CRAWLER, WRITE

BUSY_SECONDS = 30
INCREMENTAL = 2  # SQLite's number for gaps that are given back when that is asked for
GAPS = 500  # pages given back in one transaction
KEPT = "; what was stored before is kept"
FULL = f"the disk is full{KEPT}"


def engine_of(url: URL, store: str, *, create: bool) -> Engine:
    """An engine on the file. Raises StoreError where there can be no such file or, without `create`, is none."""
    path = Path(url.database or "")
    try:
        _check_place(store, path, create=create)
    except OSError as error:
        raise StoreError(store, f"cannot be opened: {(error.strerror or str(error)).lower()}") from None
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
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
    connection.execute(f"PRAGMA busy_timeout={1000 * BUSY_SECONDS}")
    _write_ahead(connection)
    # An article's band keys lie on forty pages: the fewer times the log is written back, the fewer times each of them.
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "cache_size=-16384", "wal_autocheckpoint=4000"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Ask for a write-ahead log: of two processes that make a store at once SQLite refuses one, and does not wait."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if not _asked(connection, "page_count"):  # later it would take more than saying so
                connection.execute(f"PRAGMA auto_vacuum={INCREMENTAL}")
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get(WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def at_one_moment(connection: Connection) -> Connection:
    """The connection as it is: SQLite reads from one moment anyway."""
    return connection


@contextmanager
def settling_alone(engine: Engine) -> Iterator[None]:
    """Wait until no other process settles this store, by whatever path it names it."""
    with _alone(engine, "settling"):
        yield


@contextmanager
def telling_alone(engine: Engine) -> Iterator[None]:
    """Wait until no other process tells what happened in this store."""
    with _alone(engine, "telling"):
        yield


@contextmanager
def _alone(engine: Engine, what: str) -> Iterator[None]:
    """Wait for a lock, and hold it.

    The lock is on an empty file beside the store's: closing the store's a second time would take SQLite's own locks
    from it. Whoever may write the store may lock it, as with the files that SQLite puts there.
    """
    lock = _lock_file(engine, what)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _beside(engine: Engine, what: str) -> Path:
    """A file beside the store's, whatever path names that."""
    return Path(f"{Path(engine.url.database or '').resolve()}-{what}")


def _lock_file(engine: Engine, what: str) -> int:
    """An empty file beside the store's, opened to be locked."""
    lock = os.open(_beside(engine, what), os.O_RDWR | os.O_CREAT, 0o666)
    with suppress(PermissionError):  # another user made it
        os.fchmod(lock, Path(engine.url.database or "").stat().st_mode & 0o666)
    return lock


@contextmanager
def presence(engine: Engine, number: int, who: str = CRAWLER) -> Iterator[None]:
    """A locked file beside the store's; who is killed leaves the file, and no lock on it."""
    what = f"{who}-{number}"
    lock = _lock_file(engine, what)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        _beside(engine, what).unlink(missing_ok=True)
        os.close(lock)


def is_present(connection: Connection, number: int, who: str = CRAWLER) -> bool:
    """Whether its file is there and locked; one that is not locked is removed."""
    path = _beside(connection.engine, f"{who}-{number}")
    try:
        lock = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    except PermissionError:  # another user's, who alone can tell
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        with suppress(PermissionError):  # it says nothing any more, wherever it lies
            path.unlink(missing_ok=True)
        return False
    finally:
        os.close(lock)


def tables(connection: Connection) -> set[str]:
    """The tables that the file holds."""
    return set(inspect(connection).get_table_names())


def finish_schema(connection: Connection, store: str) -> None:
    """Nothing is left to do: SQLite orders texts by their bytes."""


@contextmanager
def unlinked(connection: Connection) -> Iterator[None]:
    """Foreign keys are not looked at meanwhile: where a migration makes a table anew, nothing goes with the old one.

    To be entered before the transaction, in which they cannot be switched.
    """
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def keep_copy(connection: Connection, what: str) -> str | None:
    """A copy of the file, whole, under its name and `what`; the store's writers wait meanwhile."""
    path = Path(connection.engine.url.database or "")
    copy_file(path, copy := path.with_name(f"{path.name}.{what}"))
    return str(copy)


def shrink(engine: Engine, store: str, *, alone: bool) -> None:
    """Give the gaps back, a few at a time, so that nobody waits long for it.

    A store that was made before this was possible is written anew, once: twice its size of disk is needed for that, and
    whoever writes waits meanwhile, so nobody should.
    """
    with open_raw(engine) as raw:
        if _asked(raw, "auto_vacuum") != INCREMENTAL:
            _write_anew(raw, store, Path(engine.url.database or ""), alone=alone)
        while _asked(raw, "freelist_count"):
            raw.execute(f"PRAGMA incremental_vacuum({GAPS})").fetchall()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _write_anew(raw: sqlite3.Connection, store: str, path: Path, *, alone: bool) -> None:
    if not alone:
        raise StoreError(
            store, "its room is not given back while a crawl runs; it is used again by what is stored next"
        )
    pages = _asked(raw, "page_count") - _asked(raw, "freelist_count")
    needed, free = 2 * pages * _asked(raw, "page_size"), shutil.disk_usage(path.absolute().parent).free
    if free < needed:
        there = f"to give its room back needs {megabytes(needed)} of free disk, there are {megabytes(free)}"
        raise StoreError(store, f"{there}; it is used again by what is stored next")
    raw.execute(f"PRAGMA auto_vacuum={INCREMENTAL}")
    raw.execute("VACUUM")


def _asked(raw: sqlite3.Connection, name: str) -> int:
    found: int = raw.execute(f"PRAGMA {name}").fetchone()[0]
    return found


def size(engine: Engine) -> int:
    """The bytes of the file, once its log is written back."""
    with open_raw(engine) as raw:
        return _asked(raw, "page_count") * _asked(raw, "page_size")


def megabytes(size: int) -> str:
    """A size for people.

    >>> megabytes(12_345_678), megabytes(1234)
    ('12.3 MB', '0.1 MB')
    """
    return f"{max(size, 100_000) / 1e6:,.1f} MB"


@contextmanager
def open_raw(engine: Engine) -> Iterator[sqlite3.Connection]:
    """SQLite's own connection, outside of any transaction."""
    borrowed = engine.raw_connection()
    try:
        raw = borrowed.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        yield raw
    finally:
        borrowed.close()


def plain(error: DBAPIError) -> str:
    """SQLite's complaint, said plainly."""
    return said(str(error.orig))


def said(message: str) -> str:
    """A message of SQLite's, said plainly."""
    known = {
        "file is not a database": "is not a newsieve store",
        "unable to open database file": "cannot be opened: is the folder writable?",
        "attempt to write a readonly database": "is read-only",
        "database is locked": f"is locked by another process for more than {BUSY_SECONDS} s",
        "database disk image is malformed": "is damaged: newsieve store check tells where; restore a backup",
        "database or disk is full": FULL,
        "disk I/O error": f"the disk cannot be written: it is full, a quota is used up, or it fails{KEPT}",
    }
    return known.get(message, message)
