"""What holds for a store in a file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest

from newsieve.errors import StoreError, UsageError
from newsieve.store import Store
from newsieve.store.database import open_engine
from tests.store.locks import waits


def test_a_store_in_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        Store.open(str(tmp_path / "absent" / "news.db"))


def test_a_store_that_must_exist_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with pytest.raises(StoreError, match="no such store"):
        Store.open(str(path), create=False)
    assert not path.exists()


def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.db"
    text.write_text("not a database at all, but long enough to have a header of its own\n" * 20)
    with pytest.raises(StoreError, match="not a newsieve store"):
        Store.open(str(text))
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    with pytest.raises(StoreError, match="not a newsieve store"):
        Store.open(str(other))


@pytest.mark.parametrize(
    "url",
    ["mysql://host/db", "sqlite://", "sqlite:///:memory:", ":memory:", "sqlite+aiosqlite:///news.db", "nonsense://"],
)
def test_what_names_no_store_is_a_usage_error(url: str) -> None:
    with pytest.raises(UsageError, match=r"store|file"):
        Store.open(url)


def test_the_store_is_opened_for_one_writer_and_many_readers(tmp_path: Path) -> None:
    engine = open_engine(str(tmp_path / "news.db"), create=True)
    with engine.connect() as connection:
        pragmas = {
            p: connection.exec_driver_sql(f"PRAGMA {p}").scalar()
            for p in ("journal_mode", "synchronous", "busy_timeout")
        }
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 1, "busy_timeout": 30_000}


def test_an_empty_file_is_no_store_unless_one_is_to_be_made(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    path.touch()
    with pytest.raises(StoreError, match="no such store"):
        Store.open(str(path), create=False)
    Store.open(str(path)).close()
    Store.open(str(path), create=False).close()


def test_a_settling_waits_for_another_by_whatever_path_the_store_is_named(tmp_path: Path) -> None:
    path, link = tmp_path / "news.db", tmp_path / "elsewhere" / "link.db"
    Store.open(str(path)).close()
    link.parent.mkdir()
    link.symlink_to(path)
    assert waits(str(path), str(link))


def test_a_store_is_read_while_another_process_writes(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    Store.open(str(path)).close()
    with sqlite3.connect(path, isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with Store.open(str(path), create=False) as store:
            assert store.counts().articles == 0
        writer.execute("ROLLBACK")
    writer.close()


def test_a_store_that_two_make_at_once_is_made_by_one_and_awaited_by_the_other(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = Timer(0.3, other.rollback)
        release.start()
        with Store.open(str(path)) as store:
            assert list(store.articles()) == []
        release.join()
