from collections.abc import Iterator

import pytest

from newsieve.demo import DemoWeb


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with DemoWeb(outlets=8, articles=150, seed=7) as running:
        yield running
