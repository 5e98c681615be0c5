"""The inner loops, compiled: from characters to words, shingles, facts and signatures.

Each says in numbers what `words`, `shingles`, `facts` and `signature` say in Python, bit for bit; those are the
reference, and tests hold the two together. Only `machine` calls in here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .alphabet import (
    CHANGED,
    INERT,
    IS_DECIMAL,
    IS_DIGIT,
    IS_LETTER,
    IS_MARK,
    IS_SPACELESS,
    IS_STOP,
    IS_UPPER,
    IS_WORD,
    THOUSANDS,
)
from .compiled import compiled
from .facts import FIGURE, NAME, REACH
from .shingles import BASE, SIZE

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]

PLAIN, A_FIGURE, A_NAME = 0, 1, 2
_CONTINUES = IS_LETTER | IS_MARK
_BASE, _FIGURE, _NAME = np.uint32(BASE), np.uint32(FIGURE), np.uint32(NAME)
_ALL, _EIGHT = np.uint32(0xFFFFFFFF), np.uint32(8)
_POINT = 0x2E
_COMMA, _ZERO, _TEN = 0x2C, np.uint8(0x30), np.uint8(10)


@compiled
def stir(value: Any) -> Any:
    """MurmurHash3's 32-bit finaliser."""
    value = np.uint32(value ^ (value >> np.uint32(16)))
    value = np.uint32(value * np.uint32(0x85EBCA6B))
    value = np.uint32(value ^ (value >> np.uint32(13)))
    value = np.uint32(value * np.uint32(0xC2B2AE35))
    return np.uint32(value ^ (value >> np.uint32(16)))


@compiled
def _is_decimal(text: Any, i: int, kinds: Any) -> bool:
    return 0 <= i < len(text) and kinds[text[i]] & IS_DECIMAL != 0


@compiled
def typeset(text: Any, out: Any, kinds: Any, sorts: Any) -> int:
    """Copy a text without the marks between thousands and without invisible characters; the length of the copy.

    -1 where a character is one of those that NFKC changes, or may compose with its neighbour, or has no entry.
    """
    size = 0
    for i in range(len(text)):
        c = text[i]
        if c >= len(sorts):
            return -1
        sort = sorts[c]
        if sort == INERT:
            out[size] = c
            size += 1
        elif sort == THOUSANDS:
            three = (
                _is_decimal(text, i + 1, kinds) and _is_decimal(text, i + 2, kinds) and _is_decimal(text, i + 3, kinds)
            )
            if not (three and _is_decimal(text, i - 1, kinds) and not _is_decimal(text, i + 4, kinds)):
                out[size] = c
                size += 1
        elif sort == CHANGED:
            return -1
    return size


@compiled
def _decimals_end(text: Any, i: int, size: int, kinds: Any) -> int:
    """Where a number with decimal points that begins at `i` ends; `i` where there is none."""
    j = i
    while j < size and kinds[text[j]] & IS_DECIMAL:
        j += 1
    groups, before = 0, i
    while j + 1 < size and text[j] == _POINT and kinds[text[j + 1]] & IS_DECIMAL:
        groups, before = groups + 1, j
        j += 1
        while j < size and kinds[text[j]] & IS_DECIMAL:
            j += 1
    # What follows such a number must be no word; where it is one, the last group goes to it.
    if j < size and kinds[text[j]] & IS_WORD:
        groups, j = groups - 1, before
    return j if groups > 0 else i


@compiled
def _crc_byte(crc: Any, byte: Any, table: Any) -> Any:
    return np.uint32(table[(crc ^ byte) & np.uint32(0xFF)] ^ (crc >> _EIGHT))


@compiled
def _crc_character(crc: Any, c: Any, table: Any) -> Any:
    """CRC-32 over the UTF-8 bytes of one more character."""
    c = np.uint32(c)
    if c < 0x80:
        return _crc_byte(crc, c, table)
    low = np.uint32(0x80 | (c & 0x3F))
    if c < 0x800:
        crc = _crc_byte(crc, np.uint32(0xC0 | (c >> 6)), table)
    else:
        if c < 0x10000:
            crc = _crc_byte(crc, np.uint32(0xE0 | (c >> 12)), table)
        else:
            crc = _crc_byte(crc, np.uint32(0xF0 | (c >> 18)), table)
            crc = _crc_byte(crc, np.uint32(0x80 | ((c >> 12) & 0x3F)), table)
        crc = _crc_byte(crc, np.uint32(0x80 | ((c >> 6) & 0x3F)), table)
    return _crc_byte(crc, low, table)


@compiled
def _crc_folded(crc: Any, c: Any, folds: Any, table: Any) -> Any:
    """CRC-32 over the UTF-8 bytes of what one more character is folded to."""
    if c < 0x80:
        return _crc_byte(crc, folds[c, 0], table)
    crc = _crc_character(crc, folds[c, 0], table)
    if folds[c, 1]:
        crc = _crc_character(crc, folds[c, 1], table)
        if folds[c, 2]:
            crc = _crc_character(crc, folds[c, 2], table)
    return crc


