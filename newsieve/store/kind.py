"""What the store asks of a kind of database; `sqlite` and `postgres` answer."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

CRAWLER, RUN = "crawler", "run"  # who may be present: each kind has numbers of its own
WRITE = "newsieve_write"  # the execution option of a transaction that will write


class Kind(Protocol):
    """A kind of database, as a module."""

    def engine_of(self, url: URL, store: str, *, create: bool) -> Engine:
        """An engine whose write transactions wait their turn at their start; `store` is the name for messages."""

    def at_one_moment(self, connection: Connection) -> Connection:
        """The connection, before its transaction begins: one that reads the store as it is at one moment."""

    def settling_alone(self, engine: Engine) -> AbstractContextManager[None]:
        """Wait until no other process settles this store, and keep the others waiting."""

    def telling_alone(self, engine: Engine) -> AbstractContextManager[None]:
        """Wait until no other process tells what happened in this store, and keep the others waiting."""

    def presence(self, engine: Engine, number: int, who: str = CRAWLER) -> AbstractContextManager[None]:
        """Let others see that somebody is there; they cease to see it when its process has gone, by whatever way."""

    def is_present(self, connection: Connection, number: int, who: str = CRAWLER) -> bool:
        """Whether somebody is there, in a write transaction: there may be something to be cleared away."""

    def tables(self, connection: Connection) -> set[str]:
        """The tables that the database holds."""

    def unlinked(self, connection: Connection) -> AbstractContextManager[None]:
        """Look at no foreign keys meanwhile; to be entered before a migration's transaction."""

    def keep_copy(self, connection: Connection, what: str) -> str | None:
        """Keep a copy of the store as it is beside it, by a write transaction's connection: its name.

        None where there can be no such copy: the store is then to be migrated on demand alone.
        """

    def shrink(self, engine: Engine, store: str, *, alone: bool) -> None:
        """Give back the room of what was deleted; `alone` tells that nobody crawls. Raises StoreError."""

    def size(self, engine: Engine) -> int:
        """How much room the store takes, in bytes."""

    def finish_schema(self, connection: Connection, store: str) -> None:
        """What a migrated schema still needs here; raises StoreError, by the name `store`."""

    def plain(self, error: DBAPIError) -> str:
        """The database's complaint in one plain line."""
