"""What lets the event loop of a crawl run smoothly beside the threads that store and ask."""

from __future__ import annotations

import gc
import sys

TURN = 0.0005  # seconds that a thread keeps the interpreter's lock while the loop waits for it; Python's 5 ms add up
# Python looks through young objects after 700 new ones, which is several times for each page.
YOUNG, MIDDLE, OLD = 5_000, 20, 20


def run_smoothly() -> None:
    """Prepare this process for a crawl: shorter turns at the interpreter's lock, and short collections of garbage.

    Whatever is loaded by now stays until the end, and is not looked through again: the modules alone are half a
    million objects, and a look through them holds up the loop for 0.2 s.
    """
    sys.setswitchinterval(TURN)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
