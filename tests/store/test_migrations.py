from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from newsieve.store import Selection, Store
from newsieve.store.database import open_engine
from newsieve.store.schema import metadata
from tests.store.stories import article, story


def test_migrations_end_in_the_schema_that_the_code_uses(tmp_path: Path) -> None:
    engine = open_engine(str(tmp_path / "news.db"), create=True)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_the_store_is_opened_for_one_writer_and_many_readers(tmp_path: Path) -> None:
    engine = open_engine(str(tmp_path / "news.db"), create=True)
    with engine.connect() as connection:
        pragmas = {
            p: connection.exec_driver_sql(f"PRAGMA {p}").scalar()
            for p in ("journal_mode", "synchronous", "busy_timeout")
        }
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 1, "busy_timeout": 30_000}


def test_a_store_of_the_first_schema_is_numbered_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with Store.open(str(path)) as store:
        run = store.start_run("newsieve crawl")
        store.save([article(f"https://{site}.example/1", story("wire")) for site in ("a", "b")])
        store.save([article("https://c.example/1", story("other"))])
        store.settle()
        store.finish_run(run, "{}")
        before = list(store.articles())
    _downgrade(path)
    with Store.open(str(path)) as store:
        assert list(store.articles()) == before
        assert store.mark_of(run) == 0
        with store.snapshot() as view:
            since = Selection(after=store.mark_of(run))
            assert list(view.articles(since, every=True)) == before
            assert (view.count_stories(since), view.count_copies(since)) == (2, 1)
            assert view.count_articles(Selection(after=view.mark), every=True) == 0


def _downgrade(path: Path) -> None:
    """Make of a store what the first schema had."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            "DROP TABLE changes; DROP INDEX ix_verdicts_duplicate_of; DELETE FROM meta WHERE key = 'changes';"
            "ALTER TABLE runs DROP COLUMN mark; ALTER TABLE runs DROP COLUMN articles;"
            "UPDATE alembic_version SET version_num = '0001';"
        )
