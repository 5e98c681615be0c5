from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from newsieve.store import Store

NewStore = Callable[[], str]


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


@pytest.fixture
def store(new_store: NewStore) -> Iterator[Store]:
    with Store.open(new_store()) as opened:
        yield opened
