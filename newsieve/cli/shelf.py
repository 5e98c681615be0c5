"""Records put aside in a file that is gone with the call, so that memory does not grow with their texts."""

from __future__ import annotations

import marshal
import os
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO, Any

BUFFER = 1 << 20


class Shelf:
    """Records by number; what JSON can say comes back as it was put there."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ends = array("q", [0])
        self._written = 0

    def add(self, fields: dict[str, Any]) -> None:
        """Put the next record there."""
        self._ends.append(self._ends[-1] + self._file.write(marshal.dumps(fields)))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> dict[str, Any]:
        start, end = self._ends[number], self._ends[number + 1]
        if end > self._written:
            self._file.flush()
            self._written = self._ends[-1]
        fields: dict[str, Any] = marshal.loads(os.pread(self._file.fileno(), end - start, start))
        return fields


@contextmanager
def shelf() -> Iterator[Shelf]:
    """An empty shelf, in the folder for temporary files."""
    with TemporaryFile("w+b", BUFFER, prefix="newsieve-") as file:
        yield Shelf(file)
