"""The whole at once: every document signed, compared where bands meet, led into clusters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newsieve.article import Match, Verdict

from .canonical import rank
from .clusters import lead
from .document import Document
from .signature import NUM_PERM, band_keys, sign
from .suppression import Suppressed, suppressed
from .verify import Prepared, compare_voiced, prepare

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """What a whole set came to: the shingles without a voice, the matching pairs, each once, and the verdicts."""

    suppressed: Suppressed
    matches: tuple[tuple[str, Match], ...]
    verdicts: dict[str, Verdict]


def deduplicate(documents: Iterable[Document], progress: Progress | None = None) -> Deduplicated:
    """Find every copy in a set of documents; `progress` is told documents done and their total.

    Ids are unique. The result is a function of the set, whatever its order.
    """
    ordered = sorted(documents, key=rank)
    report = progress or (lambda done, total: None)
    prepared = [prepare(d) for d in ordered]
    silent = suppressed(prepared)
    voiced = [p.voiced(silent) for p in prepared]
    del prepared
    keys = _keys(voiced, report)
    matches = tuple(_matches(voiced, candidates(keys)))
    return Deduplicated(silent, matches, lead(ordered, matches))


def _keys(voiced: list[Prepared], report: Progress) -> NDArray[np.int64]:
    values = np.empty((len(voiced), NUM_PERM), np.uint32)
    for i, p in enumerate(voiced):
        values[i] = np.frombuffer(sign(p.shingles).values, "<u4")
        report(i + 1, len(voiced))
    keys = band_keys(values)
    return keys


def candidates(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The pairs of rows that share a key in some column: (n, bands) int64 → (m, 2) positions, i < j, ordered."""
    n = len(keys)
    codes = [np.empty(0, np.int64)]
    for column in keys.T:
        codes.append(np.unique(np.concatenate([np.empty(0, np.int64), *_column_pairs(column, n)])))
    pairs = np.unique(np.concatenate(codes))
    return np.stack(np.divmod(pairs, max(n, 1)), axis=1)


def _column_pairs(column: NDArray[np.int64], n: int) -> Iterator[NDArray[np.int64]]:
    order = np.argsort(column, kind="stable")
    ends = np.flatnonzero(np.diff(column[order])) + 1
    for bucket in np.split(order, ends):
        if len(bucket) > 1:
            i, j = np.triu_indices(len(bucket), 1)
            yield bucket[i] * n + bucket[j]


def _matches(voiced: list[Prepared], pairs: NDArray[np.int64]) -> Iterator[tuple[str, Match]]:
    for i, j in pairs.tolist():
        match = compare_voiced(voiced[j], voiced[i])
        if match is not None:
            yield voiced[j].document.id, match
