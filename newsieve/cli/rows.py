"""Rows of JSON Lines and Parquet files, packed or not, one by one."""

from __future__ import annotations

import gzip
import importlib
import io
import json
import math
import stat
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, cast

from newsieve.errors import InputError, UsageError

STDIN = "-"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Row:
    """One record of an input file; `place` is file:line."""

    place: str
    fields: dict[str, Any]


def rows(inputs: Iterable[str]) -> Iterator[Row | InputError]:
    """The rows of every input in order; a line that is no record, or a file that breaks off, is an InputError."""
    for source in inputs:
        try:
            yield from _parquet(source) if source.lower().endswith(".parquet") else _json_lines(source)
        except InputError as error:
            yield error
        except (EOFError, zlib.error, OSError) as error:  # BadGzipFile is an OSError
            reason = getattr(error, "strerror", None) or str(error)
            yield InputError(source, f"cannot be read: {reason[:1].lower()}{reason[1:]}")


def check(inputs: Iterable[str]) -> None:
    """Refuse inputs that are no files; raises UsageError."""
    for source in inputs:
        try:
            is_folder = source != STDIN and stat.S_ISDIR(Path(source).stat().st_mode)
        except OSError as error:
            raise UsageError(f"{source}: {(error.strerror or str(error)).lower()}") from None
        if is_folder:
            raise UsageError(f"{source}: a folder: expected JSON Lines or Parquet files")


def _json_lines(source: str) -> Iterator[Row | InputError]:
    with _opened(source) as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield _row(f"{source}:{number}", line.removeprefix(b"\xef\xbb\xbf"))


def _row(place: str, line: bytes) -> Row | InputError:
    try:
        fields = json.loads(line, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:  # JSONDecodeError and UnicodeDecodeError are ValueErrors
        return InputError(place, f"not JSON: {str(error).partition(':')[0]}")
    return Row(place, fields) if isinstance(fields, dict) else InputError(place, "expected a JSON object")


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits)


@contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    """The unpacked bytes of a file, told by its first bytes whatever it is called."""
    if source == STDIN:
        yield sys.stdin.buffer
        return
    with Path(source).open("rb") as raw:
        magic = raw.peek(4)[:4]
        if magic.startswith(GZIP_MAGIC):
            yield cast(BinaryIO, io.BufferedReader(gzip.GzipFile(fileobj=raw)))
        elif magic == ZSTD_MAGIC:
            with _zstd(raw, source) as stream:
                yield stream
        else:
            yield raw


@contextmanager
def _zstd(raw: BinaryIO, source: str) -> Iterator[BinaryIO]:
    zstd = _zstd_module(source)
    try:
        with zstd.ZstdFile(raw) as stream:
            yield stream
    except zstd.ZstdError as error:
        raise InputError(source, f"cannot be read: {str(error).lower()}") from None


def _zstd_module(source: str) -> Any:
    for name in ("compression.zstd", "backports.zstd"):  # the first from Python 3.14 on
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise InputError(source, "zstd needs Python 3.14 or the package backports.zstd")


def _parquet(source: str) -> Iterator[Row | InputError]:
    try:
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise InputError(source, "Parquet needs pyarrow: pip install 'newsieve[parquet]'") from None
    try:
        batches = parquet.ParquetFile(source).iter_batches()
        every = (fields for batch in batches for fields in batch.to_pylist())
        for number, fields in enumerate(every, 1):
            yield Row(f"{source}:{number}", _as_json(fields))
    except ValueError as error:  # ArrowInvalid
        raise InputError(source, f"not Parquet: {str(error).partition('.')[0]}") from None


def _as_json(fields: dict[str, Any]) -> dict[str, Any]:
    """`fields` with what JSON cannot say told as text, and numbers that are none as null."""
    plain: dict[str, Any] = json.loads(json.dumps(fields, default=_told), parse_constant=lambda _name: None)
    return plain


def _told(value: object) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value)
