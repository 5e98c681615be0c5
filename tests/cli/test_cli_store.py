from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsieve.store import Store
from tests.cli.calling import Call
from tests.store.later import later_schema
from tests.store.stories import article, story


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> None:
    """A store with ten stories, one more of them older than ten days with each day, and a recent copy of the oldest."""
    with Store.open(str(tmp_path / "newsieve.db")) as archive:
        found = [
            replace(
                article(f"https://a.example/{n}", story(f"{n}", 12)),
                fetched_at=datetime.now(UTC) - timedelta(days=10 * n),
            )
            for n in range(10)
        ]
        copy = replace(article("https://b.example/9", story("9", 12)), fetched_at=datetime.now(UTC))
        archive.save([*found, copy])
        archive.settle()


def keys(path: Path = Path("newsieve.db")) -> set[str]:
    with Store.open(str(path), create=False) as archive:
        return {found.key for found, _ in archive.articles()}


def test_prune_says_what_it_would_do_then_does_it_and_gives_the_room_back(call: Call) -> None:
    planned = call("store", "prune", "--older-than", "45d", "--dry-run")
    assert (planned.code, planned.out) == (0, "")
    assert planned.err == (
        "4 articles of 4 stories would be removed\n1 old article stays: newer ones, or another outlet's, are related\n"
    )
    assert len(keys()) == 11
    done = call("store", "prune", "--older-than", "45d")
    assert done.code == 0
    assert done.err.startswith("4 articles of 4 stories removed\n1 old article stays")
    assert "MB given back; the store takes" in done.err
    assert keys() == {f"https://a.example/{n}" for n in (0, 1, 2, 3, 4, 9)} | {"https://b.example/9"}
    assert "nothing to remove" in call("store", "prune", "--older-than", "45d").err
    assert call("runs").out.splitlines()[-1].endswith("newsieve store prune")


def test_a_backup_can_be_exported_from(call: Call, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    for target in ("copy.db", "copies"):
        done = call("store", "backup", target)
        assert (done.code, done.out) == (0, "")
        assert ": whole, " in done.err
    [named] = (tmp_path / "copies").iterdir()
    exported = [call("export", "--all", "--store", str(path)).out for path in ("newsieve.db", "copy.db", named)]
    assert exported[0] == exported[1] == exported[2] != ""


def test_check_tells_damage_in_a_line_and_mends_it(call: Call) -> None:
    assert call("store", "check").err == "newsieve.db: sound, 11 of 11 articles examined\n"
    with Store.open("newsieve.db") as archive, archive._writing() as connection:
        connection.exec_driver_sql("DELETE FROM signatures WHERE article = 3")
    damaged = call("store", "check", "--quiet")
    assert damaged.code == 1
    assert "signatures: 1 have no signature: https://a.example/2 (--repair mends it)\n" in damaged.err
    repaired = call("store", "check", "--repair")
    assert (repaired.code, repaired.err.splitlines()[-2]) == (0, "repaired")
    assert call("store", "check").code == 0


def test_where_something_cannot_be_mended_nothing_is_touched(call: Call) -> None:
    with Store.open("newsieve.db") as archive, archive._writing() as connection:
        connection.exec_driver_sql("DELETE FROM signatures WHERE article = 3")
        connection.exec_driver_sql("UPDATE articles SET paragraphs = '[\"half' WHERE n = 4")
    called = call("store", "check", "--repair")
    assert called.code == 1
    assert "articles: 1 cannot be read; fetched again, they would be: https://a.example/3\n" in called.err
    assert called.err.endswith("nothing was repaired: first restore a backup, for what cannot be mended\n")


def test_settle_and_migrate_say_that_there_is_nothing_to_do(call: Call) -> None:
    assert call("store", "settle").err == "0 articles looked at, 0 changed\n"
    assert call("store", "migrate").err.endswith(", up to date\n")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["prune"], "--older-than"),
        (["prune", "--older-than", "soon"], '--older-than soon: expected an age: a number and a unit, such as "36h"'),
        (["prune", "--older-than", "0d"], "--older-than 0d: expected an age of at least one hour"),
        (["prune", "--older-than", "59m"], "--older-than 59m: expected an age of at least one hour"),
        (
            ["prune", "--older-than", "1d", "--outlet", "b.example", "--outlet", "x"],
            "--outlet x: the store has no article",
        ),
        (["backup"], "FILE|FOLDER"),
        (["backup", "newsieve.db"], "newsieve.db: is the store itself: expected another file"),
        (["backup", "absent/copy.db"], "absent/copy.db: the folder absent does not exist"),
        (["check", "--sample", "0"], "--sample"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(call: Call, arguments: list[str], complaint: str) -> None:
    called = call("store", *arguments)
    assert (called.code, called.out) == (2, "")
    assert complaint in called.err.splitlines()[-1]


@pytest.mark.parametrize(
    "command", [["prune", "--older-than", "1d"], ["check"], ["settle"], ["migrate"], ["backup", "x"]]
)
def test_a_store_that_is_not_there_is_not_made(call: Call, command: list[str]) -> None:
    called = call("store", *command, "--store", "none.db")
    assert (called.code, called.err) == (1, "newsieve: none.db: no such store\n")
    assert not Path("none.db").exists()


def test_that_a_store_was_migrated_is_said_in_one_line_by_whatever_command(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later_schema(tmp_path, monkeypatch)
    name = Path("newsieve.db")
    first, second = call("stories"), call("stories")
    assert first.err.splitlines()[0].startswith(f"{name}: brought from schema ")
    assert first.err.splitlines()[0].endswith(f"; as it was before it stays in {name}.before-9999")
    assert first.out == second.out
    assert "schema" not in second.err
