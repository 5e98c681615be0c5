"""Whether the compiled loops are there: loading them takes half a second, which a handful of texts are not worth."""

from __future__ import annotations

import sys


def loaded() -> bool:
    """Whether the compiled loops are in this process: whatever takes a whole set of documents loads them."""
    return "newsieve.dedup.machine" in sys.modules
