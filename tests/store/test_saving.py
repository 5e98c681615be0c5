from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from newsieve.article import Article, Dropped, DropReason, Relation
from newsieve.errors import StoreError
from newsieve.store import Store, repeats
from newsieve.store.database import CHUNK
from tests.conftest import NewStore
from tests.store.stories import article, paragraph, refused, story

SITES = ("one", "two", "three")
OUTCOMES = 60


def outcomes() -> list[Article | Dropped]:
    """Stories in versions, pages that come again with the same text or another, and drops."""
    rnd = random.Random(5)
    stream: list[Article | Dropped] = []
    for i in range(OUTCOMES):
        text = story(f"s{rnd.randrange(12)}")[rnd.randrange(2) : rnd.randint(5, 6)]
        found = article(f"https://{rnd.choice(SITES)}.example/{rnd.randrange(40)}", (*text, paragraph(f"own{i}", 8)))
        stream.append(replace(found, published=f"2026-03-01T{i // 3:02}:00:00Z"))
        if i % 7 == 0:
            stream.append(stream[rnd.randrange(len(stream))])
        if i % 5 == 0:
            dropped = Dropped(source=found.source, url=found.url, reason=DropReason.TOO_SHORT, key=found.key)
            stream.append(replace(dropped, detail="too short"))
    return stream


def contents(store: Store) -> list[list[tuple[Any, ...]]]:
    """All rows of the tables that saving writes, but for the numbers of changes, of which each transaction has one."""
    tables = ("articles", "pages", "verdicts", "matches", "signatures", "bands", "paragraphs")
    with store._reading() as connection:
        return [sorted(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {name}")), key=repr) for name in tables]


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """The statements that the store sends within the block."""
    sent: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(store._engine, "before_cursor_execute", listen)
    yield sent
    event.remove(store._engine, "before_cursor_execute", listen)


def relation(store: Store, name: str) -> Relation | None:
    """How another site's article of this story, which arrives now, relates to what is stored."""
    [saved] = store.save([article(f"https://two.example/{name}", story(name))])
    assert saved.verdict
    return saved.verdict.relation


def test_outcomes_stored_together_come_to_the_same_as_one_by_one(new_store: NewStore) -> None:
    stream = outcomes()
    with Store.open(new_store()) as alone, Store.open(new_store()) as together:
        one_by_one = [saved for outcome in stream for saved in alone.save([outcome])]
        batches = [saved for i in range(0, len(stream), 16) for saved in together.save(stream[i : i + 16])]
        assert batches == one_by_one
        assert contents(together) == contents(alone)
        assert any(saved.verdict and saved.verdict.duplicate_of for saved in batches)


def test_the_statements_for_a_batch_are_as_many_as_for_one_article(store: Store) -> None:
    store.save([article(f"https://one.example/{i}", story(f"s{i}")) for i in range(10)])
    with counted(store) as for_one:
        store.save([article("https://two.example/0", story("s0"))])
    with counted(store) as for_many:
        store.save([article(f"https://two.example/{i}", story(f"s{i}")) for i in range(1, 9)])
    assert len(for_many) == len(for_one) <= 20, for_many


def test_more_copies_than_one_statement_takes_are_all_compared(store: Store) -> None:
    """They arrive in one batch, so that their band keys are asked for in chunks."""
    batch = [article(f"https://{i}.example/a", story("s")) for i in range(CHUNK // 40 + 2)]
    assert {saved.verdict.relation for saved in store.save(batch)[1:] if saved.verdict} == {Relation.EXACT}
    with store._reading() as connection:
        assert len(connection.exec_driver_sql("SELECT * FROM matches").all()) == len(batch) * (len(batch) - 1) // 2


def test_a_text_that_another_process_has_rewritten_is_read_anew(new_store: NewStore) -> None:
    url = new_store()
    with Store.open(url) as store, Store.open(url) as another:
        store.save([article("https://one.example/a", story("a"))])
        another.save([article("https://one.example/a", story("b"))])
        assert relation(store, "b") is Relation.EXACT
        assert relation(store, "a") is None


def test_what_a_failed_batch_has_read_is_not_taken_for_stored(store: Store) -> None:
    first = article("https://one.example/a", story("a"))
    with pytest.raises(StoreError):
        store.save([first, first, refused("https://one.example/other")])
    store.save([article("https://one.example/a", story("b"))])
    assert relation(store, "b") is Relation.EXACT


def test_paragraphs_are_held_once_by_each_article(store: Store) -> None:
    store.save([article(f"https://one.example/{i}", (paragraph("same"), paragraph("same"))) for i in range(2)])
    with store._reading() as connection:
        assert repeats.held_often(connection, [repeats.paragraph_key("one.example", paragraph("same"))], 2)
        assert len(connection.exec_driver_sql("SELECT * FROM paragraphs").all()) == 2
