"""Shingles: every run of `SIZE` words as one 32-bit number.

A word's number is the CRC-32 of its UTF-8 bytes, stirred by MurmurHash3's finaliser; a shingle's number is the
polynomial of its words' numbers at `BASE`, modulo 2³². Both can be computed a byte at a time, by any language;
`hash_shingle` is the reading of one shingle that datasketch takes as `hashfunc`.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from .words import read_words

SIZE = 3
BASE = 0x9E3779B1
HASH_NAME = "crc32-fmix32-poly"

Hashes = NDArray[np.uint32]
NONE: Hashes = np.empty(0, np.uint32)


def shingle(text: str) -> Hashes:
    """The numbers of the text's shingles: uint32, sorted, each once; a shorter text is one shingle.

    >>> shingle("To be, or not to be?").size
    4
    """
    return distinct(runs(number(read_words(text).words)))


def hash_shingle(shingle: bytes) -> int:
    """The number of one shingle, given as UTF-8 words with a space between: datasketch's `hashfunc`.

    >>> hash_shingle(b"or not to") in shingle("To be, or not to be?").tolist()
    True
    """
    value = 0
    for word in shingle.split(b" "):
        value = (value * BASE + _fmix32(crc32(word))) & 0xFFFFFFFF
    return value


def number(words: Sequence[str]) -> Hashes:
    """The number of each word, in order: uint32."""
    if not words:
        return NONE
    return stir(np.fromiter(map(crc32, "\n".join(words).encode("utf-8", "surrogatepass").split(b"\n")), np.uint32))


def runs(numbers: Hashes, size: int = SIZE) -> Hashes:
    """The number of each run of `size` words, in order of the text: uint32."""
    size = min(size, len(numbers))
    if size == 0:
        return NONE
    count = len(numbers) - size + 1
    value = numbers[:count]
    for i in range(1, size):
        value = value * np.uint32(BASE) + numbers[i : i + count]
    return value


def distinct(hashes: Hashes) -> Hashes:
    """The sorted distinct values (np.unique, without its overhead)."""
    ordered = np.sort(hashes)
    if ordered.size < 2:
        return ordered
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]


def shared(a: Hashes, b: Hashes) -> int:
    """How many values two sorted distinct arrays have in common."""
    if a.size > b.size:
        a, b = b, a
    if a.size == 0:
        return 0
    return int(np.count_nonzero(b.take(b.searchsorted(a), mode="clip") == a))


def stir(values: Hashes) -> Hashes:
    """MurmurHash3's 32-bit finaliser, element by element."""
    values = values ^ (values >> np.uint32(16))
    values = values * np.uint32(0x85EBCA6B)
    values = values ^ (values >> np.uint32(13))
    values = values * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


def _fmix32(value: int) -> int:
    value ^= value >> 16
    value = value * 0x85EBCA6B & 0xFFFFFFFF
    value ^= value >> 13
    value = value * 0xC2B2AE35 & 0xFFFFFFFF
    return value ^ value >> 16
