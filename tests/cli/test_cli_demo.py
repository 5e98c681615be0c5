from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from newsieve.store import Store
from tests.cli.calling import Call
from tests.cli.serving import newsieve


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("demo")
    return folder, newsieve(folder, "demo", "--check")


Shown = tuple[Path, subprocess.CompletedProcess[str]]


def test_the_demo_sums_up_what_it_fetched_removed_and_found_twice(shown: Shown) -> None:
    _, called = shown
    assert (called.returncode, called.stdout) == (0, "")
    for words in ("pages fetched", "new articles", "Boilerplate removed", "photo credit", "stories in the store"):
        assert words in called.stderr
    stories = called.stderr.partition("Most syndicated stories")[2]
    assert stories.count(" sites  ") == 5
    assert stories.count("first ") == 5


def test_the_demo_is_compared_with_the_truth_when_asked(shown: Shown) -> None:
    table = shown[1].stderr.partition("beside the truth")[2]
    assert "articles found / missed" in table
    assert "copies found / missed (pairs)" in table


def test_the_demo_leaves_a_store_and_says_what_to_do_next(shown: Shown) -> None:
    folder, called = shown
    last = called.stderr.splitlines()[-1]
    assert last == "next: newsieve export --store newsieve-demo.db"
    exported = newsieve(folder, *last.split()[2:])
    articles = [json.loads(line) for line in exported.stdout.splitlines()]
    assert len(articles) > 60
    assert all(article["text"] and article["duplicate_of"] is None for article in articles)


def test_a_demo_begins_afresh(shown: Shown) -> None:
    folder, _ = shown
    with Store.open(str(folder / "newsieve-demo.db"), create=False) as store:
        before = store.counts()
    again = newsieve(folder, "demo", "--quiet")
    assert (again.returncode, again.stderr) == (0, "")
    with Store.open(str(folder / "newsieve-demo.db"), create=False) as store:
        assert store.counts().articles == before.articles


def test_a_store_that_is_no_demos_is_left_alone(call: Call, tmp_path: Path) -> None:
    given = b'{"id": 1, "text": "The ferry is back in Port Ember after eleven weeks in dry dock, said Oda Brill."}\n'
    assert call("dedup", "-", "--store", "mine.db", stdin=given).code == 0
    called = call("demo", "--store", "mine.db")
    assert called.code == 1
    assert called.err == "newsieve: mine.db: is no store of a demo, and is left alone; name another with --store\n"
    assert len(call("export", "--store", "mine.db").records) == 1


def test_a_demo_needs_a_file(call: Call) -> None:
    assert call("demo", "--store", ":memory:").code == 2
