from __future__ import annotations

import io
from importlib import import_module
from typing import Any

import pytest

from newsieve.export import TABLES, ParquetWriter
from newsieve.export.parquet import ROWS

PARQUET: Any = import_module("pyarrow.parquet")  # it has no types
EDGE = {
    "first": "a", "copy": "b", "first_url": "https://a.example/", "copy_url": "https://b.example/",
    "first_site": "a.example", "copy_site": "b.example", "delay_minutes": -3, "relation": "near",
    "similarity": 0.5, "containment": 1,
}  # fmt: skip


def written(what: str, records: list[dict[str, Any]]) -> Any:
    stream = io.BytesIO()
    with ParquetWriter(TABLES[what].fields, stream.write) as writer:
        for one in records:
            writer.write(one)
    return PARQUET.ParquetFile(io.BytesIO(stream.getvalue()))


def test_rows_come_back_a_group_at_a_time() -> None:
    file = written("copies", [EDGE | {"copy": str(n)} for n in range(2 * ROWS + 1)])
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [ROWS, ROWS, 1]
    assert file.read().to_pylist()[-1] == EDGE | {"copy": str(2 * ROWS)}


@pytest.mark.parametrize("what", TABLES)
def test_columns_have_the_types_of_the_schema(what: str) -> None:
    columns = {column.name: (str(column.type), column.nullable) for column in written(what, []).schema_arrow}
    assert list(columns) == [field.name for field in TABLES[what].fields]
    expected = {
        "articles": {
            "id": ("string", False),
            "published": ("string", True),
            "paywalled": ("bool", True),
            "status": ("string", False),
            "relation": ("string", True),
            "similarity": ("double", True),
        },
        "stories": {"sites": ("int64", False), "cluster": ("string", False)},
        "copies": {"delay_minutes": ("int64", True), "first": ("string", True), "copy": ("string", False)},
    }[what]
    assert {name: columns[name] for name in expected} == expected


def test_what_was_broken_off_is_no_parquet_file() -> None:
    stream = io.BytesIO()
    with pytest.raises(KeyboardInterrupt):
        _broken_off(stream)
    with pytest.raises(ValueError, match="Parquet"):
        PARQUET.ParquetFile(io.BytesIO(stream.getvalue()))


def _broken_off(stream: io.BytesIO) -> None:
    with ParquetWriter(TABLES["copies"].fields, stream.write) as writer:
        writer.write(EDGE)
        raise KeyboardInterrupt
