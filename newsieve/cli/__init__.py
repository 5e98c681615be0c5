"""The command line: thin commands over the rooms; `main` is the entry point."""

from newsieve.cli.entry import main

__all__ = ["main"]
