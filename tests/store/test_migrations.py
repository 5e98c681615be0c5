from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from newsieve.store import Keeper, Store, database_url
from newsieve.store.database import open_engine
from newsieve.store.migrate import _config
from newsieve.store.rows import article_row
from newsieve.store.schema import metadata
from tests.conftest import NewStore
from tests.postgres import Postgres
from tests.store.stories import article, story


def test_migrations_end_in_the_schema_that_the_code_uses(new_store: NewStore) -> None:
    engine = open_engine(new_store(), create=True)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_many_that_open_a_new_postgresql_store_at_once_make_it_once(postgres: Postgres) -> None:
    with postgres.database("template0") as url, ThreadPoolExecutor(4) as pool:
        for store in pool.map(Store.open, [url] * 4):
            store.close()


def test_texts_of_a_postgresql_store_are_ordered_by_their_bytes_in_any_locale(postgres: Postgres) -> None:
    with postgres.database() as url:
        collations = postgres.run(
            "SELECT DISTINCT collation_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type IN ('text', 'character varying') "
            "AND table_name <> 'alembic_version'",
            database=url.partition("@/")[2].partition("?")[0],
        )
    assert collations == [("C",)]


def looks_again_at_articles_of_an_older_store(url: str) -> bool:
    first, engine = article("https://one.example/a", story("a")), create_engine(database_url(url))
    with engine.begin() as connection:
        command.upgrade(_config(connection), "0002")
        row = article_row(first) | {"n": 1, "settled": False, "version": 1}
        marks = ", ".join(f":{name}" for name in row)
        connection.execute(text(f"INSERT INTO articles ({', '.join(row)}) VALUES ({marks})"), row)
    engine.dispose()
    assert first.fetched_at
    Keeper.migrate(url)
    with Store.open(url) as store:
        due = store.due_checks(["one.example"], [timedelta(hours=1)], 9, first.fetched_at + timedelta(hours=1))
        return [check.recheck.id for check in due] == [first.id] and store.read([first.id])[first.id][0].versions == 1


def test_articles_of_an_older_store_are_looked_at_again(tmp_path: Path, postgres: Postgres) -> None:
    assert looks_again_at_articles_of_an_older_store(str(tmp_path / "news.db"))
    with postgres.database("template0") as url:
        assert looks_again_at_articles_of_an_older_store(url)
