"""A writer or a settler that is killed: what was committed stays, and nobody waits for the dead."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsieve.store import Store
from tests.conftest import NewStore
from tests.store.stories import article, story

ROOT = Path(__file__).parents[2]
BATCH = 4

WRITE = f"""
import sys
from newsieve.store import Store
from tests.store.stories import article, story
store = Store.open(sys.argv[1])
for i in range(0, 10_000, {BATCH}):
    batch = range(i, i + {BATCH})
    store.save([article(f"https://{{'ab'[n % 2]}}.example/{{n}}", story(f"s{{n // 2}}", 3)) for n in batch])
    print(i + {BATCH}, flush=True)
"""
SETTLE = """
import sys, time
from newsieve.store import Store
def stay(done, total):
    print("settling", flush=True)
    time.sleep(60)
Store.open(sys.argv[1]).settle(stay)
"""


@contextmanager
def process(code: str, url: str) -> Iterator[Iterator[str]]:
    """What a process of its own prints, line by line; it is killed at the end of the block."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", code, url], env=environment, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        try:
            yield run.stdout
        finally:
            run.send_signal(signal.SIGKILL)


def test_what_a_killed_writer_has_committed_is_kept_and_nothing_is_kept_by_halves(new_store: NewStore) -> None:
    url = new_store()
    with process(WRITE, url) as told:
        committed = [int(next(told)) for _ in range(12)][-1]
    with Store.open(url, create=False) as store:
        store.save([article("https://c.example/1", story("s0", 3))])  # waits for no lock of the dead
        stored = store.counts().articles - 1
        assert stored >= committed
        assert stored % BATCH == 0
        store.settle()
        assert store.counts().stories == stored // 2


def test_a_settling_that_was_killed_keeps_nobody_waiting_and_is_taken_up_again(new_store: NewStore) -> None:
    url = new_store()
    with Store.open(url) as store:
        store.save([article(f"https://{site}.example/1", story("a")) for site in "abc"])
        with process(SETTLE, url) as told:
            assert next(told) == "settling\n"
        assert store.settle().looked_at == 3
        assert store.counts().stories == 1
