from __future__ import annotations

from collections.abc import Iterator

import pytest

from newsieve.store import Store
from tests.conftest import NewStore


@pytest.fixture
def store(new_store: NewStore) -> Iterator[Store]:
    with Store.open(new_store()) as opened:
        yield opened
