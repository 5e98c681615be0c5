"""`newsieve schema`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from newsieve.cli.export import What
from newsieve.cli.options import OutputFile
from newsieve.cli.screen import open_screen


def schema(
    what: Annotated[
        What, typer.Option("--what", help="Of which records: scrape, clean and export write articles.")
    ] = What.ARTICLES,
    output: OutputFile = None,
) -> int:
    """Print the JSON Schema of the records that scrape, clean and export write."""
    from newsieve.cli.writing import lines
    from newsieve.export import TABLES

    with lines(output, open_screen()) as write:
        write(json.dumps(TABLES[what].schema, indent=2) + "\n")
    return 0
