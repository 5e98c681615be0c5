"""`newsieve stories`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsieve.cli.options import OutputFile, Quiet, Store, Verbose, store_url
from newsieve.cli.screen import open_screen
from newsieve.errors import NothingObtained

if TYPE_CHECKING:
    from newsieve.store import Story


class StoryFormat(StrEnum):
    """How stories are written."""

    TEXT = "text"
    JSONL = "jsonl"


Limit = Annotated[int, typer.Option("--limit", "-n", metavar="STORIES", min=1, help="At most so many stories.")]
Written = Annotated[StoryFormat, typer.Option("--format", help="text to read, jsonl for programs.")]


def stories(
    limit: Limit = 10,
    store: Store = None,
    format: Written = StoryFormat.TEXT,
    output: OutputFile = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Show the most syndicated stories: who was first, and how many minutes later each other outlet followed.

    Of each outlet its first article counts. A bare date counts as the end of its day, and tells no minutes.
    """
    screen = open_screen(quiet, verbose)
    from newsieve.cli.writing import lines, paint
    from newsieve.record import to_line
    from newsieve.report.syndication import told
    from newsieve.store import Store as OpenStore

    with OpenStore.open(store_url(store), create=False) as archive:
        found = archive.syndicated(limit)
        if not found:
            raise NothingObtained(f"{archive.url}: no story with more than one article in this store yet")
    if format is StoryFormat.TEXT and output is None:
        paint(told(found), wrap=False)
        return 0
    with lines(output, screen) as write:
        if format is StoryFormat.TEXT:
            write(f"{told(found).plain}\n")
        else:
            for story in found:
                write(f"{to_line(_row(story))}\n")
    return 0


def _row(story: Story) -> dict[str, Any]:
    from newsieve.dates import minutes_later
    from newsieve.report.syndication import spread

    first, *others = spread(story)
    return {
        "cluster": story.cluster,
        "title": story.title,
        "sites": story.sites,
        "articles": len(story.members),
        "first": {"id": first.id, "site": first.site, "url": first.url, "published": first.published},
        "then": [
            {
                "id": member.id,
                "site": member.site,
                "url": member.url,
                "published": member.published,
                "minutes_later": minutes_later(first.published, member.published),
            }
            for member in others
        ],
    }
