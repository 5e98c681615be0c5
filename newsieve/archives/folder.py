"""A folder of WARC files that grows: what is whole has its name, what is being written ends in `.open`."""

from __future__ import annotations

import fcntl
import gzip
import os
import secrets
import threading
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from newsieve.archives.exchange import Exchange, records, warcinfo
from newsieve.clock import now
from newsieve.errors import InputError

LARGEST = 1_000_000_000  # bytes of a file, about: the next record goes into another
OPEN = ".open"
PIECE = 1 << 20  # bytes read at once


class ArchiveFolder:
    """Writes exchanges into a folder, each record a gzip member of its own; safe to share between threads.

    `about` goes into the first record of each file. What a crawl that was killed has left open is put in order first:
    cut off behind its last whole record. Raises InputError, by the file's name, where it cannot be written; what was
    written before is whole then.
    """

    def __init__(self, path: str, about: Mapping[str, str], largest: int = LARGEST) -> None:
        self.path, self._about, self._largest = Path(path), about, largest
        self._lock, self._closed = threading.Lock(), False
        self._stem, self._number = f"newsieve-{now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}", 0
        self._file: BinaryIO | None = None
        self._whole = self._empty = 0  # bytes of whole records, and of those that tell nothing yet
        try:
            self.path.mkdir(exist_ok=True)
            for left in sorted(self.path.glob(f"*{OPEN}")):
                _put_in_order(left)
        except FileExistsError:
            raise InputError(path, "cannot be written: is no folder") from None
        except OSError as error:
            raise _refused(self.path, error) from None
        self._begin()

    def write(self, exchange: Exchange) -> None:
        """Add an exchange: all of it, or nothing."""
        packed = b"".join(map(gzip.compress, records(exchange)))
        with self._lock:
            if self._closed:
                return  # the crawl was broken off, and fetches it again
            if self._file is None:
                self._begin()
            self._add(packed)
            if self._whole >= self._largest:
                self._finish()

    def close(self) -> None:
        """Give the file its name; one that holds nothing is removed."""
        with self._lock:
            self._closed = True
            self._finish()

    def _begin(self) -> None:
        self._number += 1
        name = f"{self._stem}-{self._number:05}.warc.gz"
        self._open = self.path / f"{name}{OPEN}"
        try:
            self._file = self._open.open("xb", buffering=0)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except OSError as error:
            raise _refused(self._open, error) from None
        self._whole = 0
        self._add(gzip.compress(warcinfo(name, now(), self._about)))
        self._empty = self._whole

    def _add(self, packed: bytes) -> None:
        assert self._file is not None
        try:
            rest = memoryview(packed)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            with suppress(OSError):
                self._file.truncate(self._whole)
                self._file.seek(self._whole)
            raise _refused(self._open, error) from None
        self._whole += len(packed)

    def _finish(self) -> None:
        if self._file is None:
            return
        with self._file as file, suppress(OSError):  # a disk that is full has been told of
            os.fsync(file.fileno())
        self._file = None
        if self._whole > self._empty:
            self._open.replace(self._open.with_suffix(""))
        else:
            self._open.unlink()


def _put_in_order(left: Path) -> None:
    """Give a file its name that nobody writes any more, without what is not whole at its end."""
    with left.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        whole, members = _whole_members(file)
        file.truncate(whole)
        if members > 1:
            left.replace(left.with_suffix(""))
        else:
            left.unlink()


def _whole_members(file: BinaryIO) -> tuple[int, int]:
    """How many bytes of a file are whole gzip members, and how many members those are."""
    whole = read = members = 0
    unpacker = zlib.decompressobj(wbits=31)
    while piece := file.read(PIECE):
        read += len(piece)
        while piece:
            try:
                unpacker.decompress(piece)
            except zlib.error:
                return whole, members
            piece = unpacker.unused_data
            if unpacker.eof:
                whole, members = read - len(piece), members + 1
                unpacker = zlib.decompressobj(wbits=31)
    return whole, members


def _refused(path: Path, error: OSError) -> InputError:
    return InputError(str(path), f"cannot be written: {(error.strerror or str(error)).lower()}")
