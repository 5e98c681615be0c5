"""What a person would see, as a program reads it: one JSON object a line, all on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from newsieve.cli.screen import Advance, Screen, Watcher, nothing

if TYPE_CHECKING:
    from rich.console import RenderableType

    from newsieve.crawl.progress import Progress

EVERY = 30.0  # seconds between two lines on how far a crawl is


class JsonScreen(Screen):
    """Standard error as JSON; a picture that no data stand behind is left out."""

    is_json = True

    def say(self, line: str, **about: Any) -> None:
        """One line of level info, unless quiet."""
        if not self.quiet:
            self._write("info", line, about)

    def warn(self, line: str, style: str | None = None) -> None:
        """One line, even when quiet."""
        self._write("error" if style == "red" else "warning", line, {})

    def show(self, picture: RenderableType) -> None:
        """Nothing: it is for eyes."""

    def tell(self, event: str, figures: Mapping[str, Any], _picture: RenderableType) -> None:
        """The figures that the picture shows."""
        self.say(event, event=event, **figures)

    @contextmanager
    def progress(self, what: str, total: int | None = None) -> Iterator[Advance]:  # noqa: ARG002  for eyes
        """No bar."""
        yield nothing

    @contextmanager
    def crawl(self) -> Iterator[Watcher]:
        """How far a crawl is, every half a minute."""
        until = time.monotonic() + EVERY

        def watch(now: Progress) -> None:
            nonlocal until
            if time.monotonic() >= until:
                until += EVERY
                told = {name: getattr(now, name) for name in ("fetched", "articles", "known", "failed", "queued")}
                self.say("progress", event="progress", **told, memory=now.memory)

        yield watch

    def _write(self, level: str, message: str, about: Mapping[str, Any]) -> None:
        from newsieve.watch.logs import line

        sys.stderr.write(line(level, "newsieve", message, about, time.time()) + "\n")
        sys.stderr.flush()
