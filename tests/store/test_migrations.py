from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from newsieve.store import Store
from newsieve.store.database import open_engine
from newsieve.store.schema import metadata
from tests.conftest import NewStore
from tests.postgres import Postgres


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
