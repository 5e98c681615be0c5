"""Where `export` writes to: a stream in a format, or a folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from newsieve.cli.screen import Screen
from newsieve.cli.writing import lines, opened, records
from newsieve.errors import UsageError
from newsieve.export import TABLES, MarkdownFolder, ParquetWriter, Table
from newsieve.export.parquet import pyarrow
from newsieve.export.spreadsheet import header, row
from newsieve.record import Record

Write = Callable[[Any], None]


@contextmanager
def sink(
    path: str | None, format_name: str, what: str, screen: Screen, *, mirror: bool, every: bool
) -> Iterator[Write]:
    """A call that writes one record of `what`.

    With `mirror`, a folder is to hold these records and no others; without `every`, no article that leads no story.
    """
    table = TABLES[what]
    match format_name:
        case "csv":
            opening = _csv(path, table, screen)
        case "parquet":
            opening = _parquet(path, table, screen)
        case "markdown":
            opening = _folder(str(path), screen, mirror, every)
        case _:
            opening = records(path, format_name, screen)
    with opening as write:
        yield write


@contextmanager
def _csv(path: str | None, table: Table, screen: Screen) -> Iterator[Write]:
    names = [field.name for field in table.fields]
    with lines(path, screen) as write:
        write(header(names))
        yield lambda record: write(row(record, names))


@contextmanager
def _parquet(path: str | None, table: Table, screen: Screen) -> Iterator[Write]:
    if path in (None, "-") and sys.stdout.isatty():
        raise UsageError("--format parquet is no text to show on a terminal: name a file with -o FILE")
    pyarrow()
    with opened(path, screen) as output, ParquetWriter(table.fields, output.write_bytes) as writer:
        yield writer.write


@contextmanager
def _folder(path: str, screen: Screen, mirror: bool, every: bool) -> Iterator[Write]:
    try:
        with MarkdownFolder(path, mirror=mirror) as folder:

            def write(record: Record) -> None:
                if every or record["cluster"] == record["id"]:
                    folder.write(record)
                else:
                    folder.drop(record)

            yield write
    except KeyboardInterrupt:
        screen.warn(f"broken off: what was written so far stands in {path}; nothing was removed")
        raise
    if folder.removed:
        screen.say(f"{folder.removed} file{'s' * (folder.removed != 1)} removed: not in this export any more")
