"""What `--store` names: a file for SQLite, a URL for PostgreSQL; and how messages name it."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from newsieve.errors import UsageError

MEMORY = ":memory:"
EXPECTED = "expected a path, sqlite:///path.db or postgresql://user@host/database"
POSTGRES = ("postgres", "postgresql", "postgresql+psycopg")
NAMES_DATABASE = {"dbname", "service"}  # the query's ways to name one

# A password may hold an @, ? or / that should have been escaped: up to the last @, better too much than too little.
_PASSWORD = re.compile(r"(://[^:/?@]*):.*@")
_PASSWORD_IN_QUERY = re.compile(r"([?&](?:ssl)?password=)[^&]*", re.IGNORECASE)
# What was meant to name a server, and is no URL: no file's path either.
_SLIP = re.compile(r"^postgres(ql)?(\+\w+)?(:|//)|\b(?:ssl)?password\s*=", re.IGNORECASE)
_SLIPPED = re.compile(r"^([^@]*?[^/:@]):[^/].*@")
_WRITTEN_OUT = re.compile(r"(password\s*=\s*).*", re.IGNORECASE)


def database_url(store: str) -> URL:
    """The database that `store` names: a bare path, `sqlite:///path` or `postgresql://…`. Raises UsageError."""
    if store == MEMORY:
        raise UsageError(f"{store}: names no file; {EXPECTED}")
    if "://" not in store:
        if _SLIP.search(store):
            raise UsageError(f"{shown(store)}: no store; {EXPECTED}")
        return URL.create("sqlite", database=str(Path(store).expanduser()))
    try:
        url = make_url(store)
    except (ArgumentError, ValueError):
        raise UsageError(f"{shown(store)}: no store; {EXPECTED}") from None
    if url.drivername in POSTGRES:
        return _postgres(url, shown(store))
    if url.drivername != "sqlite":
        raise UsageError(f"{shown(store)}: no store of this version; {EXPECTED}")
    if not url.database or url.database == MEMORY:
        raise UsageError(f"{store}: names no file; expected sqlite:///path.db")
    return url


def from_anywhere(store: str) -> str:
    """How a store is named in a file that others can read, used from any folder. Raises UsageError for a password."""
    url = database_url(store)
    if url.get_backend_name() == "sqlite":
        return str(Path(url.database or "").absolute())
    if url.password or any("password" in name.casefold() for name in url.query):
        raise UsageError(f"{shown(store)}: the password would be for all to read: put it into ~/.pgpass, not here")
    return store


def shown(store: str) -> str:
    """How messages name a store: its passwords are hidden.

    >>> shown("postgresql://ina:secret@db.example/news?sslmode=require")
    'postgresql://ina:***@db.example/news?sslmode=require'
    >>> shown("news.db")
    'news.db'
    """
    if "://" not in store:
        return _WRITTEN_OUT.sub(r"\1***", _SLIPPED.sub(r"\1:***@", store)) if _SLIP.search(store) else store
    return _PASSWORD_IN_QUERY.sub(r"\1***", _PASSWORD.sub(r"\1:***@", store))


def _postgres(url: URL, name: str) -> URL:
    if "@" in (url.host or ""):
        raise UsageError(f"{name}: an @ in a password is written %40")
    if not url.database and not NAMES_DATABASE & url.query.keys():
        raise UsageError(f"{name}: names no database; expected postgresql://user@host/database")
    return url.set(drivername="postgresql+psycopg")
