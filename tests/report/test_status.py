from __future__ import annotations

import io
from dataclasses import dataclass

from rich.console import Console

from newsieve.report.status import status_table


@dataclass(frozen=True)
class Line:
    source: str
    state: str = "ok"
    cells: tuple[str, ...] = ("23 h 59 min", "23 h 59 min", "1,234", "100%", "100%", "100%", "100%", "12,345")
    broken: tuple[str, ...] = ()


def told(*lines: Line, width: int = 80) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width).print(status_table(lines, [("2 sources", "bold")]))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_what_is_broken_comes_first_and_is_told_below() -> None:
    lines = told(Line("Dawn"), Line("Lantern", "broken", broken=("no news: none since Sunday",)))
    assert lines[0] == "2 sources"
    assert [line[:10].split() for line in lines[3:5]] == [["✗", "Lantern"], ["✓", "Dawn"]]
    assert lines[-2:] == ["Lantern", "  no news: none since Sunday"]


def test_on_a_narrow_terminal_the_name_gives_way_and_no_figure_does() -> None:
    lines = told(Line("The Long Winded Courier of Port Ember and Low Quay"))
    assert lines[3].startswith("✓  The Long")
    assert "…" in lines[3]
    assert lines[3].split()[-6:] == ["1,234", "100%", "100%", "100%", "100%", "12,345"]
    assert max(map(len, lines)) <= 80


def test_a_name_cannot_steer_the_terminal() -> None:
    assert not [line for line in told(Line("a\x1b[31m", "broken", broken=("b\x1b[0m",))) if "\x1b" in line]
