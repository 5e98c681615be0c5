"""The whole at once: every document signed, compared where bands meet, led into clusters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from newsieve.article import Verdict

from .canonical import rank
from .deduplicated import Deduplicated, Progress
from .document import Document
from .plain import deduplicate_plainly

if TYPE_CHECKING:
    from .corpus import Collected

FEW = 2_000  # documents that plain Python is done with before the compiled loops are loaded


def deduplicate(documents: Iterable[Document], progress: Progress | None = None) -> Deduplicated:
    """Find every copy in a set of documents; `progress` is told documents done and their total.

    Ids are unique. The result is a function of the set, whatever its order.
    """
    ordered = sorted(documents, key=rank)
    if len(ordered) <= FEW:
        return deduplicate_plainly(ordered, progress or _silence)
    from .archive import deduplicate_by_machine

    return deduplicate_by_machine(ordered, progress or _silence)


def judge(documents: Collected, progress: Progress | None = None) -> Iterator[tuple[str, Verdict]]:
    """The verdict on each document of a set of any size, in no order: as `deduplicate` gives them.

    Documents are asked for by number, as they are needed, and none is kept; what lies in memory of each is the keys
    of its bands. `progress` is told documents done and their total.
    """
    if len(documents) <= FEW:
        few = [documents[number] for number in range(len(documents))]
        return iter(deduplicate(few, progress).verdicts.items())
    from .archive import judge_by_machine

    return judge_by_machine(documents, progress or _silence)


def _silence(_done: int, _total: int) -> None:
    """Nobody asked for progress."""
