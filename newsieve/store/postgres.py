"""PostgreSQL: a database by URL, its writers kept in line by advisory locks, its texts ordered by their bytes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from newsieve.errors import StoreError, UsageError
from newsieve.store.kind import CRAWLER, RUN, WRITE
from newsieve.store.schema import metadata

EXTRA = "PostgreSQL needs the extra: pip install 'newsieve[postgres]'"
CONNECT_SECONDS = 10

# Advisory locks are numbers that all users of a database share: "newsieve" in ASCII, and the one after it.
WRITE_LOCK = int.from_bytes(b"newsieve")
SETTLE_LOCK = WRITE_LOCK + 1
TELL_LOCK = WRITE_LOCK + 2
# Spaces of their own: of two numbers the first, mixed with the schema's name.
SPACES = {CRAWLER: int.from_bytes(b"news"), RUN: int.from_bytes(b"news") + 1}

PLAIN = {
    "25006": "is read-only",
    "53100": "the disk is full; what was stored before is kept",
}

# An extension's tables, such as PostGIS's, lie among the user's.
_TABLES = text("""
    SELECT relname FROM pg_class
    WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND relkind IN ('r', 'p')
    AND oid NOT IN (SELECT objid FROM pg_depend WHERE classid = 'pg_class'::regclass AND deptype = 'e')
""")
# A server's limits are for statements that compute, not for one that waits for its turn, or for a lock that is held.
_PATIENT = text("""
    SELECT set_config(name, '0', false) FROM pg_settings
    WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_session_timeout')
""")
_WATCHED = text("""
    SELECT set_config(name, value, false)
    FROM (VALUES ('tcp_keepalives_idle', '30'), ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '3'))
    AS wanted (name, value)
""")
_SEEN = text(
    "SELECT pg_try_advisory_lock(CAST(:space AS integer) # hashtext(current_schema()), CAST(:number AS integer))"
)
_UNSEEN = text(
    "SELECT pg_try_advisory_xact_lock(CAST(:space AS integer) # hashtext(current_schema()), CAST(:number AS integer))"
)
_PATIENT_ONCE = text("SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)")
_SIZE = text("""
    SELECT sum(pg_total_relation_size(oid)) FROM pg_class
    WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND relname = ANY(:tables)
""")
_ORDERED_BY_LOCALE = text("""
    SELECT relname, attname, format_type(atttypid, atttypmod) AS type
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
    AND relname = ANY(:tables) AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    AND attcollation NOT IN (0, 'pg_catalog."C"'::regcollation)
    ORDER BY relname, attnum
""")


def engine_of(url: URL, store: str, *, create: bool) -> Engine:  # noqa: ARG001  a server is asked when it is reached
    """An engine on the database. Raises UsageError where the driver is not installed."""
    options = {"connect_timeout": CONNECT_SECONDS, "application_name": "newsieve", "client_encoding": "utf8"}
    chosen = {name: value for name, value in options.items() if name not in url.query}
    try:
        # A snapshot for each statement: what a writer reads after it got its turn is what the last one left.
        engine = create_engine(url, connect_args=chosen, isolation_level="READ COMMITTED", pool_pre_ping=True)
    except ImportError:
        raise UsageError(EXTRA) from None
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITE):
        connection.execute(_PATIENT_ONCE)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")


def at_one_moment(connection: Connection) -> Connection:
    """The connection, for a transaction that sees nothing of what others commit after its first statement."""
    return connection.execution_options(isolation_level="REPEATABLE READ")


@contextmanager
def settling_alone(engine: Engine) -> Iterator[None]:
    """Wait until no other process settles this store."""
    with _alone(engine, SETTLE_LOCK):
        yield


@contextmanager
def telling_alone(engine: Engine) -> Iterator[None]:
    """Wait until no other process tells what happened in this store."""
    with _alone(engine, TELL_LOCK):
        yield


@contextmanager
def _alone(engine: Engine, lock: int) -> Iterator[None]:
    """Wait for a lock, and hold it; it goes with its connection, whatever happens."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(_PATIENT)
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({lock})")
        try:
            yield
        finally:
            connection.invalidate()


@contextmanager
def presence(engine: Engine, number: int, who: str = CRAWLER) -> Iterator[None]:
    """An advisory lock that goes with its connection, which the server gives up a minute after its machine has gone."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(_PATIENT)
        connection.execute(_WATCHED)
        if not connection.execute(_SEEN, {"space": SPACES[who], "number": number}).scalar():
            raise StoreError(str(engine.url), f"another {who} goes by the number {number}")
        try:
            yield
        finally:
            connection.invalidate()


def is_present(connection: Connection, number: int, who: str = CRAWLER) -> bool:
    """Whether its lock is held; that it was tried is forgotten with the transaction."""
    return not connection.execute(_UNSEEN, {"space": SPACES[who], "number": number}).scalar()


def tables(connection: Connection) -> set[str]:
    """The tables that the schema holds, without those of extensions."""
    return set(connection.scalars(_TABLES))


@contextmanager
def unlinked(connection: Connection) -> Iterator[None]:  # noqa: ARG001  as for SQLite
    """Tables are altered where they are: nothing is to be switched off."""
    yield


def keep_copy(connection: Connection, what: str) -> str | None:  # noqa: ARG001  as for SQLite
    """None: who looks after the server makes its copies."""
    return None


def shrink(engine: Engine, store: str, *, alone: bool) -> None:  # noqa: ARG001  as for SQLite
    """Let the room be used again, and what is free at the end of a table be given back; nobody waits for that."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(_PATIENT)
        for table in metadata.tables:
            connection.exec_driver_sql(f'VACUUM "{table}"')
        connection.invalidate()  # its limits are off


def size(engine: Engine) -> int:
    """The bytes of the tables and their indexes."""
    with engine.connect() as connection:
        return int(connection.scalar(_SIZE, {"tables": list(metadata.tables)}) or 0)


def finish_schema(connection: Connection, store: str) -> None:
    """Order every text by its bytes, as SQLite does, whatever the locale of the database. Raises StoreError."""
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise StoreError(store, f"its encoding is {encoding}; a store needs UTF8")
    columns = defaultdict[str, list[str]](list)
    for table, column, kind in connection.execute(_ORDERED_BY_LOCALE, {"tables": list(metadata.tables)}):
        columns[table].append(f'ALTER COLUMN "{column}" TYPE {kind} COLLATE "C"')
    for table, changes in columns.items():
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {", ".join(changes)}')


def plain(error: DBAPIError) -> str:
    """PostgreSQL's complaint, said plainly."""
    state = getattr(error.orig, "sqlstate", None)
    line = str(error.orig).strip().partition("\n")[0]
    if state in PLAIN:
        return PLAIN[state]
    if error.connection_invalidated:
        return "the connection to the database was lost; what was stored before is kept"
    if refused := re.match(r"connection (?:failed|is bad): (?:.*failed: )?(?:FATAL: +)?(.*)", line):
        return f"cannot be opened: {refused[1]}"
    return line
