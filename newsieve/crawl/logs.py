"""The log of a crawl: whatever a page put into a line, it neither steers a terminal nor looks like a line of ours."""

from __future__ import annotations

import logging

from newsieve.report.plain import told


class PlainLines(logging.Formatter):
    """Another formatter's lines with control characters escaped, secrets left out and continued lines set in."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """The lines of one record."""
        first, *others = self._inner.format(record).split("\n")
        return "\n".join((told(first), *(f"  {told(line)}" for line in others)))


def make_plain() -> None:
    """Have the handlers that the crawl has set up write plain lines."""
    for handler in logging.getLogger().handlers:
        if not isinstance(handler.formatter, PlainLines):
            handler.setFormatter(PlainLines(handler.formatter or logging.Formatter()))
