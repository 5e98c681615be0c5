"""A crawl in a process of its own, and the signals that end it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from newsieve.schedule.child import Child


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """The handlers of signals are as before, afterwards."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_command_gets_the_text_and_its_environment_and_its_exit_code_comes_back(tmp_path: Path) -> None:
    child = Child(["/bin/sh", "-c", 'cat >"$TARGET"; exit 3'], {"TARGET": str(tmp_path / "told")})
    assert child.run("[[source]]\n") == 3
    assert (tmp_path / "told").read_text() == "[[source]]\n"
    assert (child.is_over, Child(["/bin/sh", "-c", "kill -9 $$"], {}).run("")) == (False, -9)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_is_passed_on_to_the_crawl_and_ends_all_of_it(number: signal.Signals, code: int) -> None:
    child = Child([sys.executable, "-c", "import time; time.sleep(60)"], {})
    child.listen()
    begun = time.monotonic()
    Timer(1, os.kill, (os.getpid(), number)).start()
    assert child.run("") != 0
    assert (child.is_over, child.exit_code) == (True, code)
    assert time.monotonic() - begun < 30


def test_a_sleep_ends_when_it_is_enough() -> None:
    child = Child(["true"], {})
    child.listen()
    Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM)).start()
    begun = time.monotonic()
    child.sleep(60, lambda: child.is_over)
    assert time.monotonic() - begun < 20
