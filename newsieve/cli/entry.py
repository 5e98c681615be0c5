"""Runs a command and turns whatever ends it into one line and an exit code."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer

from newsieve.cli.app import app
from newsieve.cli.screen import current, open_screen
from newsieve.errors import NewsieveError, ReaderGone

INTERRUPTED = 130


def main() -> None:
    """The `newsieve` command."""
    code = run()
    if code == INTERRUPTED:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # at once: taking the interpreter down piece by piece takes longer than a person waits
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; no exception leaves this function."""
    command = typer.main.get_command(app)
    try:
        with _listening():
            open_screen()
            code = command.main(arguments, prog_name="newsieve", standalone_mode=False)
    except ReaderGone:
        _silence_stdout()
        return 0
    except NewsieveError as error:
        return _fail(str(error), error.exit_code)
    except typer.TyperException as error:
        return _fail(f"{error.format_message()} {_pointer(error)}", error.exit_code)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the one place where an error of ours meets the user
        return _bug(error)
    return code if isinstance(code, int) else 0


class _OnScreen(logging.Handler):
    """What the store has to say besides its answers, such as that it was migrated."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say it in one line."""
        current().warn(record.getMessage())


@contextmanager
def _listening() -> Iterator[None]:
    notices, handler = logging.getLogger("newsieve.store"), _OnScreen(logging.WARNING)
    notices.addHandler(handler)
    notices.propagate = False  # a crawl's log would say it once more
    try:
        yield
    finally:
        notices.removeHandler(handler)
        notices.propagate = True


def _fail(line: str, code: int) -> int:
    current().warn(f"newsieve: {line}", style="red")
    return code


def _pointer(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    return f"(see {context.command_path if context else 'newsieve'} --help)"


def _bug(error: Exception) -> int:
    if current().verbose:
        traceback.print_exception(error)
    hint = "" if current().verbose else "; --verbose shows where"
    return _fail(f"{type(error).__name__}: {error} (this is a bug in newsieve{hint})", 1)


def _silence_stdout() -> None:
    """Keep the interpreter from flushing into the closed pipe when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
