"""Two texts on the terminal: in two columns where there is room, else one below the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from newsieve.dedup import Difference, Filled, Hold
from newsieve.report.explain.pair import Marked, Pair, Side
from newsieve.report.explain.terminal import facts
from newsieve.report.plain import shown

TWO_COLUMNS = 100  # columns of the terminal from which the texts stand side by side
MOST_DIFFERENCES = 12

STYLES = {Hold.SHARED: "", Hold.SILENT: "dim", Hold.OWN: "bold yellow"}
LEFT_MARKS, RIGHT_MARKS = ("[-", "-]"), ("{+", "+}")  # where there are no colours


@dataclass(frozen=True, slots=True)
class PairPicture:
    """Both texts with what they share and what each has alone, the measures, and why they are no match."""

    pair: Pair

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The whole comparison."""
        plain = console.no_color or not console.color_system
        wide = options.max_width >= TWO_COLUMNS
        yield from _verdict(self.pair)
        yield Text()
        yield _columns(self.pair, plain) if wide else _stacked(self.pair, plain)
        yield Text()
        yield _legend(self.pair, plain)


def _verdict(pair: Pair) -> Iterator[RenderableType]:
    yield Text(pair.verdict, style="bold green" if pair.contrast.match else "bold yellow")
    yield Text(pair.measures)
    if pair.together:
        yield Text(shown(pair.together), style="cyan")
    for reason in pair.contrast.why_not:
        yield Text(f"  {reason}", style="yellow")
    for kind, filled in pair.contradictions:
        yield Text(f"\n{_agreement(kind, filled)}", style="bold")
        yield _differences(filled.differences)


def _agreement(kind: str, filled: Filled) -> str:
    return f"{kind}: {filled.alike} of {filled.shared} shared places are filled alike"


def _differences(differences: tuple[Difference, ...]) -> Table:
    table = Table.grid(padding=(0, 2))
    for _ in range(3):
        table.add_column(overflow="fold")
    for one in differences[:MOST_DIFFERENCES]:
        mine, other = ", ".join(one.mine), ", ".join(one.other)
        table.add_row(f"  {shown(one.where)}", Text(shown(mine), style="yellow"), Text(shown(other), style="yellow"))
    if len(differences) > MOST_DIFFERENCES:
        table.add_row(f"  and {len(differences) - MOST_DIFFERENCES} more", "", "")
    return table


def _columns(pair: Pair, plain: bool) -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    table.add_row(_head(pair.left), _head(pair.right))
    for left, right in pair.rows:
        table.add_row("", "")
        table.add_row(_marked(left, plain, LEFT_MARKS), _marked(right, plain, RIGHT_MARKS))
    return table


def _stacked(pair: Pair, plain: bool) -> Group:
    parts: list[RenderableType] = []
    sides = ((pair.left, 0, LEFT_MARKS), (pair.right, 1, RIGHT_MARKS))
    for side, column, marks in sides:
        parts += [_head(side), Text()]
        for row in pair.rows:
            if row[column] is not None:
                parts += [_marked(row[column], plain, marks), Text()]
    return Group(*parts[:-1])


def _head(side: Side) -> Group:
    return Group(Text(shown(side.article.title or side.target), style="bold cyan"), facts(side.facts))


def _marked(paragraph: Marked | None, plain: bool, marks: tuple[str, str]) -> Text:
    text = Text()
    for passage in paragraph or ():
        words, begin, end = shown(passage.text), *(marks if plain and passage.hold is Hold.OWN else ("", ""))
        body = words.rstrip()
        text.append(f"{begin}{body}{end}", style=STYLES[passage.hold])
        text.append(words[len(body) :])
    return text


def _legend(pair: Pair, plain: bool) -> Text:
    own = "[-left alone-] {+right alone+}" if plain else "one side alone"
    legend = Text.assemble("shared · ", (own, STYLES[Hold.OWN]))
    if pair.has_silent:
        legend.append(" · ")
        legend.append("shared with so many stories that it does not count", style=STYLES[Hold.SILENT])
    return legend
