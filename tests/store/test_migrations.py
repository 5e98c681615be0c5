from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from newsieve.store.database import open_engine
from newsieve.store.schema import metadata


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
