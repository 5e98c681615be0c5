"""Records as Parquet, a group of rows at a time."""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Sequence
from types import ModuleType, TracebackType
from typing import Any, Self

from newsieve.errors import UsageError
from newsieve.record import Field

ROWS = 2_000  # in a row group: about 10 MB of articles
PLAIN = {"string": "string", "number": "float64", "integer": "int64", "boolean": "bool_"}


def pyarrow() -> ModuleType:
    """The library, loaded when it is wanted. Raises UsageError where it is not installed."""
    try:
        importlib.import_module("pyarrow.parquet")
        return importlib.import_module("pyarrow")
    except ImportError:
        raise UsageError("Parquet needs pyarrow: pip install 'newsieve[parquet]'") from None


class ParquetWriter:
    """Writes records of these fields through `write`; the file is whole when the block is left without an exception."""

    def __init__(self, fields: Sequence[Field], write: Callable[[bytes], object]) -> None:
        self._arrow: Any = pyarrow()
        self._schema = self._arrow.schema([_column(self._arrow, f.name, f.schema) for f in fields])
        self._pipe = _Pipe(write)
        self._writer = self._arrow.parquet.ParquetWriter(self._pipe, self._schema, compression="zstd")
        self._rows: list[Any] = []

    def write(self, record: Any) -> None:
        """Add a record."""
        self._rows.append(record)
        if len(self._rows) >= ROWS:
            self._flush()

    def _flush(self) -> None:
        self._writer.write_batch(self._arrow.RecordBatch.from_pylist(self._rows, schema=self._schema))
        self._rows.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None and self._rows:
            self._flush()
        self._pipe.broken = kind is not None
        self._writer.close()


class _Pipe(io.RawIOBase):
    """What pyarrow takes for a file: it only ever goes forward. Once `broken`, nothing more arrives."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write, self._at = write, 0
        self.broken = False

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._at += len(part)
        if not self.broken:
            self._write(part)
        return len(part)


def _column(arrow: Any, name: str, schema: dict[str, Any]) -> Any:
    return arrow.field(name, _type(arrow, schema), nullable=None in schema.get("enum", ()) or "null" in _kinds(schema))


def _type(arrow: Any, schema: dict[str, Any]) -> Any:
    """The Arrow type of a field's JSON Schema. Dates stay text: a bare date and each page's own zone are kept."""
    if "enum" in schema:
        return arrow.string()
    [kind] = set(_kinds(schema)) - {"null"}
    if kind == "array":
        return arrow.list_(_type(arrow, schema["items"]))
    if kind == "object":
        return arrow.struct([_column(arrow, name, inner) for name, inner in schema["properties"].items()])
    return getattr(arrow, PLAIN[kind])()


def _kinds(schema: dict[str, Any]) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else kinds
