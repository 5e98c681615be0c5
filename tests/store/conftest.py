from __future__ import annotations

from collections.abc import Iterator

import pytest

from newsieve.store import Keeper
from tests.conftest import NewStore


@pytest.fixture
def store(new_store: NewStore) -> Iterator[Keeper]:
    with Keeper.open(new_store()) as opened:
        yield opened
