"""robots.txt and tdmrep.json of hosts, kept from one crawl to the next."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from newsieve.store.rows import storable
from newsieve.store.schema import well_known
from newsieve.store.upsert import put


@dataclass(frozen=True, slots=True)
class WellKnown:
    """A file as a host gave it: its final status and content, its validators, and when it was last found to be so.

    `fetched_at` is in seconds since 1970.
    """

    status: int
    body: bytes
    fetched_at: int
    etag: str | None = None
    modified: str | None = None


def read(connection: Connection, key: str) -> WellKnown | None:
    """The file that is kept under a key."""
    names = (well_known.c.status, well_known.c.body, well_known.c.fetched_at, well_known.c.etag, well_known.c.modified)
    row = connection.execute(select(*names).where(well_known.c.key == storable(key))).first()
    return WellKnown(row[0], bytes(row[1]), *row[2:]) if row else None


def note(connection: Connection, key: str, file: WellKnown) -> None:
    """Keep a file under a key."""
    row = {
        "key": storable(key),
        "status": file.status,
        "body": file.body,
        "etag": storable(file.etag) if file.etag else None,
        "modified": storable(file.modified) if file.modified else None,
        "fetched_at": file.fetched_at,
    }
    put(connection, well_known, [row])
