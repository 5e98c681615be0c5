"""What a command obtained and what failed, and the exit code that follows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from newsieve.article import Article, Dropped
from newsieve.cli.screen import Screen
from newsieve.errors import InputError


@dataclass(slots=True)
class Tally:
    """Counts of one run."""

    screen: Screen
    articles: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0

    def count(self, outcome: Article | Dropped | InputError) -> None:
        """Count one outcome; one line for each that gave no article."""
        match outcome:
            case Article():
                self.articles += 1
            case Dropped():
                self.dropped[str(outcome.reason)] += 1
                self.screen.say(f"dropped {outcome.source}: {outcome.reason}: {outcome.detail}".rstrip(": "))
            case InputError():
                self.unreadable += 1
                self.screen.warn(str(outcome))

    @property
    def line(self) -> str:
        """The run in one line."""
        parts = [f"{self.articles} article{'s' * (self.articles != 1)}"]
        if self.dropped:
            reasons = ", ".join(f"{reason} {number}" for reason, number in self.dropped.most_common())
            parts.append(f"{self.dropped.total()} dropped ({reasons})")
        if self.unreadable:
            parts.append(f"{self.unreadable} unreadable")
        return ", ".join(parts)

    def exit_code(self, strict: bool) -> int:
        """0 where something was obtained, 1 where nothing was, or where anything failed and `strict`."""
        failed = self.unreadable or self.dropped
        return 1 if not self.articles or (strict and failed) else 0
