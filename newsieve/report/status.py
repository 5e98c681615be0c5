"""How the sources stand, for a terminal: one line each, and below it what broke."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from newsieve.report.plain import shown

MARKS = {"broken": ("✗", "bold red"), "ok": ("✓", "green"), "new": ("·", "cyan"), "left": ("–", "dim")}
HEAD = ("source", "crawled", "news", "24 h", "text", "title", "date", "author", "length")


class Line(Protocol):
    """One source, its cells as text already."""

    @property
    def source(self) -> str:
        """Its name."""

    @property
    def state(self) -> str:
        """One of `MARKS`."""

    @property
    def cells(self) -> Sequence[str]:
        """What stands after the name, as `HEAD` has it."""

    @property
    def broken(self) -> Sequence[str]:
        """What is wrong, a line each."""


def status_table(lines: Sequence[Line], notes: Sequence[tuple[str, str]]) -> RenderableType:
    """The table, those that are broken first, and notes on the crawls with a style each."""
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column(HEAD[0], min_width=8)  # the one that gives way on a narrow terminal
    for name in HEAD[1:]:
        table.add_column(name, no_wrap=True, justify="right")
    for line in sorted(lines, key=lambda line: (not line.broken, line.source)):
        mark, style = MARKS[line.state]
        cells = (
            Text(mark, style=style),
            Text(shown(line.source), no_wrap=True, overflow="ellipsis"),
            *map(_number, line.cells),
        )
        table.add_row(*cells, style="dim" if line.state == "left" else "")
    parts: list[RenderableType] = [Text(told, style=style) for told, style in notes]
    if lines:
        parts += [Text(), table]
    for line in sorted((line for line in lines if line.broken), key=lambda line: line.source):
        parts += [Text(), Text(shown(line.source), style="bold red")]
        parts += [Padding(Text(shown(told), overflow="fold"), (0, 0, 0, 2)) for told in line.broken]
    return Group(*parts)


def _number(cell: str) -> Text:
    return Text(cell, style="" if cell.strip("-") else "dim")
