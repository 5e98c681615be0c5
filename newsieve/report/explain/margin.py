"""Text with a margin: a label at the left, a bar, and the text wrapped beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

LABEL = 17  # columns
NARROWEST = 20  # columns of text


@dataclass(frozen=True, slots=True)
class Margin:
    """One block of text with its margin; `lines` is the most that is shown of it, 0 for all."""

    text: Text
    bar: Text
    label: Text = field(default_factory=Text)
    lines: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines of the block."""
        width = max(NARROWEST, options.max_width - LABEL - 3)
        lines = self.text.wrap(console, width, overflow="fold")
        labels = self.label.wrap(console, LABEL, justify="right", overflow="fold")
        shown = list(lines[: self.lines or None]) or [Text()]
        if len(shown) < len(lines):
            shown[-1].truncate(width - 2)
            shown[-1].append(" …")
        for i in range(max(len(shown), len(labels))):
            label = labels[i] if i < len(labels) else Text(" " * LABEL)
            line = shown[i] if i < len(shown) else Text()
            line.rstrip()
            yield Text.assemble(label, " ", self.bar, " ", line)
