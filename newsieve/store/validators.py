"""Validators of pages of links: by them a server tells that a page has not changed (RFC 9110, 8.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from newsieve.store.rows import storable
from newsieve.store.schema import validators
from newsieve.store.upsert import put


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of a page: `ETag` and `Last-Modified`. `terms` tell, as a number, what was wanted of it."""

    terms: int
    etag: str | None = None
    modified: str | None = None


def read(connection: Connection, key: str, terms: int) -> Validators | None:
    """The validators of a page all of whose stories were obtained on these terms."""
    query = select(validators.c.terms, validators.c.etag, validators.c.modified)
    row = connection.execute(query.where(validators.c.key == key, validators.c.terms == terms)).first()
    return Validators(*row) if row else None


def note(connection: Connection, of: Mapping[str, Validators]) -> None:
    """Keep the validators of pages, by their keys."""
    rows = [
        {"key": storable(key), "terms": found.terms, "etag": _told(found.etag), "modified": _told(found.modified)}
        for key, found in sorted(of.items())
    ]
    put(connection, validators, rows)


def _told(value: str | None) -> str | None:
    return storable(value) if value else None
