from __future__ import annotations

import threading
from pathlib import Path

import pytest

from newsieve.errors import InputError, UsageError
from newsieve.store import Keeper
from tests.conftest import NewStore
from tests.store.stories import article, story
from tests.store.test_check import contents, fill


def test_a_backup_is_a_store_in_a_file_and_holds_all_of_any_store(new_store: NewStore, tmp_path: Path) -> None:
    with Keeper.open(new_store()) as store:
        fill(store, 1)
        store.start_run("test")
        path = store.back_up(tmp_path / "copy.db")
        with Keeper.open(str(path), create=False) as copy:
            assert contents(copy) == contents(store)
            assert list(copy.articles()) == list(store.articles())
            assert [run.command for run in copy.runs(5)] == ["test"]
            assert copy.check().findings == ()
            assert copy.save([article("https://a.example/more", story("more"))])[0].new
    assert not list(tmp_path.glob("*.part*"))


def test_a_backup_made_while_others_write_is_of_one_moment(new_store: NewStore, tmp_path: Path) -> None:
    with Keeper.open(url := new_store()) as store, Keeper.open(url) as another:
        fill(store, 2)
        over = threading.Event()

        def write() -> None:
            number = 0
            while not over.is_set():
                another.save([article(f"https://w.example/{number}", story(f"w{number}"))])
                number += 1

        thread = threading.Thread(target=write)
        thread.start()
        try:
            paths = [store.back_up(tmp_path / f"{n}.db") for n in range(3)]
        finally:
            over.set()
            thread.join()
    for path in paths:
        with Keeper.open(str(path), create=False) as copy:
            assert copy.check().findings == ()


def test_a_backup_in_a_folder_is_named_by_store_and_moment(store: Keeper, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    path = store.back_up(folder)
    assert [found.name for found in folder.iterdir()] == [path.name]
    assert path.name.startswith("news")
    assert path.suffix == ".db"


def test_a_former_backup_is_replaced_and_nothing_else(new_store: NewStore, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    with Keeper.open(url := new_store()) as store:
        store.back_up(tmp_path / "copy.db")
        store.save([article("https://a.example/1", story("1"))])
        store.back_up(tmp_path / "copy.db")
        with pytest.raises(UsageError, match="is there and is no backup"):
            store.back_up(notes)
        with pytest.raises(UsageError, match="does not exist"):
            store.back_up(tmp_path / "absent" / "copy.db")
        if "://" not in url:
            with pytest.raises(UsageError, match="is the store itself"):
                store.back_up(Path(url))
    assert notes.read_text() == "mine"
    with Keeper.open(str(tmp_path / "copy.db"), create=False) as copy:
        assert copy.counts().articles == 1


@pytest.mark.parametrize("new_store", ["sqlite"], indirect=True)
def test_a_copy_that_is_damaged_never_gets_its_name(
    new_store: NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.db"
    with Keeper.open(url := new_store()) as store:
        fill(store, 1)
    with Path(url).open("r+b") as file:
        file.seek(-20 * 4096, 2)
        file.write(b"\xff" * 4096 * 20)
    with Keeper.open(url) as store, pytest.raises(InputError, match=r"copy\.db: no copy could be made: .*"):
        store.back_up(target)
    assert [path for path in tmp_path.iterdir() if "copy" in path.name] == []
