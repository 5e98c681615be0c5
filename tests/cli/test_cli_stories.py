from __future__ import annotations

from pathlib import Path

import pytest

from newsieve.store import Store
from tests.cli.calling import Call
from tests.store.stories import article, story


@pytest.fixture
def store(tmp_path: Path) -> str:
    path = str(tmp_path / "news.db")
    flood, frost, wire = story("flood"), story("frost"), "The Wire"
    with Store.open(path) as archive:
        archive.save(
            [
                article("https://late.example/flood", flood, published="2026-03-02T10:00:00Z"),
                article("https://wire.example/flood", flood, published="2026-03-01T09:00:00+01:00", outlet=wire),
                article("https://wire.example/flood-2", flood, published="2026-03-01T12:00:00+01:00", outlet=wire),
                article("https://day.example/flood", flood, published="2026-03-01"),
                article("https://never.example/flood", flood),
                article("https://a.example/frost", frost, published="2026-03-01T08:00:00Z"),
                article("https://b.example/frost", frost, published="2026-03-01T08:12:59Z"),
                article("https://a.example/alone", story("alone")),
            ]
        )
        archive.settle()
    return path


def test_the_most_syndicated_story_comes_first_with_each_outlets_delay(call: Call, store: str) -> None:
    told = call("stories", "--store", store).out
    flood, frost = told.split("\n\n")
    lines = [" ".join(line.split()) for line in flood.splitlines()]
    assert lines[0].endswith(" 4 sites, 5 articles")
    assert lines[1:] == [
        "first The Wire 2026-03-01 09:00 +01:00 https://wire.example/flood",
        "on 2026-03-01 day.example 2026-03-01 https://day.example/flood",
        "+1,560 min (1 d 2 h) late.example 2026-03-02 10:00 UTC https://late.example/flood",
        "undated never.example undated https://never.example/flood",
    ]
    assert "+12 min" in frost


def test_lines_are_not_broken_or_cut_in_a_pipe(call: Call, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    assert "https://late.example/flood" in call("stories", "--store", store).out
    assert len(call("stories", "--store", store).out.splitlines()) == 9


def test_stories_for_a_program_are_one_a_line_with_minutes(call: Call, store: str) -> None:
    rows = call("stories", "--store", store, "--format", "jsonl", "--limit", "1").records
    assert [(row["sites"], row["articles"], row["first"]["site"]) for row in rows] == [(4, 5, "The Wire")]
    delays = {one["site"]: one["minutes_later"] for one in rows[0]["then"]}
    assert delays == {"day.example": None, "late.example": 1560, "never.example": None}


def test_stories_can_go_to_a_file(call: Call, store: str, tmp_path: Path) -> None:
    shown = call("stories", "--store", store).out
    assert call("stories", "--store", store, "-o", "stories.txt").out == ""
    assert (tmp_path / "stories.txt").read_text() == shown


def test_a_store_without_copies_says_so(call: Call, tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "news.db")) as archive:
        archive.save([article("https://a.example/alone", story("alone"))])
    called = call("stories", "--store", "news.db")
    assert (called.code, called.out) == (1, "")
    assert called.err == "newsieve: news.db: no story with more than one article in this store yet\n"
