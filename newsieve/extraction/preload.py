"""Loaded once by the process that worker processes are forked from, and by nobody else.

It holds the parsers, so that a worker starts at once. A worker that is born while its parent leaves (Ctrl-C in the
first second) finds the parent's locks and pipes gone: that is nobody's error, and its traceback is not shown.
"""

from __future__ import annotations

import sys
from types import TracebackType

import newsieve.extraction

__all__ = ["newsieve"]

GONE = (FileNotFoundError, EOFError, ConnectionError)


def _unless_parent_left(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, GONE):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _unless_parent_left
