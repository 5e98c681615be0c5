"""`newsieve doctor`."""

from __future__ import annotations

from typing import Annotated

import typer

from newsieve.cli.options import Store, Verbose, store_url
from newsieve.cli.screen import open_screen

STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}
NAME = 12  # columns

OnlyBad = Annotated[bool, typer.Option("--quiet", "-q", help="Show only what is not ok.")]


def doctor(store: Store = None, quiet: OnlyBad = False, verbose: Verbose = False) -> int:
    """Examine the installation, the store, the contact, the disk and the worker processes; say what to do.

    Each line is ok, warn or fail. Exit code 1 where anything fails. A store that is not there is not made.
    """
    open_screen(quiet, verbose)
    from rich.text import Text

    from newsieve.cli.examination import Level, examine
    from newsieve.cli.writing import paint
    from newsieve.report.plain import shown

    failed = False
    for finding in examine(store_url(store)):
        failed = failed or finding.level is Level.FAIL
        if quiet and finding.level is Level.OK:
            continue
        level = (f"{finding.level:<5} ", STYLES[finding.level])
        todo = (f"\n{'':>{NAME + 7}}{shown(finding.todo)}", "yellow") if finding.todo else ""
        paint(Text.assemble(level, f"{finding.about:<{NAME}} ", shown(finding.told), todo), wrap=False)
    return 1 if failed else 0
