"""`newsieve init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsieve.cli.options import Quiet, Verbose
from newsieve.cli.screen import open_screen
from newsieve.errors import InputError, UsageError

HERE = "sources.toml"

Target = Annotated[str, typer.Argument(metavar="FILE", help=f"The file to write; {HERE} where none is named.")]


def init(file: Target = HERE, quiet: Quiet = False, verbose: Verbose = False) -> int:
    """Write a sources file to begin with, each key explained; a file that is there is left alone."""
    screen = open_screen(quiet, verbose)
    from newsieve.cli.sample import sample

    try:
        with Path(file).open("x", encoding="utf-8") as target:
            target.write(sample())
    except FileExistsError:
        raise UsageError(f"{file}: is there already, and is left alone; name another file") from None
    except OSError as error:
        raise InputError(file, f"cannot be written: {(error.strerror or str(error)).lower()}") from None
    crawl = "newsieve crawl" if file == HERE else f"newsieve crawl {file}"
    screen.say(f"{file}: name your outlets in it, then: {crawl}")
    return 0
