"""Texts read and signed by the compiled loops: what `prepare` and `sign` give, many times faster."""

from __future__ import annotations

from threading import local

import numpy as np
from numpy.typing import NDArray

from newsieve.article import Signature

from . import kernel
from .alphabet import END, alphabet
from .document import Document
from .facts import Facts
from .shingles import Hashes
from .signature import NUM_PERM, PERMUTATIONS
from .verify import Prepared, prepare_by_words, sequence
from .words import typeset

FIELDS = 6  # shingles; figures' places, fillings; names' places, fillings; room for shingles
ROOM = 4  # numbers that a record takes for each character, at most, and while it is made

Lengths = NDArray[np.int32]


class Machine:
    """Reads one text at a time; its buffers grow with the longest. Each thread has its own."""

    def __init__(self) -> None:
        self._alphabet = alphabet()
        self._a, self._b = map(np.ascontiguousarray, PERMUTATIONS)
        self._grow(1 << 14)

    def _grow(self, size: int) -> None:
        self._numbers = np.empty(size, np.uint32)
        self._facts = np.empty(size, np.uint8)
        self._out = np.empty(ROOM * size + ROOM, np.uint32)

    def _codes(self, text: str) -> NDArray[np.uint8] | NDArray[np.uint32]:
        """The characters as numbers; the buffers have room for as many words."""
        if text.isascii():
            codes: NDArray[np.uint8] | NDArray[np.uint32] = np.frombuffer(text.encode(), np.uint8)
        else:
            codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        if codes.size > self._facts.size:
            self._grow(2 * codes.size)
        return codes

    def _read(self, text: str) -> int:
        """Read the words into the buffers; how many there are, or -1 where a character is in no table."""
        t = self._alphabet
        count = kernel.read_text(self._codes(text), t.kinds, t.sorts, t.folds, t.crc, self._numbers, self._facts)
        if count >= 0:
            return count
        codes = self._codes(typeset(text))
        if codes.size and codes.max() >= END:
            return -1
        return kernel.read(codes, codes.size, t.kinds, t.folds, t.crc, self._numbers, self._facts)

    def record(self, text: str) -> tuple[int, Hashes, Lengths]:
        """A text's words as one number; shingles and facts one after the other; how many there are of each."""
        count, lengths = self._read(text), np.empty(FIELDS, np.int32)
        if count < 0:
            return record_of(prepare_by_words(Document("", text)))
        end = kernel.record(self._numbers, self._facts, count, self._out, 0, lengths)
        return sequence(self._numbers[:count]), self._out[:end].copy(), lengths

    def prepare(self, document: Document) -> Prepared:
        """The document as it is compared."""
        words, record, lengths = self.record(document.text)
        return prepared_of(document, words, record, lengths)

    def sign_text(self, text: str) -> Signature:
        """The signature of all of a text's shingles."""
        t, out = self._alphabet, np.empty(NUM_PERM, np.uint32)
        codes = self._codes(text)
        if not kernel.sign_text(
            codes, t.kinds, t.sorts, t.folds, t.crc, self._numbers, self._facts, self._a, self._b, out
        ):
            return self.sign(self.prepare(Document("", text)).shingles)
        return Signature(out.astype("<u4", copy=False).tobytes())

    def sign(self, shingles: Hashes) -> Signature:
        """The signature of these shingles."""
        out = np.empty(NUM_PERM, np.uint32)
        kernel.sign(shingles, shingles.size, self._a, self._b, out)
        return Signature(out.astype("<u4", copy=False).tobytes())


def record_of(prepared: Prepared) -> tuple[int, Hashes, Lengths]:
    """A prepared document as `Machine.record` tells it."""
    figures, names = prepared.figures, prepared.names
    parts = (prepared.shingles, figures.places, figures.filled, names.places, names.filled)
    lengths = np.array([*(part.size for part in parts), prepared.shingles.size], np.int32)
    return prepared.words, np.concatenate(parts), lengths


def prepared_of(document: Document, words: int, record: Hashes, lengths: Lengths) -> Prepared:
    """The prepared document that a record tells of."""
    shingles, *facts, room = lengths.tolist()
    ends = room + np.cumsum([0, *facts])
    figures, filled, names, named = (record[ends[i] : ends[i + 1]] for i in range(4))
    return Prepared(document, words, record[:shingles], Facts(figures, filled), Facts(names, named))


_machines = local()


def machine() -> Machine:
    """The machine of the calling thread."""
    if not hasattr(_machines, "own"):
        _machines.own = Machine()
    own: Machine = _machines.own
    return own
