"""What each character is to a word, and how it is folded: the rules of `words` as tables of code points.

The tables are made from Python's own Unicode data and from the patterns of `words`, so they cannot disagree with it.
Characters from `END` on (rare ideographs) are not in them: texts that hold one are read by `words`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from .words import INVISIBLES, LETTER, MARKS, SPACELESS, STOPS, THOUSANDS_MARKS

END = 0x20000
IS_LETTER, IS_MARK, IS_DECIMAL, IS_SPACELESS, IS_STOP, IS_WORD, IS_UPPER, IS_DIGIT = (1 << i for i in range(8))
INERT, THOUSANDS, INVISIBLE, CHANGED = range(4)
ELLIPSIS = "…"  # three points in NFKC: a stop like one
LONGEST_FOLD = 3  # characters that one character is folded to, at most


@dataclass(frozen=True, slots=True, eq=False)
class Alphabet:
    """`kinds`: uint8 bits by code point; `folds`: uint32 (END, 3), padded with zeros; `crc`: uint32 (256,).

    `sorts`: uint8 by code point: what typesetting does to a character; CHANGED is left to Python.
    """

    kinds: NDArray[np.uint8]
    sorts: NDArray[np.uint8]
    folds: NDArray[np.uint32]
    crc: NDArray[np.uint32]


@cache
def alphabet() -> Alphabet:
    """The tables; made at the first call, in about a tenth of a second."""
    characters = list(map(chr, range(END)))
    kinds = np.zeros(END, np.uint8)
    everything = "".join(characters)
    for pattern, bit in (
        (LETTER, IS_LETTER),
        (f"[{MARKS}]", IS_MARK),
        (r"\d", IS_DECIMAL),
        (f"[{SPACELESS}]", IS_SPACELESS),
        (r"\w", IS_WORD),
    ):
        for found in re.finditer(f"(?:{pattern})+", everything):
            kinds[found.start() : found.end()] |= bit
    kinds[list(map(ord, STOPS + ELLIPSIS))] |= IS_STOP
    kinds[[i for i, c in enumerate(characters) if c.isupper()]] |= IS_UPPER
    kinds[[i for i, c in enumerate(characters) if c.isdigit()]] |= IS_DIGIT
    return Alphabet(
        kinds, _sorts(characters), _folds(characters), np.array([_crc_entry(i) for i in range(256)], np.uint32)
    )


def _sorts(characters: list[str]) -> NDArray[np.uint8]:
    sorts = np.full(END, CHANGED, np.uint8)
    composing = {c for c in map(_last_part, characters) if c} | set(map(chr, range(0x1161, 0x11C3)))  # Hangul's jamo
    for i, character in enumerate(characters):
        plain = unicodedata.normalize("NFKC", character)
        if plain in (character, " ") and not unicodedata.combining(character) and character not in composing:
            sorts[i] = INERT
    sorts[ord(ELLIPSIS)] = INERT
    sorts[list(map(ord, THOUSANDS_MARKS))] = THOUSANDS
    for found in re.finditer(INVISIBLES, "".join(characters)):
        sorts[found.start() : found.end()] = INVISIBLE
    return sorts


def _last_part(character: str) -> str:
    """What stands last where a character is the composition of two."""
    parts = unicodedata.decomposition(character).split()
    return chr(int(parts[1], 16)) if len(parts) == 2 and not parts[0].startswith("<") else ""


def _folds(characters: list[str]) -> NDArray[np.uint32]:
    folds = np.zeros((END, LONGEST_FOLD), np.uint32)
    folds[:, 0] = np.arange(END)
    for i, character in enumerate(characters):
        folded = character.casefold()
        if folded != character:
            folds[i] = [*map(ord, folded), *[0] * (LONGEST_FOLD - len(folded))]
    return folds


def _crc_entry(byte: int) -> int:
    """The entry of CRC-32's table: the polynomial's remainder of one byte."""
    return crc32(bytes([byte ^ 0xFF])) ^ 0xFF000000
