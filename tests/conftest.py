"""What tests of several rooms share."""

from __future__ import annotations

import itertools
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import Postgres, running

NewStore = Callable[[], str]

# How fast examples are made and run is the machine's affair.
settings.register_profile("newsieve", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("newsieve")


def pytest_sessionstart() -> None:
    """Let Ctrl-C reach what tests start: a shell that puts its jobs in the background has them ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, started for the first test that asks for it."""
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewStore]:
    """Names a store that holds nothing, another one with each call, in each kind of database."""
    numbers = itertools.count()
    with ExitStack() as databases:

        def sqlite() -> str:
            return str(tmp_path / f"news{next(numbers)}.db")

        def postgresql() -> str:
            return str(databases.enter_context(request.getfixturevalue("postgres").database()))

        yield {"sqlite": sqlite, "postgresql": postgresql}[request.param]
