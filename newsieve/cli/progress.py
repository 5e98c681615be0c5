"""The progress bar: done, rate, remaining time."""

from __future__ import annotations

import time
from collections import deque
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

WINDOW = 15.0  # seconds that a rate is told from


class Pace:
    """How fast something is done, while its total still grows: Rich forgets its own rate whenever a total changes."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        self._left = 0

    def saw(self, done: int, total: int) -> None:
        """Note how far it is."""
        now = time.monotonic()
        self._left = max(0, total - done)
        self._seen.append((now, done))
        while now - self._seen[0][0] > WINDOW:
            self._seen.popleft()

    @property
    def rate(self) -> float:
        """How many a second, of late; 0 before that can be told."""
        (begun, first), (now, last) = self._seen[0], self._seen[-1]
        return (last - first) / (now - begun) if now > begun else 0.0

    @property
    def remaining(self) -> timedelta | None:
        """How long what is left takes at this rate."""
        return timedelta(seconds=round(self._left / self.rate)) if self.rate else None


class Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        """The rate of the last seconds, once there is one."""
        rate = task.fields["pace"].rate
        return Text(f"{rate:,.1f}/s" if rate else "", style="progress.data.speed")


class Remaining(ProgressColumn):
    """How long it still takes, as far as is known."""

    def render(self, task: Task) -> Text:
        """The remaining time, once there is a rate."""
        left = task.fields["pace"].remaining
        return Text(str(left) if left is not None else "-:--:--", style="progress.remaining")


def bar(console: Console) -> Progress:
    """A bar that leaves nothing behind when it is done; its tasks have a field `pace`."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), Remaining())
    return Progress(*columns, console=console, transient=True)
