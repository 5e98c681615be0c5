"""Compiled functions: made once, kept on disk, so that only the first run on a machine pays for compilation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """The function as machine code that releases the interpreter's lock; kept on disk where a folder can be written.

    Kept beside the module, else in the user's cache folder, or where `NUMBA_CACHE_DIR` says. Where none of these can
    be written, each process compiles for itself: slower to start, the same results.
    """
    try:
        return cast(F, njit(function, cache=True, nogil=True))
    except RuntimeError:  # numba: no locator available for the file
        return cast(F, njit(function, nogil=True))
