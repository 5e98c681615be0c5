"""A crawl in a process of its own, since an event loop runs once in a process; and the signals that end all of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

SLICE = 0.5  # seconds between two looks at whether a sleep is to end
INTERRUPTED = 130
NEWSIEVE = (sys.executable, "-P", "-m", "newsieve")  # -P: not the one in the folder where it is called


class Child:
    """Runs one command at a time; SIGTERM and Ctrl-C end it, and say that all is over.

    Given twice, they end it at once.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command, self._environment = command, environment
        self._running: subprocess.Popen[str] | None = None
        self._signal: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether a signal has said so."""
        return self._signal is not None

    @property
    def exit_code(self) -> int:
        """What to end with: 0 after SIGTERM, which is how services are ended."""
        return INTERRUPTED if self._signal == signal.SIGINT else 0

    def listen(self) -> None:
        """Take the two signals."""
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)

    def run(self, text: str) -> int:
        """Run the command with a text as its standard input, to its end; its exit code."""
        # A group of its own: a terminal's Ctrl-C is to reach it once, through this process.
        with subprocess.Popen(
            self._command, stdin=subprocess.PIPE, env={**os.environ, **self._environment}, text=True, process_group=0
        ) as running:
            self._running = running
            if self._signal is not None:
                running.send_signal(self._signal)
            try:
                running.communicate(text)
            finally:
                self._running = None
        return running.returncode

    def sleep(self, seconds: float, is_enough: Callable[[], bool]) -> None:
        """Sleep, or less where it is enough."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not is_enough():
            time.sleep(min(left, SLICE))

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self._signal = number
        if self._running is not None:
            self._running.send_signal(number)
