"""What a person sees of a long crawl: a table of the outlets on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich import box
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table as Grid
from rich.text import Text

from newsieve.cli.progress import Pace
from newsieve.report.plain import shown, told

if TYPE_CHECKING:
    from newsieve.crawl.progress import OutletProgress, Progress

EVERY = 30.0  # seconds between two lines
AROUND = 8  # rows of the screen that are no outlet's
FEWEST = 3  # outlets that are shown on the lowest screen
COLUMNS = ("fetched", "new", "known", "failed", "queue")
MEBIBYTE = 1024 * 1024


class Table:
    """On a terminal: a row for each outlet, and what there is to say of all of them; gone when the crawl is over."""

    def __init__(self, console: Console) -> None:
        self._console, self._pace = console, Pace()
        self._live = Live(console=console, transient=True, auto_refresh=False)

    def __call__(self, now: Progress) -> None:
        """Show how far it is."""
        self._pace.saw(now.fetched, now.fetched + now.queued)
        rows = max(FEWEST, self._console.height - AROUND)
        self._live.update(picture(now, self._pace, rows), refresh=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._live.stop()


class Lines:
    """Elsewhere, in a log: one line every half a minute."""

    def __init__(self, console: Console, every: float = EVERY) -> None:
        self._console, self._every, self._pace = console, every, Pace()
        self._next = time.monotonic() + every

    def __call__(self, now: Progress) -> None:
        """Print how far it is, if it is time."""
        self._pace.saw(now.fetched, now.fetched + now.queued)
        if time.monotonic() >= self._next:
            self._next += self._every
            error = f"; last error: {now.last_error}" if now.last_error else ""
            self._console.print(told(f"{counts(now)} · {speed(now, self._pace)}{error}"), soft_wrap=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Nothing is left on the screen."""


def picture(now: Progress, pace: Pace, rows: int) -> RenderableType:
    """The table, with at most so many outlets, and the lines below it."""
    parts: list[RenderableType] = [_table(now, rows), Text(), Text(counts(now), style="bold"), Text(speed(now, pace))]
    if now.last_error:
        parts.append(Text(f"last error: {told(now.last_error)}", style="yellow", no_wrap=True, overflow="ellipsis"))
    return Group(*parts)


def counts(now: Progress) -> str:
    """What has become of the pages so far, and how many wait."""
    pages = f"{now.fetched:,} pages, {now.articles:,} new, {now.known:,} known, {now.failed:,} failed"
    return f"{pages}, {now.queued:,} queued"


def speed(now: Progress, pace: Pace) -> str:
    """How fast it goes, how long what is queued takes at that rate, and the memory of the crawl's process."""
    left = f" · {pace.remaining} left" if pace.remaining is not None and now.queued else ""
    return f"{pace.rate:.1f} pages/s{left} · {now.memory / MEBIBYTE:,.0f} MiB"


def _table(now: Progress, rows: int) -> Grid:
    table = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    table.add_column("outlet", no_wrap=True, overflow="ellipsis", ratio=1)
    for name in COLUMNS:
        table.add_column(name, justify="right", min_width=6)
    busiest = sorted(now.outlets, key=lambda outlet: -(outlet.fetched + outlet.known))
    for outlet in busiest[:rows]:
        table.add_row(*_row(outlet))
    if rest := busiest[rows:]:
        sums = (sum(getattr(outlet, name) for outlet in rest) for name in COLUMNS[:-1])
        table.add_row(f"and {len(rest)} more", *(f"{total:,}" for total in sums), _queue(*rest), style="dim")
    return table


def _row(outlet: OutletProgress) -> tuple[str | Text, ...]:
    failed = Text(f"{outlet.failed:,}", style="yellow" if outlet.failed else "")
    counts = (f"{number:,}" for number in (outlet.fetched, outlet.new, outlet.known))
    return (Text(shown(outlet.name)), *counts, failed, _queue(outlet))


def _queue(*outlets: OutletProgress) -> str:
    counted = [outlet.queued for outlet in outlets if outlet.queued is not None]
    return f"{sum(counted):,}" if counted else "–"
