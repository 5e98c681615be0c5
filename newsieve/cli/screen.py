"""What a person sees: lines, progress and summaries, all on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console, RenderableType

from newsieve.cli.options import LOG_VARIABLE, LogFormat
from newsieve.errors import UsageError
from newsieve.report.plain import told

if TYPE_CHECKING:
    from newsieve.crawl.progress import Progress as CrawlProgress

Advance = Callable[[int, int], None]  # done, total
Watcher = Callable[["CrawlProgress"], None]


class Screen:
    """Standard error, as loud as the call asked for."""

    is_json = False

    def __init__(self, quiet: bool = False, verbose: bool = False) -> None:
        self.quiet, self.verbose = quiet, verbose
        self.console = Console(stderr=True, highlight=False, markup=False, emoji=False, file=sys.stderr)

    def say(self, line: str, **_about: Any) -> None:
        """One line, unless quiet; what it is about is told where a program reads it."""
        if not self.quiet:
            self.warn(line)

    def warn(self, line: str, style: str | None = None) -> None:
        """One line, even when quiet."""
        self.console.print(told(line), style=style, soft_wrap=True)

    def show(self, picture: RenderableType) -> None:
        """A summary, unless quiet."""
        if not self.quiet:
            self.console.print(picture)

    def tell(self, _event: str, _figures: Mapping[str, Any], picture: RenderableType) -> None:
        """A picture of figures, unless quiet."""
        self.show(picture)

    @contextmanager
    def progress(self, what: str, total: int | None = None) -> Iterator[Advance]:
        """A bar with rate and remaining time on a terminal, nothing elsewhere; the call takes done and total."""
        if self.quiet or not self.console.is_terminal:
            yield nothing
            return
        from newsieve.cli.progress import Pace, bar

        pace = Pace()
        pace.saw(0, total or 0)
        with bar(self.console) as progress:
            task = progress.add_task(what, total=total, pace=pace)

            def update(done: int, total: int) -> None:
                pace.saw(done, total)
                progress.update(task, completed=done, total=total)

            yield update

    @contextmanager
    def crawl(self) -> Iterator[Watcher]:
        """How far a crawl is: a table that is kept up to date on a terminal, a line now and then elsewhere."""
        if self.quiet:
            yield _not_watched
            return
        from newsieve.cli.crawling import Lines, Table

        with (Table if self.console.is_terminal else Lines)(self.console) as show:
            yield show


def _not_watched(_progress: CrawlProgress) -> None:
    """Progress that nobody sees."""


def nothing(_done: int, _total: int) -> None:
    """Progress that nobody sees."""


_current = Screen()


def open_screen(quiet: bool = False, verbose: bool = False, logs: LogFormat | None = None) -> Screen:
    """The screen of this call; `current()` finds it again when an error ends the command. Raises UsageError."""
    global _current
    if _log_format(logs) is LogFormat.JSON:
        from newsieve.cli.json_screen import JsonScreen

        _current = JsonScreen(quiet, verbose)
    else:
        _current = Screen(quiet, verbose)
    return _current


def _log_format(given: LogFormat | None) -> LogFormat:
    """The format given, else the environment's."""
    named = given or os.environ.get(LOG_VARIABLE) or LogFormat.TEXT
    try:
        return LogFormat(named)
    except ValueError:
        raise UsageError(f"{LOG_VARIABLE}: {named!r}: expected text or json") from None


def current() -> Screen:
    """The screen of the command that runs."""
    return _current
