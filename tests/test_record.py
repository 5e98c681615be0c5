from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsieve.article import (
    Article,
    Dropped,
    DropReason,
    Image,
    Relation,
    RemovalReason,
    Removed,
    Verdict,
)
from newsieve.record import FIELDS, SCHEMA, Record, dropped_record, record, sound, to_line
from newsieve.urls import article_id, page_key
from tests.schema_check import problems

URL = "https://harbour.example/ferry"
FULL = Article(
    id=article_id(page_key(URL)),
    key=page_key(URL),
    source=URL,
    url=URL,
    site="harbour.example",
    title="Ferry returns",
    paragraphs=("The ferry is back.", "Read our newsletter.", "It sails at noon."),
    canonical_url=URL,
    original_url="https://wire.example/ferry",
    authors=("Ada Quill",),
    published="2026-01-02T08:00:00+01:00",
    modified="2026-01-02",
    language="en",
    section="Local",
    tags=("ferry",),
    images=(Image("https://harbour.example/f.jpg", "The ferry", "Ada Quill", "a ferry"),),
    paywalled=False,
    removed=(Removed("Photo: Ada Quill", RemovalReason.PHOTO_CREDIT),),
    boilerplate=frozenset({1}),
    fetched_at=datetime(2026, 1, 3, 4, 5, 6, 789, UTC),
)
VERDICT = Verdict("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", Relation.NEAR, 0.91234567, 0.99)


def test_the_fields_stand_in_the_order_of_the_contract() -> None:
    contract = (
        "id source url canonical_url original_url status reason title authors published modified language site section "
        "tags images paywalled text removed fetched_at gone_at versions cluster duplicate_of relation similarity "
        "containment"
    )
    assert " ".join(record(FULL)) == contract
    assert " ".join(dropped_record(Dropped(URL, URL, DropReason.ROBOTS))) == contract
    assert " ".join(field.name for field in FIELDS) == contract
    assert " ".join(Record.__annotations__) == contract


def test_an_article_is_told_in_full() -> None:
    told = record(FULL, VERDICT)
    assert told["text"] == "The ferry is back.\n\nIt sails at noon."
    assert told["removed"] == [
        {"text": "Photo: Ada Quill", "reason": "photo_credit"},
        {"text": "Read our newsletter.", "reason": "site_boilerplate"},
    ]
    assert told["fetched_at"] == "2026-01-03T04:05:06+00:00"
    assert (told["cluster"], told["relation"], told["similarity"]) == ("aaaaaaaaaaaaaaaa", "near", 0.9123)
    assert told["images"][0]["credit"] == "Ada Quill"


def test_without_a_verdict_the_duplicate_fields_are_null() -> None:
    told = record(FULL)
    keys = ("cluster", "duplicate_of", "relation", "similarity", "containment")
    assert [told[key] for key in keys] == [None] * 5  # type: ignore[literal-required]  # keys of the record


def test_a_dropped_page_has_its_reason_and_no_text() -> None:
    told = dropped_record(Dropped(URL, URL, DropReason.TOO_SHORT, "12 words", key=page_key(URL), title="Ferry"))
    assert (told["status"], told["reason"], told["text"], told["title"]) == ("dropped", "too_short", None, "Ferry")
    assert (told["id"], told["site"]) == (FULL.id, "harbour.example")


def test_what_is_no_url_has_an_id_too() -> None:
    told = dropped_record(Dropped("no url", "no url", DropReason.BAD_URL))
    assert problems(SCHEMA, told) == []
    assert told["site"] is None


@pytest.mark.parametrize(
    "told",
    [
        record(FULL),
        record(FULL, VERDICT),
        record(Article("0" * 16, "file:///x", "x", "file:///x", "", None, ("a",))),
        *(dropped_record(Dropped("x", URL, reason, key=page_key(URL))) for reason in DropReason),
    ],
)
def test_every_record_keeps_to_the_schema(told: Record) -> None:
    assert problems(SCHEMA, json.loads(to_line(told))) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("id", ""), ("status", "odd"), ("reason", "odd"), ("authors", "Ada"), ("similarity", 2), ("text", 1), ("odd", 1)],
)
def test_the_schema_refuses_what_is_no_record(key: str, value: object) -> None:
    told: dict[str, Any] = {**record(FULL), key: value}
    assert problems(SCHEMA, told) != []


def test_the_schema_refuses_a_record_with_a_field_missing() -> None:
    assert problems(SCHEMA, {key: value for key, value in record(FULL).items() if key != "text"}) != []


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_any_text_becomes_one_line_of_valid_utf_8(text: str) -> None:
    article = Article("0" * 16, "k", text, URL, text, text, (text,), authors=(text,), tags=(text,))
    line = to_line(record(article))
    assert len(line.splitlines()) == 1
    assert json.loads(line.encode("utf-8").decode("utf-8"))["title"] == sound(text)


def test_a_line_holds_nothing_that_could_steer_a_terminal() -> None:
    assert to_line({"a": "\x1b[31m\x9b31m\u202eevil\x7f"}).isprintable()
