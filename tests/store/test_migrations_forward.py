"""A store of an older revision, brought up to date."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from newsieve.errors import InputError, StoreError
from newsieve.store import Keeper, migrate
from newsieve.store.database import KINDS
from newsieve.store.naming import database_url
from tests.conftest import NewStore
from tests.store.later import head, later_schema

FIRST = "0002"

Later = Callable[[], str]


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Later:
    """From the call on there is a schema later than this version's: its revision."""
    return lambda: later_schema(tmp_path, monkeypatch)


def first_store(url: str) -> None:
    """A store as the first schema made it, with one article that has a signature."""
    kind = KINDS[database_url(url).get_backend_name()]
    engine = kind.engine_of(database_url(url), url, create=True)
    with engine.begin() as connection:
        command.upgrade(migrate._config(connection), FIRST)
        connection.execute(text(
            "INSERT INTO articles (n, id, key, source, url, site, authors, tags, images, paragraphs, removed, "
            "boilerplate, settled, version) VALUES (1, '0123456789abcdef', 'https://a.example/1', 'x', "
            "'https://a.example/1', 'a.example', '[]', '[]', '[]', '[\"A story.\"]', '[]', '[]', false, 1)"
        ))  # fmt: skip
        connection.execute(text("INSERT INTO signatures (article, hashes) VALUES (1, :hashes)"), {"hashes": b"x"})
    engine.dispose()


def held(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT id, hashes FROM articles JOIN signatures ON article = n").fetchall()


def revision(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        found: str = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        return found


def test_an_older_store_in_a_file_is_migrated_as_it_is_opened_and_a_copy_is_kept(
    tmp_path: Path, later: Later, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "news.db"
    first_store(str(path))
    now = later()
    with caplog.at_level(logging.WARNING):
        Keeper.open(str(path), create=False).close()
    copy = tmp_path / f"news.db.before-{now}"
    assert (revision(copy), revision(path)) == (FIRST, now)
    assert held(copy) == held(path) == [("0123456789abcdef", b"x")]
    told = f"news.db: brought from schema {FIRST} to {now}; as it was before it stays in {copy}"
    assert [record.getMessage() for record in caplog.records] == [str(tmp_path / told)]
    Keeper.open(str(path), create=False).close()
    assert len(caplog.records) == 1


def test_an_older_store_in_postgresql_is_migrated_when_that_is_asked_for(
    request: pytest.FixtureRequest, later: Later
) -> None:
    with request.getfixturevalue("postgres").database("template0") as url:
        first_store(url)
        now = later()
        with pytest.raises(StoreError, match=f"has the schema {FIRST}, this newsieve needs {now}: make a copy"):
            Keeper.open(url)
        done = Keeper.migrate(url)
        assert (done.before, done.after, done.copy) == (FIRST, now, None)
        assert Keeper.migrate(url).before == now
        with Keeper.open(url, create=False) as store:
            assert store.counts().articles == 1


def test_without_a_copy_nothing_is_migrated(tmp_path: Path, later: Later) -> None:
    path = tmp_path / "news.db"
    first_store(str(path))
    now = later()
    (tmp_path / f"news.db.before-{now}").mkdir()
    with pytest.raises(InputError, match="no copy could be made"):
        Keeper.open(str(path))
    assert revision(path) == FIRST


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path: Path, later: Later) -> None:
    path = tmp_path / "news.db"
    first_store(str(path))
    later()
    script = migrate.MIGRATIONS / "versions" / "9999_later.py"
    script.write_text(script.read_text() + '    op.execute("SELECT * FROM nowhere")\n')
    with pytest.raises(StoreError, match="nowhere"):
        Keeper.open(str(path))
    assert (revision(path), held(path)) == (FIRST, [("0123456789abcdef", b"x")])


def test_a_store_of_today_needs_no_migration(new_store: NewStore) -> None:
    Keeper.open(url := new_store()).close()
    done = Keeper.migrate(url)
    assert (done.before, done.after, done.copy) == (head(), head(), None)
