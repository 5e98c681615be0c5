from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from newsieve.cli.sample import sample
from newsieve.config import parse_sources, read_sources
from newsieve.keys import SOURCE_KEYS, TOP_KEYS
from tests.cli.calling import Call


def test_the_file_that_is_written_can_be_crawled_from(call: Call, tmp_path: Path) -> None:
    called = call("init")
    assert (called.code, called.err) == (0, "sources.toml: name your outlets in it, then: newsieve crawl\n")
    assert [source.name for source in read_sources(tmp_path / "sources.toml").sources] == ["Example Times"]


def test_every_key_is_explained_and_may_be_switched_on() -> None:
    text = sample()
    keys = [*(key for key in TOP_KEYS if key.name not in ("defaults", "source")), *SOURCE_KEYS]
    assert [key.name for key in keys if not re.search(rf"^(# )?{key.name} = ", text, re.MULTILINE)] == []
    in_a_line = re.sub(r"\n# ", " ", text)
    assert [key.name for key in (*TOP_KEYS, *SOURCE_KEYS) if key.meaning not in in_a_line] == []
    switched_on = re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE)
    sources = parse_sources(tomllib.loads(switched_on), "sources.toml")
    assert sources.contact == "newsdesk@example.org"
    assert sources.sources[0].feeds


@pytest.mark.parametrize(
    ("file", "code", "named"),
    [("mine.toml", 2, "mine.toml: is there already"), ("no/where.toml", 1, "no/where.toml: cannot be written")],
)
def test_a_file_is_never_overwritten(call: Call, tmp_path: Path, file: str, code: int, named: str) -> None:
    (tmp_path / "mine.toml").write_text("mine")
    called = call("init", file)
    assert (called.code, called.err.count("\n")) == (code, 1)
    assert named in called.err
    assert (tmp_path / "mine.toml").read_text() == "mine"
