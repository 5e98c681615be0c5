"""What holds for a store in PostgreSQL: reached by URL, refused in one line, no password ever shown."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator

import pytest

from newsieve.errors import StoreError, UsageError
from newsieve.store import Store
from newsieve.store.naming import shown
from tests.postgres import Postgres
from tests.store.locks import waits
from tests.store.stories import article, story


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as url:
        yield url


def name_of(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def refusal(url: str, *, create: bool = True) -> str:
    with pytest.raises((StoreError, UsageError)) as refused:
        Store.open(url, create=create)
    line = str(refused.value)
    assert "\n" not in line
    assert "secret" not in line
    return line.removeprefix(f"{shown(url)}: ")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_each_way_to_write_the_scheme_names_the_same_store(url: str, scheme: str) -> None:
    with Store.open(url.replace("postgresql", scheme, 1)) as store:
        store.save([article("https://a.example/1", story("a"))])
    with Store.open(url, create=False) as store:
        assert store.counts().articles == 1


def test_a_database_that_does_not_exist_is_named(postgres: Postgres) -> None:
    assert refusal(postgres.url("absent")) == 'cannot be opened: database "absent" does not exist'


def test_a_user_that_does_not_exist_is_named(postgres: Postgres) -> None:
    url = postgres.url("postgres", user="nobody:secret")
    assert refusal(url) == 'cannot be opened: role "nobody" does not exist'


def test_a_server_that_is_not_there_is_said_to_be_so() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        assert refusal(f"postgresql://ina:secret@127.0.0.1:{port}/news") == "cannot be opened: Connection refused"


def test_a_host_that_is_not_there_is_said_to_be_so() -> None:
    assert "no-such-host.invalid" in refusal("postgresql://ina:secret@no-such-host.invalid/news")


def test_a_wrong_password_is_refused_and_not_shown(postgres: Postgres) -> None:
    postgres.run("CREATE ROLE ina LOGIN PASSWORD 'right'")
    with postgres.rule("local all ina scram-sha-256"):
        url = postgres.url("postgres", user="ina:secret")
        assert refusal(url) == 'cannot be opened: password authentication failed for user "ina"'


def test_a_database_of_something_else_is_refused_and_left_alone(postgres: Postgres) -> None:
    with postgres.database("template0") as url:
        postgres.run("CREATE TABLE mine (x int)", name_of(url))
        assert refusal(url) == "is a database, but not a newsieve store"
        postgres.run("CREATE TABLE alembic_version (version_num text)", name_of(url))
        postgres.run("INSERT INTO alembic_version VALUES ('0002')", name_of(url))
        assert refusal(url) == "is a database, but not a newsieve store"


def test_an_empty_database_is_no_store_unless_one_is_to_be_made(postgres: Postgres) -> None:
    with postgres.database("template0") as url:
        assert refusal(url, create=False) == "no such store: the database is empty"
        Store.open(url).close()
        Store.open(url, create=False).close()


def test_a_database_of_another_encoding_is_refused(postgres: Postgres) -> None:
    postgres.run("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    assert refusal(postgres.url("latin")).endswith("its encoding is LATIN1; a store needs UTF8")
    postgres.run("DROP DATABASE latin")


def test_one_who_may_only_read_can_read(postgres: Postgres, url: str) -> None:
    postgres.run("CREATE ROLE reader LOGIN")
    postgres.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", name_of(url))
    with Store.open(url) as store:
        store.save([article("https://a.example/1", story("a"))])
    with Store.open(url.replace("postgres@", "reader@", 1), create=False) as store:
        assert store.counts().articles == 1
        with pytest.raises(StoreError, match="permission denied"):
            store.save([article("https://a.example/2", story("b"))])


def test_a_lost_connection_is_one_line_and_the_next_call_connects_again(
    postgres: Postgres, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsieve.store.articles.BATCH", 2)
    with Store.open(url) as store:
        store.save([article(f"https://a.example/{i}", story(f"s{i}", 1)) for i in range(6)])
        reading = store.articles()
        next(reading)
        postgres.run(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name_of(url)}'")
        with pytest.raises(StoreError) as lost:
            list(reading)
        assert str(lost.value).endswith("the connection to the database was lost; what was stored before is kept")
        assert store.counts().articles == 6


def test_a_servers_time_limit_does_not_end_the_wait_for_another_settling(url: str) -> None:
    assert waits(url, f"{url}&options=-cstatement_timeout%3D1s", seconds=1.5)


def test_without_the_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert refusal("postgresql://ina@db.example/news") == (
        "PostgreSQL needs the extra: pip install 'newsieve[postgres]'"
    )


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("postgresql://ina:secret@db.example", "names no database"),
        ("postgresql://ina:se@cret@db.example/news", "%40"),
        ("postgresql://ina:secret@db.example:port/news", "no store"),
        ("postgresql+asyncpg://ina:secret@db.example/news", "no store of this version"),
        ("mysql://ina:secret@db.example/news", "no store of this version"),
        ("postgresql://ina@db.example/?password=secret", "names no database"),
        ("postgresql//ina:secret@db.example/news", "no store"),
        ("postgresql:/ina:secret@db.example/news", "no store"),
        ("user=ina password=secret host=db.example", "no store"),
    ],
)
def test_a_url_of_no_store_is_a_usage_error_without_its_password(url: str, complaint: str) -> None:
    assert complaint in refusal(url)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("postgresql://ina:secret@db.example:5432/news", "postgresql://ina:***@db.example:5432/news"),
        ("postgres://:secret@/news?host=/run", "postgres://:***@/news?host=/run"),
        ("postgresql://ina:se/c?r@et@db.example/news", "postgresql://ina:***@db.example/news"),
        (
            "postgresql://ina@db.example/news?password=secret&port=1",
            "postgresql://ina@db.example/news?password=***&port=1",
        ),
        ("postgresql://ina@db.example:5432/news", "postgresql://ina@db.example:5432/news"),
        ("sqlite:////var/a:b@c.db", "sqlite:////var/a:b@c.db"),
        ("a:b@c.db", "a:b@c.db"),
    ],
)
def test_a_store_is_shown_without_its_password(url: str, name: str) -> None:
    assert shown(url) == name


def test_stores_in_two_schemas_of_one_database_are_crawled_at_once(postgres: Postgres) -> None:
    with postgres.database("template0") as url:
        name = url.rpartition("@/")[2].partition("?")[0]
        for schema in ("one", "two"):
            postgres.run(f"CREATE SCHEMA {schema}", name)
        urls = [f"{url}&options=-csearch_path%3D{schema}" for schema in ("one", "two")]
        with Store.open(urls[0]) as first, Store.open(urls[1]) as second:
            with first.crawler() as number, second.crawler() as other:
                assert number == other
            with first.crawler():
                pass
