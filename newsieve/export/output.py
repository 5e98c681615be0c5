"""Where machine-readable output goes: standard output, or a file that appears only when it is whole."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from newsieve.errors import InputError, ReaderGone, UsageError

DATABASE = b"SQLite format 3\0"  # how such a file begins: -o must not take a store's place


class Output:
    """A stream of UTF-8 text to standard output (`path` None or "-") or to a file.

    A file is written as FILE.part beside it and renamed at the end; when the block is left by an exception the part
    stays, and `part` tells its path. What exists and is no regular file (a pipe, a device) is written directly.
    """

    def __init__(self, path: str | None) -> None:
        self.path = None if path in (None, "-") else Path(str(path))
        self.part: Path | None = None
        self.written = 0
        self._stream = self._open()

    def _open(self) -> BinaryIO:
        if self.path is None:
            return sys.stdout.buffer
        try:
            if self.path.is_dir():
                raise UsageError(f"{self.path}: a folder: expected a file to write to")
            self.path = Path(self.path).resolve() if self.path.is_symlink() else self.path
            direct = self.path.exists() and not self.path.is_file()
            if self.path.is_file() and _begins(self.path) == DATABASE:
                raise UsageError(f"{self.path}: is a database, most likely a store: expected another file to write to")
        except OSError as error:
            raise InputError(str(self.path), f"cannot be written: {_plain(error)}") from None
        self.part = None if direct else self.path.with_name(self.path.name + ".part")
        target = self.part or self.path
        try:
            return target.open("wb")
        except OSError as error:
            self.part = None
            raise InputError(str(target), f"cannot be written: {_plain(error)}") from None

    def write(self, text: str) -> None:
        """Add `text`; raises ReaderGone where standard output was closed, InputError where the disk is full."""
        self.write_bytes(text.encode("utf-8"))

    def write_bytes(self, data: bytes) -> None:
        """Add `data`; raises as `write` does."""
        self._attempt(lambda: self._stream.write(data))
        self.written += 1

    def _attempt(self, act: Callable[[], object]) -> None:
        try:
            act()
        except BrokenPipeError:
            raise ReaderGone from None
        except OSError as error:
            raise InputError(str(self.path or "standard output"), f"cannot be written: {_plain(error)}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        whole = kind is None
        if self.path is None:
            if kind is not ReaderGone:
                self._attempt(self._stream.flush)
            return
        self._attempt(self._stream.close)
        if self.part is not None and (whole or not self.written):
            self._finish(self.part, self.path, whole)

    def _finish(self, part: Path, path: Path, whole: bool) -> None:
        if whole:
            self._attempt(lambda: part.replace(path))
        else:
            part.unlink(missing_ok=True)
        self.part = None


def _begins(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(DATABASE))


def _plain(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
