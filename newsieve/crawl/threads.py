"""Blocking work out of the event loop's way: questions to the store, and files.

The threads are kept, as starting one holds up the loop until it runs, and they are few: each that computes takes its
turns at the interpreter's lock, and the loop has to wait for all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 2

_work: SimpleQueue[Callable[[], None]] = SimpleQueue()
_threads: list[Thread] = []


async def in_thread(work: Callable[..., T], *arguments: Any) -> T:
    """Run blocking work in a thread that does not hold up the end of the process."""
    future: Future[T] = Future()

    def run() -> None:
        if not future.set_running_or_notify_cancel():
            return  # nobody waits for it any more
        try:
            future.set_result(work(*arguments))
        except BaseException as error:  # noqa: BLE001  # handed on, to be raised where it is awaited
            future.set_exception(error)

    _work.put(run)
    if len(_threads) < MOST:
        _threads.append(Thread(target=_serve, name="newsieve-helper", daemon=True))
        _threads[-1].start()
    return await asyncio.wrap_future(future)


def _serve() -> None:
    while True:
        _work.get()()
