"""Whether the compiled loops pay: loading them takes half a second, which a handful of texts are not worth."""

from __future__ import annotations

import sys
from itertools import count

ENOUGH = 1_000  # texts that plain Python reads in about that time

_reads = count()


def loaded() -> bool:
    """Whether the compiled loops are in this process."""
    return "newsieve.dedup.machine" in sys.modules


def pays() -> bool:
    """Whether to read the next text by the compiled loops: they are loaded, or many have been read without."""
    return loaded() or next(_reads) >= ENOUGH
