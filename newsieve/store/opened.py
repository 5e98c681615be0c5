"""A store that is open: a connection to its database whenever one is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from sqlalchemy import Connection, Engine

from newsieve.errors import StoreError
from newsieve.store import copies
from newsieve.store.database import open_engine, reading, translated, writing
from newsieve.store.naming import shown


class Opened:
    """A database that is open until it is closed; `url` is how messages name it, without a password."""

    def __init__(self, url: str, engine: Engine) -> None:
        self.url, self._engine = url, engine

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Self:
        """Open the store at a path, `sqlite:///path` or `postgresql://…`; an absent one is made if `create` is true.

        Raises UsageError for what names no store, StoreError for what cannot be opened, ParametersMismatch for a
        store that was signed otherwise.
        """
        engine, name = open_engine(url, create=create), shown(url)
        store = cls(name, engine)
        try:
            with translated(engine, name):
                copies.check_parameters(engine, name)
        except StoreError:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(self._engine, self.url), reading(self._engine) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with translated(self._engine, self.url), writing(self._engine) as connection:
            yield connection
