"""Blocking work beside an event loop."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
import time

import pytest

from newsieve.crawl.threads import MOST, in_thread
from tests.crawl.one_crawl import ROOT


def test_the_loop_goes_on_while_a_thread_works() -> None:
    async def count_while_waiting() -> tuple[int, str]:
        waiting, ticks = asyncio.ensure_future(in_thread(_slowly, "done")), 0
        while not waiting.done():
            await asyncio.sleep(0.01)
            ticks += 1
        return ticks, waiting.result()

    ticks, result = asyncio.run(count_while_waiting())
    assert result == "done"
    assert ticks >= 5


def test_many_questions_are_answered_by_few_threads() -> None:
    async def ask() -> set[str]:
        return set(await asyncio.gather(*(in_thread(lambda: threading.current_thread().name) for _ in range(50))))

    before = threading.active_count()
    assert asyncio.run(ask()) == {"newsieve-helper"}
    assert threading.active_count() <= before + MOST


def test_an_error_is_raised_where_it_is_awaited() -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(in_thread(lambda: 1 // 0))


def test_a_thread_that_works_on_does_not_hold_up_the_end_of_the_process() -> None:
    code = (
        "import asyncio, time\nfrom newsieve.crawl.threads import in_thread\n"
        "async def main():\n    asyncio.ensure_future(in_thread(time.sleep, 60))\n    await asyncio.sleep(0.1)\n"
        "asyncio.run(main())"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=30, check=True)


def test_what_is_loaded_before_a_crawl_is_not_looked_through_for_garbage() -> None:
    code = "import gc\nfrom newsieve.crawl.smooth import run_smoothly\nrun_smoothly()\nprint(len(gc.get_objects()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < len(gc.get_objects()) / 10


def _slowly(result: str) -> str:
    time.sleep(0.3)
    return result
