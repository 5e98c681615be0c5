"""docs/sources.md tells every key, and its examples are sources files that are read."""

from __future__ import annotations

import re
import tomllib

import pytest

from newsieve import settings
from newsieve.config import DEFAULT_EVERY, Source, parse_sources
from newsieve.keys import SOURCE_KEYS, TOP_KEYS, Key
from newsieve.values import duration
from scripts.document_sources import PAGE, example, page
from spiders.limits import Limits
from spiders.site import SINCE

TOLD = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", TOLD, re.DOTALL)


def test_the_page_of_the_sources_is_up_to_date() -> None:
    assert page() == TOLD, "run: python scripts/document_sources.py"


@pytest.mark.parametrize("key", [*TOP_KEYS, *SOURCE_KEYS], ids=lambda key: key.name)
def test_every_key_has_its_place_on_the_page(key: Key) -> None:
    section = TOLD.partition(f"### {key.name}\n")[2].partition("\n##")[0]
    assert key.meaning in TOLD
    assert f"{key.name} = " in section


def test_the_first_example_is_a_sources_file() -> None:
    (source,) = parse_sources(tomllib.loads(BLOCKS[0]), "example").sources
    assert (source.name, source.start) == ("Example Times", "https://example.org/")


def test_in_the_large_example_every_key_stands_and_is_read() -> None:
    assert example() in BLOCKS
    read = parse_sources(tomllib.loads(example()), "example")
    assert read.contact == "newsdesk@example.org"
    (source,) = read.sources
    unset = [name for name in Source.__dataclass_fields__ if getattr(source, name) == getattr(Source(), name)]
    assert unset == []
    assert source.wants("https://example.org/story/ferry")
    assert not source.wants("https://example.org/2024/live/ferry")


def test_the_defaults_that_the_page_tells_are_the_real_ones() -> None:
    told = {key.name: key.default for key in SOURCE_KEYS}
    limits = Limits()
    assert [told["max_pages"], told["max_sections"], told["max_depth"], told["max_sitemaps"]] == [
        str(limits.pages),
        str(limits.sections),
        str(limits.depth),
        str(limits.sitemaps),
    ]
    assert told["since"] == f'"{SINCE}"'
    assert duration(told["every"].strip('"')) == DEFAULT_EVERY
    assert told["delay"].startswith(f"{settings.DOWNLOAD_DELAY},")
    assert told["concurrency"] == str(settings.CONCURRENT_REQUESTS_PER_DOMAIN)
