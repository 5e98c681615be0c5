"""`newsieve export`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from newsieve.cli.options import Lines, LinesOnly, OutputFile, Quiet, Store, Verbose, store_url
from newsieve.cli.screen import open_screen
from newsieve.errors import NothingObtained


class What(StrEnum):
    """What is exported."""

    ARTICLES = "articles"


def export(
    what: Annotated[What, typer.Option("--what", help="What to export.")] = What.ARTICLES,
    everything: Annotated[bool, typer.Option("--all", help="Every article, copies too.")] = False,
    store: Store = None,
    format: Lines = LinesOnly.JSONL,
    output: OutputFile = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Write the articles of a store: one canonical article per story, or all of them."""
    screen = open_screen(quiet, verbose)
    from newsieve.cli.writing import records
    from newsieve.record import record
    from newsieve.store import Store as OpenStore

    done = 0
    with OpenStore.open(store_url(store), create=False) as archive:
        total = archive.counts().articles if everything else archive.counts().stories
        if not total:
            raise NothingObtained(f"{archive.url}: no article in this store yet")
        with records(output, format, screen) as write, screen.progress(what, total) as progress:
            for done, (article, verdict) in enumerate(archive.articles(canonical_only=not everything), 1):
                write(record(article, verdict))
                progress(done, total)
    screen.say(f"{done} article{'s' * (done != 1)}")
    return 0
