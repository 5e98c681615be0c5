from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from backports import zstd

from tests.cli.calling import Call, story

STANDING = ("cluster", "duplicate_of", "relation", "similarity", "containment")


def lines(*records: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def standing(record: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(record[key] for key in STANDING)


FIRST = {"id": "a", "text": story(1), "published": "2026-01-01", "extra": [1, {"x": None}]}
COPY = {"id": "b", "text": story(1), "published": "2026-01-02"}
OTHER = {"id": "c", "text": story(5), "published": "2026-01-02"}


def test_every_record_is_marked_in_the_order_of_the_input(call: Call, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines(COPY, OTHER, FIRST))
    called = call("dedup", "in.jsonl")
    assert called.code == 0
    assert [record["id"] for record in called.records] == ["b", "c", "a"]
    assert [standing(record) for record in called.records] == [
        ("a", "a", "exact", 1.0, 1.0),
        ("c", None, None, None, None),
        ("a", None, None, None, None),
    ]
    assert {key: called.records[2][key] for key in FIRST} == FIRST
    assert "3 records, 2 unique, 1 copies" in called.err


def test_unique_keeps_the_canonical_record_of_every_story(call: Call) -> None:
    called = call("dedup", "-", "--unique", stdin=lines(COPY, OTHER, FIRST))
    assert [record["id"] for record in called.records] == ["c", "a"]


def test_packed_files_are_read_whatever_they_are_called(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines(FIRST)))
    (tmp_path / "b.jsonl.zst").write_bytes(zstd.compress(lines(COPY)))
    (tmp_path / "c").write_bytes(gzip.compress(lines(OTHER)))
    called = call("dedup", "a.jsonl.gz", "b.jsonl.zst", "c")
    assert [record["cluster"] for record in called.records] == ["a", "a", "c"]


def test_a_record_is_known_by_its_id_else_its_url_else_its_number(call: Call) -> None:
    url = "https://harbour.example/a"
    given = lines({"text": story(1)}, {"url": url, "text": story(2)}, {"id": 7, "url": url, "text": story(4)})
    assert [record["cluster"] for record in call("dedup", "-", stdin=given).records] == [1, url, 7]


def test_columns_may_have_other_names(call: Call) -> None:
    given = lines({"key": "x", "body": story(1)}, {"key": "y", "body": story(1)})
    called = call("dedup", "-", "--field", "text=body", "--field", "id=key", stdin=given)
    assert [record["cluster"] for record in called.records] == ["x", "x"]


def test_two_stories_with_one_id_stay_two_clusters(call: Call) -> None:
    called = call("dedup", "-", stdin=lines(FIRST, OTHER | {"id": "a"}, COPY))
    assert [record["cluster"] for record in called.records] == ["a", "a#2", "a"]
    assert [record["id"] for record in called.records] == ["a", "a", "b"]
    assert "ids that an earlier record has: 1, first 'a'" in called.err


def test_records_without_text_pass_through_unmarked(call: Call) -> None:
    called = call("dedup", "-", stdin=lines(FIRST, {"id": "d", "text": None}, {"id": "e"}, {"id": "f", "text": " "}))
    assert [standing(record) for record in called.records[1:]] == [(None,) * 5] * 3
    assert "3 without text" in called.err
    unique = call("dedup", "-", "--unique", stdin=lines(FIRST, {"id": "d", "text": None}))
    assert [record["id"] for record in unique.records] == ["a"]


def test_a_line_that_is_no_record_is_named_and_counted_and_the_run_goes_on(call: Call, tmp_path: Path) -> None:
    bad = b'{"id": \n[1]\n"x"\n{"text": NaN}\n{"text": 1e999}\n\xff\xfe\n' + b"[" * 100_000 + b"\n"
    (tmp_path / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + lines(FIRST) + b"\n" + bad + lines(COPY))
    called = call("dedup", "in.jsonl")
    assert called.code == 0
    assert [record["id"] for record in called.records] == ["a", "b"]
    assert [f"in.jsonl:{number}: " in called.err for number in range(3, 10)] == [True] * 7
    assert "7 unreadable" in called.err
    assert call("dedup", "in.jsonl", "--strict").code == 1


def test_lone_surrogates_in_a_record_come_out_as_they_went_in(call: Call) -> None:
    given = FIRST | {"title": "\ud800", "text": story(1) + "\udfff", "k\udc80": "\x9b"}
    called = call("dedup", "-", stdin=lines(given))
    assert called.code == 0
    assert {key: called.records[0][key] for key in given} == given


def test_a_file_that_breaks_off_keeps_what_came_before(call: Call, tmp_path: Path) -> None:
    packed = gzip.compress(lines(*({"id": n, "text": story(n)} for n in range(40))), compresslevel=0)
    (tmp_path / "in.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "in.jsonl.zst").write_bytes(zstd.compress(lines(FIRST)) + b"rubbish")
    called = call("dedup", "in.jsonl.gz", "in.jsonl.zst")
    assert called.code == 0
    assert 0 < len(called.records) < 41
    assert "in.jsonl.gz: cannot be read: compressed file ended" in called.err
    assert "in.jsonl.zst: cannot be read: " in called.err


def test_nothing_to_compare_is_no_success(call: Call) -> None:
    called = call("dedup", "-", stdin=lines({"id": 1, "body": "x"}))
    assert (called.code, called.out) == (1, "")
    assert "no record with a text in the field 'text'; --field text=COLUMN names another" in called.err
    assert "no record in -" in call("dedup", "-", stdin=b"").err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["absent.jsonl"], "absent.jsonl: no such file or directory"),
        (["."], ".: a folder: expected JSON Lines or Parquet files"),
        (["-", "--field", "txt=body"], "--field txt=body: expected NAME=COLUMN with NAME one of id, text,"),
        (["-", "--field", "text"], "--field text: expected NAME=COLUMN"),
        (["-", "-o", "."], ".: a folder: expected a file to write to"),
        ([], "Missing argument"),
        (["-", "--format", "xml"], "'xml' is not"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(call: Call, arguments: list[str], complaint: str) -> None:
    called = call("dedup", *arguments)
    assert (called.code, called.out) == (2, "")
    assert complaint in called.err
    assert called.err.count("\n") == 1


def test_parquet_without_its_package_is_one_clear_line(call: Call, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    (tmp_path / "in.parquet").write_bytes(b"PAR1")
    called = call("dedup", "in.parquet")
    assert called.code == 1
    assert "in.parquet: Parquet needs pyarrow" in called.err


def test_a_file_may_be_replaced_by_its_own_result(call: Call, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines(FIRST, COPY))
    assert call("dedup", "in.jsonl", "--unique", "-o", "in.jsonl").code == 0
    kept = [json.loads(line) for line in (tmp_path / "in.jsonl").read_text().splitlines()]
    assert [record["id"] for record in kept] == ["a"]


def test_with_a_store_records_are_judged_among_everything_it_holds(call: Call, tmp_path: Path) -> None:
    page = "https://harbour.example/ferry"
    assert call("dedup", "-", "--store", "news.db", stdin=lines(FIRST | {"id": None, "url": page})).code == 0
    called = call("dedup", "-", "--store", "news.db", stdin=lines(COPY, OTHER, OTHER | {"id": "d"}))
    assert [record["duplicate_of"] is None for record in called.records] == [False, True, False]
    assert called.records[2]["cluster"] == "c"
    exported = call("export", "--store", "news.db", "--all").records
    assert [record["url"] for record in exported] == [page, "record:b", "record:c", "record:d"]
    assert called.records[0]["cluster"] == exported[0]["id"]


def test_a_store_gives_the_clusters_that_memory_gives(call: Call) -> None:
    records = [
        {"id": f"{n}-{k}", "text": story(n) + " Extra." * k, "site": f"s{k}"} for n in (1, 5, 11) for k in range(3)
    ]
    given = lines(*records)
    in_memory = call("dedup", "-", stdin=given).records
    in_store = call("dedup", "-", "--store", "news.db", stdin=given).records
    assert [standing(record) for record in in_memory] == [standing(record) for record in in_store]


def test_one_page_twice_in_the_input_is_two_records_in_the_store(call: Call) -> None:
    url = "https://harbour.example/a"
    given = lines({"url": url, "text": story(1)}, {"url": url, "text": story(5)})
    called = call("dedup", "-", "--store", "news.db", stdin=given)
    assert [record["cluster"] for record in called.records] == [url, f"{url}#2"]
