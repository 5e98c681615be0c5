"""`newsieve schema`."""

from __future__ import annotations

import json

from newsieve.cli.options import OutputFile
from newsieve.cli.screen import open_screen


def schema(output: OutputFile = None) -> int:
    """Print the JSON Schema of the records that scrape, clean and export write."""
    from newsieve.cli.writing import lines
    from newsieve.record import SCHEMA

    with lines(output, open_screen()) as write:
        write(json.dumps(SCHEMA, indent=2) + "\n")
    return 0
