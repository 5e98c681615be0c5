"""Copies of a SQLite file: whole while others write, examined, and there under their name only then."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from newsieve.errors import InputError

STEP = 4_000  # pages copied before the progress is told
MARK = b"SQLite format 3\0"  # how such a file begins

Progress = Callable[[int, int], None]


def copy_file(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Copy the database at `source` as it is at this moment; raises InputError, and leaves nothing, where that fails.

    Who writes to it neither waits nor is waited for: one state of it is read to its end.
    """
    part = part_of(target)
    try:
        _copy(source, part, progress or (lambda _done, _all: None))
        finish(part, target)
    except (OSError, sqlite3.Error) as error:
        raise InputError(str(target), f"no copy could be made: {_plain(error)}") from None
    finally:
        discard(part)


def part_of(target: Path) -> Path:
    """Where a copy is written until it is whole; what a broken-off one has left there is removed."""
    part = target.with_name(f"{target.name}.part")
    discard(part)
    return part


def discard(part: Path) -> None:
    """Remove a part, and what SQLite puts beside it."""
    for name in (part, Path(f"{part}-wal"), Path(f"{part}-shm"), Path(f"{part}-journal")):
        with suppress(OSError):
            name.unlink()


def finish(part: Path, target: Path) -> None:
    """Examine a copy, bring it to the disk and give it its name; raises what SQLite and the disk do."""
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, and no other beside it
        [problem] = copy.execute("PRAGMA quick_check(1)").fetchone()
        if problem != "ok":
            raise sqlite3.DatabaseError(f"what was copied is damaged: {problem.splitlines()[-1]}")
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)


def _copy(source: Path, part: Path, progress: Progress) -> None:
    with closing(sqlite3.connect(source, isolation_level=None)) as from_, closing(sqlite3.connect(part)) as to:
        from_.execute("PRAGMA busy_timeout=30000")
        from_.execute("BEGIN")
        from_.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it reads one state
        from_.backup(to, pages=STEP, progress=lambda _status, left, total: progress(total - left, total))
        from_.execute("ROLLBACK")


def _plain(error: OSError | sqlite3.Error) -> str:
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return str(error)