@compiled
def read(text: Any, size: int, kinds: Any, folds: Any, table: Any, numbers: Any, facts: Any) -> int:
    """The numbers of the words of text[:size] and whether each states a fact; how many words there are."""
    count = 0
    i = 0
    opening = True
    while i < size:
        kind = kinds[text[i]]
        end = i
        if kind & IS_DECIMAL:
            end = _decimals_end(text, i, size, kinds)
        crc = _ALL
        if end > i:
            for j in range(i, end):
                crc = _crc_folded(crc, text[j], folds, table)
        elif kind & IS_LETTER:
            end = i
            while True:
                c = np.uint32(text[end])
                # ASCII is told here: `_crc_folded` is too long to be inlined.
                crc = _crc_byte(crc, folds[c, 0], table) if c < 0x80 else _crc_folded(crc, c, folds, table)
                end += 1
                if end == size or not kinds[text[end]] & _CONTINUES:
                    break
        elif kind & IS_SPACELESS:
            crc = _crc_folded(crc, text[i], folds, table)
            end = i + 1
        else:
            if kind & IS_STOP:
                opening = True
            i += 1
            continue
        fact = PLAIN
        if kind & IS_DIGIT:
            fact = A_FIGURE
        elif not opening and kind & IS_UPPER:
            fact = A_NAME
        opening = False
        numbers[count] = stir(np.uint32(crc ^ _ALL))
        facts[count] = fact
        count += 1
        i = end
    return count


@compiled
def runs(numbers: Any, count: int, out: Any) -> int:
    """The number of each run of `SIZE` words; how many there are."""
    size = min(SIZE, count)
    if size == 0:
        return 0
    for i in range(count - size + 1):
        value = np.uint32(numbers[i])
        for j in range(1, size):
            value = np.uint32(np.uint32(value * _BASE) + numbers[i + j])
        out[i] = value
    return count - size + 1


@compiled
def sort_distinct(values: Any, size: int) -> int:
    """Sort values[:size] in place, each once; how many remain."""
    if size < 2:
        return size
    values[:size].sort()
    kept = 1
    for i in range(1, size):
        if values[i] != values[kept - 1]:
            values[kept] = values[i]
            kept += 1
    return kept


@compiled
def _masked(numbers: Any, facts: Any, i: int, count: int) -> Any:
    if i < 0 or i >= count:
        return np.uint32(0)
    if facts[i] == A_FIGURE:
        return _FIGURE
    if facts[i] == A_NAME:
        return _NAME
    return np.uint32(numbers[i])


@compiled
def places(numbers: Any, facts: Any, count: int, which: int, place: Any, filled: Any) -> int:
    """The places of the facts of one kind, and each with its filling; how many there are."""
    found = 0
    for i in range(count):
        if facts[i] == which:
            value = np.uint32(0)
            for j in range(i - REACH, i + REACH + 1):
                value = np.uint32(np.uint32(value * _BASE) + _masked(numbers, facts, j, count))
            place[found] = value
            filled[found] = np.uint32(np.uint32(stir(value) * _BASE) + numbers[i])
            found += 1
    return found


@compiled
def record(numbers: Any, facts: Any, count: int, out: Any, start: int, lengths: Any) -> int:
    """Write shingles, figures' places and fillings, names' places and fillings to out[start:]; where they end."""
    size = runs(numbers, count, out[start:])
    lengths[0] = sort_distinct(out[start:], size)
    lengths[5] = lengths[0]
    end = start + lengths[0]
    filled = np.empty(count, np.uint32)
    for which in (A_FIGURE, A_NAME):
        found = places(numbers, facts, count, which, out[end:], filled)
        fillings = sort_distinct(filled, found)
        lengths[2 * which - 1] = sort_distinct(out[end:], found)
        end += lengths[2 * which - 1]
        out[end : end + fillings] = filled[:fillings]
        lengths[2 * which] = fillings
        end += fillings
    return int(end)


@compiled
def _has_figure_after_comma(text: Any) -> bool:
    """Whether a comma stands before a digit; all looked at, as no branch is quicker than an early end."""
    found = False
    for i in range(len(text) - 1):
        found |= (text[i] == _COMMA) & (np.uint8(text[i + 1] - _ZERO) < _TEN)
    return found


@compiled
def read_text(text: Any, kinds: Any, sorts: Any, folds: Any, table: Any, numbers: Any, facts: Any) -> int:
    """`read` for a text as it is given; -1 where `typeset` cannot tell it. In ASCII, it only takes out commas."""
    if text.itemsize == 1 and not _has_figure_after_comma(text):
        return int(read(text, len(text), kinds, folds, table, numbers, facts))
    joined = np.empty(len(text), text.dtype)
    size = typeset(text, joined, kinds, sorts)
    if size < 0:
        return -1
    count: int = read(joined, size, kinds, folds, table, numbers, facts)
    return count


@compiled
def _permuted(a: Any, value: Any, b: Any) -> Any:
    return np.uint32(np.uint32(a * value) + b)


@compiled
def sign(shingles: Any, size: int, a: Any, b: Any, out: Any) -> None:
    """The smallest value of each permutation over shingles[:size], which may repeat; all ones for none.

    Four shingles at a time, so that each smallest value is looked at a quarter as often.
    """
    out[:] = _ALL
    fours = size - size % 4
    for i in range(0, fours, 4):
        one, two = stir(shingles[i]), stir(shingles[i + 1])
        three, four = stir(shingles[i + 2]), stir(shingles[i + 3])
        for k in range(len(out)):
            first = min(_permuted(a[k], one, b[k]), _permuted(a[k], two, b[k]))
            last = min(_permuted(a[k], three, b[k]), _permuted(a[k], four, b[k]))
            out[k] = min(out[k], min(first, last))
    for i in range(fours, size):
        value = stir(shingles[i])
        for k in range(len(out)):
            out[k] = min(out[k], _permuted(a[k], value, b[k]))


@compiled
def sign_text(
    text: Any, kinds: Any, sorts: Any, folds: Any, table: Any, numbers: Any, facts: Any, a: Any, b: Any, out: Any
) -> bool:
    """From characters to a signature in one pass; False where `typeset` cannot tell the text."""
    count = read_text(text, kinds, sorts, folds, table, numbers, facts)
    if count < 0:
        return False
    sign(numbers, runs(numbers, count, numbers), a, b, out)
    return True
