"""A whole corpus at once: what `deduplicate` does, by the compiled loops on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import corpus_loops as loops
from .corpus import Corpus
from .frequent import ONE_STORY, SAMPLE, recurring, too_many
from .shingles import NONE, Hashes
from .signature import BANDS, NUM_PERM, PERMUTATIONS
from .suppression import Suppressed

PARTS = 4  # for each core: threads that have finished early take from the others
BITS = (16, 26)  # of the table in which shingles are counted: 128 kB to 128 MB
FEW_MATCHES = 1 << 16

Tell = Callable[[int, int], None]
Pairs = NDArray[np.int64]  # (m, 3): smaller text, larger text, shingles in common


@dataclass(frozen=True, slots=True)
class Compared:
    """What the comparison of a corpus gave; `compared` counts the pairs that the bands proposed."""

    suppressed: Suppressed
    signatures: NDArray[np.uint32]  # (n, 126), or none where they were not asked for
    pairs: Pairs
    compared: int


def compare_corpus(corpus: Corpus, tell: Tell, *, signatures: bool = False) -> Compared:
    """Find the frequent shingles, take their voice, and compare every two texts that meet in a band.

    `tell` hears of steps done and of their total. The corpus loses its silent shingles.
    """
    steps = _Steps(tell, BANDS + 8)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        threads = _Threads(pool)
        silent = _silence(corpus, threads)
        steps.on(6)
        keys = np.empty((len(corpus), BANDS), np.uint64)
        signed = np.empty((len(corpus) if signatures else 0, NUM_PERM), np.uint32)
        a, b = map(np.ascontiguousarray, PERMUTATIONS)
        threads.each(
            len(corpus),
            lambda part: loops.band_keys(
                *corpus.part(part), a, b, keys[part], signed[part if signatures else slice(0)]
            ),
        )
        steps.on(2)
        found, compared = [np.empty((0, 3), np.int64)], 0
        for band in range(BANDS):
            pairs, met = _compare_band(corpus, keys, band, threads)
            found, compared = [*found, pairs], compared + met
            steps.on(1)
    pairs = np.concatenate(found)
    return Compared(silent, signed, pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))], compared)


@dataclass(slots=True)
class _Steps:
    tell: Tell
    total: int
    done: int = 0

    def on(self, steps: int) -> None:
        self.done += steps
        self.tell(self.done, self.total)


@dataclass(frozen=True, slots=True)
class _Threads:
    """Loops over a range, cut into parts that run side by side."""

    pool: ThreadPoolExecutor

    def each(self, size: int, work: Callable[[slice], Any]) -> list[Any]:
        parts = PARTS * (os.cpu_count() or 1)
        cuts = np.linspace(0, size, parts + 1).astype(int).tolist()
        return list(self.pool.map(work, (slice(a, b) for a, b in pairwise(cuts) if a < b)))


def _silence(corpus: Corpus, threads: _Threads) -> Suppressed:
    """Take the frequent shingles that do not tell one story out of the corpus."""
    least, most = BITS
    bits = min(max(corpus.size.bit_length() - 2, least), most)
    slots, shift = np.zeros(1 << bits, np.uint16), np.uint32(32 - bits)
    loops.count_slots(*corpus.whole, slots, shift)
    frequent = _frequent(corpus, slots, shift)
    if not frequent.size:
        return Suppressed()
    holders = np.empty((frequent.size, SAMPLE), np.int64)
    loops.first_holders(*corpus.whole, np.argsort(corpus.words), slots, shift, too_many(len(corpus)), frequent, holders)
    silent = frequent[~_one_story(corpus, holders, threads)]
    slots[:] = 0
    slots[(silent * np.uint32(0x9E3779B1)) >> shift] = 1
    threads.each(len(corpus), lambda part: loops.silence(*corpus.part(part), corpus.words[part], slots, shift, silent))
    return Suppressed(silent)


def _frequent(corpus: Corpus, slots: NDArray[np.uint16], shift: np.uint32) -> Hashes:
    """The shingles that too many texts hold, sorted."""
    many = too_many(len(corpus))
    size = loops.gather_full(*corpus.whole, slots, shift, many, NONE)
    values = np.empty(size, np.uint32)
    loops.gather_full(*corpus.whole, slots, shift, many, values)
    values.sort()
    return recurring(values, many)


def _one_story(corpus: Corpus, holders: NDArray[np.int64], threads: _Threads) -> NDArray[np.bool_]:
    """For each frequent shingle whether most of its first holders, each with the next, match."""
    codes, back = np.unique(holders[:, :-1] * len(corpus) + holders[:, 1:], return_inverse=True)
    one, other = np.divmod(codes, len(corpus))
    common = np.empty(len(codes), np.int64)
    threads.each(len(codes), lambda part: loops.compare_pairs(*corpus.whole, one[part], other[part], common[part]))
    match = (common >= 0)[back].reshape(len(holders), -1)
    told: NDArray[np.bool_] = match.sum(axis=1) >= ONE_STORY * match.shape[1]
    return told


def _compare_band(corpus: Corpus, keys: NDArray[np.uint64], band: int, threads: _Threads) -> tuple[Pairs, int]:
    order = np.argsort(keys[:, band], kind="stable")

    def compare(part: slice) -> tuple[Pairs, int]:
        room = FEW_MATCHES
        while True:
            out = np.empty((room, 3), np.int64)
            found, met = loops.compare_band(*corpus.whole, keys, band, order, part.start, part.stop, out)
            if found <= room:
                return out[:found].copy(), met
            room = found

    parts = threads.each(len(order), compare)
    return np.concatenate([np.empty((0, 3), np.int64), *(p for p, _ in parts)]), sum(met for _, met in parts)


def components(size: int, pairs: Pairs) -> NDArray[np.int64]:
    """For each text the smallest of those that pairs join it with, directly or through others."""
    root = np.arange(size)
    loops.unite(root, pairs)
    return root


def groups(labels: NDArray[np.int64]) -> Iterator[NDArray[np.intp]]:
    """The places of each label, in order."""
    order = np.argsort(labels, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
