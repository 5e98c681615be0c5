"""The inner loops over many texts, compiled: frequent shingles, signatures, candidates and comparisons.

A corpus is one array of records, `starts` (n,) int64 and `lengths` (n, 6) int32, as `machine` tells them. Each loop
says in numbers what `frequent`, `suppression`, `signature` and `verify` say in Python.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import kernel
from .compiled import compiled
from .facts import ALIKE, FEW
from .verify import CONTAINED, LEAST

_GOLDEN = np.uint32(0x9E3779B1)
_GOLDEN64 = np.uint64(0x9E3779B97F4A7C15)


@compiled
def slot(shingle: Any, shift: Any) -> Any:
    """Where a shingle is counted: the upper bits of its product with the golden ratio."""
    return np.uint32(np.uint32(shingle * _GOLDEN) >> shift)


@compiled
def count_slots(data: Any, starts: Any, lengths: Any, slots: Any, shift: Any) -> None:
    """Count each shingle in its slot, up to 65,535."""
    for n in range(len(starts)):
        for i in range(starts[n], starts[n] + lengths[n, 0]):
            s = slot(data[i], shift)
            if slots[s] < 65535:
                slots[s] += 1


@compiled
def gather_full(data: Any, starts: Any, lengths: Any, slots: Any, shift: Any, many: int, out: Any) -> int:
    """Write the shingles in slots with more than `many` to out, as far as it reaches; how many there are."""
    found = 0
    for n in range(len(starts)):
        for i in range(starts[n], starts[n] + lengths[n, 0]):
            if slots[slot(data[i], shift)] > many:
                if found < len(out):
                    out[found] = data[i]
                found += 1
    return found


@compiled
def find(values: Any, value: Any) -> int:
    """The place of a value in a sorted array, or -1."""
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        if values[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low if low < len(values) and values[low] == value else -1


@compiled
def first_holders(
    data: Any, starts: Any, lengths: Any, order: Any, slots: Any, shift: Any, many: int, frequent: Any, holders: Any
) -> None:
    """For each frequent shingle the first texts in this order that hold it: (m, sample) int64."""
    full = np.zeros(len(frequent), np.int64)
    for n in order:
        for i in range(starts[n], starts[n] + lengths[n, 0]):
            if slots[slot(data[i], shift)] > many:
                at = find(frequent, data[i])
                if at >= 0 and full[at] < holders.shape[1]:
                    holders[at, full[at]] = n
                    full[at] += 1


@compiled
def silence(data: Any, starts: Any, lengths: Any, words: Any, slots: Any, shift: Any, silent: Any) -> None:
    """Take the silent shingles out of each record; a text that has no others is one shingle. `slots` marks silent."""
    for n in range(len(starts)):
        start, size = starts[n], lengths[n, 0]
        kept = 0
        for i in range(start, start + size):
            if slots[slot(data[i], shift)] == 0 or find(silent, data[i]) < 0:
                data[start + kept] = data[i]
                kept += 1
        if kept == 0 and size > 0:
            data[start] = np.uint32(words[n] & np.uint64(0xFFFFFFFF))
            kept = 1
        lengths[n, 0] = kept


@compiled
def shared(data: Any, a: int, end_a: int, b: int, end_b: int) -> int:
    """How many values two sorted distinct runs of data have in common."""
    common = 0
    while a < end_a and b < end_b:
        x, y = data[a], data[b]
        common += x == y
        a += x <= y
        b += y <= x
    return common


@compiled
def contradict(data: Any, a: int, lengths_a: Any, b: int, lengths_b: Any) -> bool:
    """Whether two records fill most of the places of one kind that they share differently."""
    a, b = a + lengths_a[5], b + lengths_b[5]
    for kind in (1, 3):
        filled_a, filled_b = a + lengths_a[kind], b + lengths_b[kind]
        places = shared(data, a, filled_a, b, filled_b)
        a, b = filled_a + lengths_a[kind + 1], filled_b + lengths_b[kind + 1]
        if places >= FEW:
            alike = shared(data, filled_a, a, filled_b, b)
            if places - alike >= FEW and alike < ALIKE * places:
                return True
    return False


@compiled
def common(data: Any, starts: Any, lengths: Any, i: int, j: int) -> int:
    """How many shingles two different texts have in common, where they match; else -1."""
    a, b = starts[i], starts[j]
    smaller = min(lengths[i, 0], lengths[j, 0])
    if smaller == 0:
        return -1
    both = shared(data, a, a + lengths[i, 0], b, b + lengths[j, 0])
    containment = both / smaller
    if containment < CONTAINED or containment * smaller < LEAST:
        return -1
    return -1 if contradict(data, a, lengths[i], b, lengths[j]) else both


@compiled
def compare_pairs(data: Any, starts: Any, lengths: Any, one: Any, other: Any, out: Any) -> None:
    """`common` for many pairs."""
    for p in range(len(one)):
        out[p] = common(data, starts, lengths, one[p], other[p])


@compiled
def _mix64(value: Any) -> Any:
    value = np.uint64((value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9))
    value = np.uint64((value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB))
    return np.uint64(value ^ (value >> np.uint64(31)))


@compiled
def band_keys(data: Any, starts: Any, lengths: Any, a: Any, b: Any, keys: Any, signatures: Any) -> None:
    """Sign each record and write its band keys: (n, bands) uint64; its signature too, where there is room."""
    bands = keys.shape[1]
    rows = len(a) // bands
    signed = np.empty(len(a), np.uint32)
    for n in range(len(starts)):
        kernel.sign(data[starts[n] : starts[n] + lengths[n, 0]], lengths[n, 0], a, b, signed)
        if len(signatures):
            signatures[n] = signed
        for band in range(bands):
            key = np.uint64(band + 1)
            for row in range(rows):
                key = _mix64(np.uint64(np.uint64(key * _GOLDEN64) + np.uint64(signed[band * rows + row])))
            keys[n, band] = key


@compiled
def _met_before(keys: Any, i: int, j: int, band: int) -> bool:
    for earlier in range(band):  # noqa: SIM110 - numba compiles no generator into this loop
        if keys[i, earlier] == keys[j, earlier]:
            return True
    return False


@compiled
def compare_band(
    data: Any, starts: Any, lengths: Any, keys: Any, band: int, order: Any, first: int, last: int, out: Any
) -> Any:
    """Compare the texts that meet in this band and in none before, those from order[first] up to order[last].

    `order` sorts the texts by their key in the band. Matches go to `out` (m, 3) as far as it reaches: smaller number,
    larger number, shingles in common. How many there are, and how many pairs were compared.
    """
    found, compared = 0, 0
    for p in range(first, last):
        i = order[p]
        key = keys[i, band]
        q = p + 1
        while q < len(order) and keys[order[q], band] == key:
            j = order[q]
            q += 1
            if not _met_before(keys, i, j, band):
                compared += 1
                both = common(data, starts, lengths, i, j)
                if both >= 0:
                    if found < len(out):
                        out[found, 0], out[found, 1], out[found, 2] = min(i, j), max(i, j), both
                    found += 1
    return found, compared


@compiled
def _root(root: Any, i: int) -> int:
    while root[i] != i:
        root[i] = root[root[i]]
        i = root[i]
    return i


@compiled
def unite(root: Any, pairs: Any) -> None:
    """Let `root` (each its own at first) tell for each number the smallest that pairs join it with."""
    for p in range(len(pairs)):
        a, b = _root(root, pairs[p, 0]), _root(root, pairs[p, 1])
        root[max(a, b)] = min(a, b)
    for i in range(len(root)):
        root[i] = _root(root, i)
