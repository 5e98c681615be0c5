"""The whole at once: every document signed, compared where bands meet, led into clusters."""

from __future__ import annotations

from collections.abc import Iterable

from .canonical import rank
from .deduplicated import Deduplicated, Progress
from .document import Document
from .plain import deduplicate_plainly

FEW = 500  # documents that plain Python is done with before the compiled loops are loaded


def deduplicate(documents: Iterable[Document], progress: Progress | None = None) -> Deduplicated:
    """Find every copy in a set of documents; `progress` is told documents done and their total.

    Ids are unique. The result is a function of the set, whatever its order.
    """
    ordered = sorted(documents, key=rank)
    if len(ordered) <= FEW:
        return deduplicate_plainly(ordered, progress or _silence)
    from .archive import deduplicate_by_machine

    return deduplicate_by_machine(ordered, progress or _silence)


def _silence(_done: int, _total: int) -> None:
    """Nobody asked for progress."""
