"""`newsieve history`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsieve.cli.options import OutputFile, Quiet, Store, Verbose, store_url
from newsieve.cli.screen import open_screen
from newsieve.errors import NothingObtained

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsieve.store import History


class HistoryFormat(StrEnum):
    """How a history is written."""

    TEXT = "text"
    JSONL = "jsonl"


Target = Annotated[str, typer.Argument(metavar="URL|ID", help="A URL that led to a stored article, or its id.")]
Written = Annotated[HistoryFormat, typer.Option("--format", help="text to read, jsonl (a line per version) else.")]


def history(
    target: Target,
    store: Store = None,
    format: Written = HistoryFormat.TEXT,
    output: OutputFile = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Show how a stored article changed: each version with its time, and what was removed and added.

    Whitespace, relative times and what the site repeats make no version.
    """
    screen = open_screen(quiet, verbose)
    from newsieve.cli.writing import lines, paint, painted
    from newsieve.record import to_line
    from newsieve.report.history import HistoryPicture
    from newsieve.store import Store as OpenStore

    with OpenStore.open(store_url(store), create=False) as archive:
        found = archive.history(target)
        if found is None:
            raise NothingObtained(f"{target}: no such article in {archive.url}")
    if format is HistoryFormat.TEXT and output is None:
        paint(HistoryPicture(found))
        return 0
    with lines(output, screen) as write:
        if format is HistoryFormat.TEXT:
            write(painted(HistoryPicture(found)))
        else:
            for row in _rows(found):
                write(f"{to_line(row)}\n")
    return 0


def _rows(found: History) -> Iterator[dict[str, Any]]:
    """A row for each version; `changes` tells what became of its paragraphs, without those that stayed."""
    from newsieve.article import PARAGRAPH_BREAK
    from newsieve.report.changes import changes

    for i, version in enumerate(found.versions):
        before = found.versions[i - 1].story if i else ()
        told = changes(before, version.story) if i else []
        yield {
            "id": found.id,
            "version": i + 1,
            "versions": len(found.versions),
            "url": version.url,
            "site": found.site,
            "fetched_at": _time(version.fetched_at),
            "title": version.title,
            "authors": list(version.authors),
            "published": version.published,
            "modified": version.modified,
            "text": PARAGRAPH_BREAK.join(version.story),
            "changes": [
                {"kind": one.kind, "before": one.before, "after": one.after} for one in told if one.kind != "same"
            ],
            "checked_at": _time(found.checked_at),
            "look": str(found.look) if found.look else None,
            "gone_at": _time(found.gone_at),
        }


def _time(moment: Any) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
