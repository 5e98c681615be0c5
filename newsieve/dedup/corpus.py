"""The different texts of a set of documents, read once, as arrays: in memory, or in a file that is mapped."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .canonical import rank
from .document import Document
from .machine import FIELDS, machine, prepared_of
from .shingles import Hashes
from .verify import Prepared

CHUNK = 1 << 20  # numbers that are gathered before they are put away


class Collected(Protocol):
    """Documents by their number, wherever they lie."""

    def __len__(self) -> int: ...
    def __getitem__(self, number: int, /) -> Document: ...


class Corpus:
    """Texts by number: their records, their words as one number, and the first of the documents that have them.

    `text_of` tells each document's text. First is who comes first by the canonical rule, and what it capitalises
    counts. Add all documents, then `close`.
    """

    def __init__(self, documents: Collected, file: Path | None = None) -> None:
        self.documents = documents
        self._numbers: dict[int, int] = {}
        self._text_of, self._heads, self._starts, self._lengths = array("q"), array("q"), array("q"), array("i")
        self._chunk: list[Hashes] = []
        self._chunks: list[Hashes] = []
        self._file = file
        self._out = file.open("wb") if file else None
        self._pending = self._end = 0
        self.text_of = self.heads = self.starts = np.empty(0, np.int64)
        self.lengths: NDArray[np.int32] = np.empty((0, FIELDS), np.int32)
        self.words: NDArray[np.uint64] = np.empty(0, np.uint64)
        self.data: Hashes = np.empty(0, np.uint32)

    def add(self, document: Document) -> None:
        """Read the next document; `documents` must know it by now."""
        words, record, lengths = machine().record(document.text)
        number = self._numbers.setdefault(words, len(self._heads))
        me = len(self._text_of)
        self._text_of.append(number)
        if number == len(self._heads):
            self._heads.append(me)
            self._starts.append(self._end)
            self._lengths.extend(lengths.tolist())
            self._put(record)
        elif rank(document) < rank(self.documents[self._heads[number]]):
            self._heads[number] = me
            self._starts[number] = self._end
            self._lengths[number * FIELDS : (number + 1) * FIELDS] = array("i", lengths.tolist())
            self._put(record)

    def _put(self, record: Hashes) -> None:
        self._chunk.append(record)
        self._end += record.size
        self._pending += record.size
        if self._pending >= CHUNK:
            self._flush()

    def _flush(self) -> None:
        chunk = np.concatenate([np.empty(0, np.uint32), *self._chunk])
        self._chunk, self._pending = [], 0
        if self._out:
            chunk.tofile(self._out)
        else:
            self._chunks.append(chunk)

    def close(self) -> None:
        """No more documents: what was read can be worked on."""
        self._flush()
        if self._out and self._file:
            self._out.close()
            if self._end:
                self.data = np.asarray(np.memmap(self._file, np.uint32, "r+"))
        else:
            self.data = np.concatenate(self._chunks)
        self._chunks = []
        self.text_of, self.heads = np.array(self._text_of, np.int64), np.array(self._heads, np.int64)
        self.starts = np.array(self._starts, np.int64)
        self.lengths = np.array(self._lengths, np.int32).reshape(-1, FIELDS)
        self.words = np.fromiter(self._numbers, np.uint64, len(self._numbers))
        self._numbers = {}

    def __len__(self) -> int:
        return len(self.heads)

    @property
    def size(self) -> int:
        """How many shingles the texts have together."""
        return int(self.lengths[:, 0].sum())

    @property
    def whole(self) -> tuple[Hashes, NDArray[np.int64], NDArray[np.int32]]:
        """What the loops over all texts take."""
        return self.data, self.starts, self.lengths

    def part(self, part: slice) -> tuple[Hashes, NDArray[np.int64], NDArray[np.int32]]:
        """What the loops over some of the texts take."""
        return self.data, self.starts[part], self.lengths[part]

    def prepared(self, number: int, document: Document) -> Prepared:
        """A text as it is compared, told by this document."""
        lengths = self.lengths[number]
        start = int(self.starts[number])
        record = np.asarray(self.data[start : start + int(lengths[1:].sum())])
        return prepared_of(document, int(self.words[number]), record, lengths)
