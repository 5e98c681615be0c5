"""`newsieve dedup`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from newsieve.cli.options import Lines, LinesOnly, OutputFile, Quiet, StoreIfGiven, Strict, Verbose
from newsieve.cli.screen import Screen, open_screen
from newsieve.errors import InputError, NothingObtained

if TYPE_CHECKING:
    from newsieve.article import Verdict
    from newsieve.cli.documents import Table

Inputs = Annotated[
    list[str],
    typer.Argument(metavar="IN", help="JSON Lines (also .gz, .zst) or Parquet files, - for standard input."),
]
Unique = Annotated[bool, typer.Option("--unique", help="Write only the canonical record of every story.")]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--field", metavar="NAME=COLUMN", help="Where id, text, published, site, url or title stand; may repeat."
    ),
]


def dedup(
    inputs: Inputs,
    unique: Unique = False,
    field: Columns = None,
    store: StoreIfGiven = None,
    format: Lines = LinesOnly.JSONL,  # noqa: ARG001 - it has one value so far
    output: OutputFile = None,
    strict: Strict = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Mark every copy in files of records, in the order of the input.

    Each record gets cluster (the canonical record's id), duplicate_of (null for the canonical one), relation,
    similarity and containment. Records are known by their id, else their url, else their number in the input.
    """
    screen = open_screen(quiet, verbose)
    from newsieve.cli import rows
    from newsieve.cli.documents import Table, columns
    from newsieve.cli.shelf import shelf
    from newsieve.cli.writing import lines
    from newsieve.record import to_line

    chosen = columns(field or [])
    rows.check(inputs)
    with lines(output, screen) as write, shelf() as aside:
        table = Table(chosen, aside)
        failures = _read(inputs, table, screen)
        verdicts = _in_store(table, store, screen) if store else _in_memory(table, screen)
        for fields in table.marked(verdicts, unique):
            write(to_line(fields) + "\n")
    screen.say(_line(verdicts, table, failures))
    return 1 if strict and failures else 0


def _read(inputs: list[str], table: Table, screen: Screen) -> int:
    """Fill the table; the number of lines and files that could not be read."""
    from newsieve.cli.rows import rows

    failures = 0
    for row in rows(inputs):
        if isinstance(row, InputError):
            failures += 1
            screen.warn(str(row))
        else:
            table.add(row)
    if table.repeated:
        count, first = len(table.repeated), table.repeated[0]
        screen.say(f"ids that an earlier record has: {count}, first {first!r}; such a record goes by its id#number")
    if not table.keys:
        raise NothingObtained(f"no record in {', '.join(inputs)}")
    if not table.ids:
        name = table.columns["text"]
        raise NothingObtained(f"no record with a text in the field {name!r}; --field text=COLUMN names another")
    return failures


def _in_memory(table: Table, screen: Screen) -> Mapping[str, Verdict]:
    from newsieve.dedup import judge

    with screen.progress("records", len(table.ids)) as progress:
        return dict(judge(table.documents(), progress))


def _in_store(table: Table, store: str, screen: Screen) -> Mapping[str, Verdict]:
    from newsieve.cli.stored import verdicts_in_store

    with screen.progress("records", len(table.ids)) as progress:
        return verdicts_in_store(table.documents(), store, progress)


def _line(verdicts: Mapping[str, Verdict], table: Table, failures: int) -> str:
    copies = sum(verdict.cluster != key for key, verdict in verdicts.items())
    parts = [f"{len(table.keys)} records", f"{len(verdicts) - copies} unique", f"{copies} copies"]
    without = len(table.keys) - len(table.ids)
    parts += [f"{without} without text"] * bool(without) + [f"{failures} unreadable"] * bool(failures)
    return ", ".join(parts)
