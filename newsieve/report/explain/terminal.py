"""An explanation on the terminal: what is kept plain, what is dropped dim and struck, the reason at the margin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from newsieve.report.explain.margin import Margin
from newsieve.report.explain.model import Explanation, Kind, Part, Telling
from newsieve.report.plain import shown

OUTSIDE_LINES = 1  # lines shown of a block that is not amid the story

KEPT_BAR = ("┃", "green")
REMOVED_BAR = ("┊", "yellow")
OUTSIDE_BAR = ("┊", "bright_black")


def picture(told: Explanation) -> RenderableType:
    """The whole explanation."""
    return Group(*_parts(told))


def _parts(told: Explanation) -> Iterator[RenderableType]:
    yield Text(shown(told.title), style="bold", overflow="fold")
    yield Text(shown(told.verdict), style="cyan", overflow="fold")
    yield Text()
    yield facts(told.facts)
    yield Text()
    yield from _blocks(told.parts)
    if told.aside:
        yield _heading("Removed by the rules")
        yield from _blocks(told.aside)
    if told.counts:
        yield _heading("In numbers")
        yield _counts(told)
    if told.standing:
        yield _heading("Duplicates")
        yield Text(shown(told.standing), overflow="fold")
    if len(told.story) > 1:
        yield _heading("The story")
        yield _tellings(told.story)
    if told.related:
        yield _heading("Compared, and of other stories")
        yield _tellings(told.related)


def _heading(words: str) -> Text:
    return Text(f"\n{words}", style="bold cyan")


def facts(told: Iterable[tuple[str, str]]) -> Table:
    """Names and values in two columns."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in told:
        table.add_row(name, shown(value))
    return table


def _blocks(parts: Iterable[Part]) -> Iterator[RenderableType]:
    """The blocks, a blank line around each that is kept; blocks outside the story are told in one line."""
    before: Part | None = None
    for part in parts:
        if before is not None and Kind.KEPT in (part.kind, before.kind):
            yield Text()
        repeats = before is not None and part.kind is Kind.OUTSIDE and before.label == part.label
        yield _block(part, "" if repeats else part.label)
        before = part


def _block(part: Part, label: str) -> Margin:
    text = shown(part.text)
    if part.kind is Kind.KEPT:
        return Margin(Text(text), Text(*KEPT_BAR), Text(part.note, style="dim"))
    if part.kind is Kind.OUTSIDE:
        return Margin(Text(text, style="dim"), Text(*OUTSIDE_BAR), Text(label, style="dim"), OUTSIDE_LINES)
    note = Text(f" {part.note}" if part.note else "", style="dim")
    return Margin(Text(text, style="dim strike"), Text(*REMOVED_BAR), Text(label, style="yellow") + note)


def _counts(told: Explanation) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", min_width=5, style="bold")
    table.add_column()
    table.add_row(f"{told.kept_parts:,}", Text(told.kept, style="green"))
    for label, count in told.counts.items():
        table.add_row(f"{count:,}", label)
    return table


def _tellings(story: Iterable[Telling]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for one in story:
        about = (("  " + one.relation, "cyan"), *((f"  {mark}", "green") for mark in one.marks))
        table.add_row(one.later, Text.assemble((shown(one.site), "bold"), (f"  {one.when}", "dim"), *about))
        table.add_row("", Text(shown(one.title), style="dim"))
    return table
