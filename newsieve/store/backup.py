"""A backup: the store as it is at one moment, in one SQLite file, made while others write.

Whatever the kind of database, the backup is a store in a file, which every command reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, func, insert, select

from newsieve.clock import now
from newsieve.errors import UsageError
from newsieve.store import filing
from newsieve.store.database import open_engine, reading, translated, writing
from newsieve.store.schema import metadata

ROWS = 1_000  # in one statement
NAME = "newsieve"  # of a backup in a folder, where the store has no file's name


def place(engine: Engine, target: Path) -> Path:
    """Where a backup goes: the file named, or one named by store and moment in the folder named. Raises UsageError."""
    own = _file_of(engine)
    if target.is_dir():
        stem = own.stem if own else NAME
        target /= f"{stem}-{now():%Y%m%dT%H%M%SZ}.db"
    if not target.parent.is_dir():
        raise UsageError(f"{target}: the folder {target.parent} does not exist")
    if own and target.exists() and target.samefile(own):
        raise UsageError(f"{target}: is the store itself: expected another file")
    if target.exists() and not _is_database(target):
        raise UsageError(f"{target}: is there and is no backup: expected another file, or a folder")
    return target


def back_up(engine: Engine, target: Path, progress: filing.Progress) -> None:
    """Write the store to `target`, which appears, in place of a former backup, when it is whole and was examined."""
    if own := _file_of(engine):
        filing.copy_file(own, target, progress)
    else:
        _copy_rows(engine, target, progress)


def _file_of(engine: Engine) -> Path | None:
    return Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None


def _is_database(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(filing.MARK)) == filing.MARK


def _copy_rows(engine: Engine, target: Path, progress: filing.Progress) -> None:
    part = filing.part_of(target)
    try:
        with _new_store(part) as copy, reading(engine) as connection:
            total = sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in _TABLES)
            done = 0
            for rows, table in _rows(connection):
                with translated(copy, str(target)), writing(copy) as to:
                    to.execute(insert(table), rows)
                done += len(rows)
                progress(done, total)
        with translated(engine, str(target)):
            filing.finish(part, target)
    finally:
        filing.discard(part)


_TABLES = metadata.sorted_tables


def _rows(connection: Connection) -> Iterator[tuple[list[dict[str, object]], Table]]:
    for table in _TABLES:
        with connection.execute(select(table).execution_options(yield_per=ROWS)) as found:
            for part in found.mappings().partitions():
                yield [dict(row) for row in part], table


@contextmanager
def _new_store(part: Path) -> Iterator[Engine]:
    engine = open_engine(str(part), create=True)
    try:
        yield engine
    finally:
        engine.dispose()
