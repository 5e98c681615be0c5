"""The whole at once in plain Python and numpy: the reference, and the quicker way for a few documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from newsieve.article import Match, Relation, Signature

from .clusters import lead
from .deduplicated import Deduplicated, Progress
from .document import Document
from .frequent import suppressed
from .signature import NUM_PERM, band_keys, sign
from .verify import Prepared, compare_voiced, prepare_by_words


def deduplicate_plainly(ordered: Sequence[Document], progress: Progress) -> Deduplicated:
    """`deduplicate` for documents in the order of the canonical rule."""
    report = _Report(progress, len(ordered))
    prepared = [prepare_by_words(d) for d in report.first_half(ordered)]
    silent = suppressed(prepared)
    texts, copies = _texts(prepared)
    words = {p.document.id: p.words for p in prepared}
    del prepared
    voiced = [p.voiced(silent) for p in texts]
    del texts
    signed = [sign(p.shingles) for p in report.second_half(voiced)]
    matches = (*copies, *_matches(voiced, candidates(_keys(signed))))
    by_words = {p.words: signature for p, signature in zip(voiced, signed, strict=True)}
    signatures = {one: by_words[number] for one, number in words.items()}
    by_id = {p.document.id: p for p in voiced}
    verdicts = lead(ordered, matches, lambda document: by_id[document.id])
    return Deduplicated(silent, signatures, matches, verdicts)


def _texts(prepared: Iterable[Prepared]) -> tuple[list[Prepared], list[tuple[str, Match]]]:
    """The different texts, each told by its first document, and the matches of the others with these."""
    firsts: dict[int, Prepared] = {}
    copies = []
    for p in prepared:
        first = firsts.setdefault(p.words, p)
        if first is not p and p.shingles.size:
            copies.append((p.document.id, Match(first.document.id, Relation.EXACT, 1.0, 1.0)))
    return list(firsts.values()), copies


def _keys(signatures: list[Signature]) -> NDArray[np.int64]:
    values = np.frombuffer(b"".join(s.values for s in signatures), "<u4")
    return band_keys(values.reshape(len(signatures), NUM_PERM).astype(np.uint32))


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class _Report:
    """Progress over a set that is gone through twice: to read it, and to sign its different texts."""

    tell: Progress
    total: int

    def first_half(self, items: Sequence[Item]) -> Iterator[Item]:
        return self._go(items, 0)

    def second_half(self, items: Sequence[Item]) -> Iterator[Item]:
        return self._go(items, self.total)

    def _go(self, items: Sequence[Item], start: int) -> Iterator[Item]:
        for done, item in enumerate(items, 1):
            yield item
            self.tell((start + self.total * done // len(items)) // 2, self.total)


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
