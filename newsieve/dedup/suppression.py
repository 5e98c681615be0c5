"""Frequent shingles: what so many stories share that it says nothing about any of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .shingles import NONE, Hashes


@dataclass(frozen=True, slots=True, eq=False)
class Suppressed:
    """A set of shingles that have no voice: headers, footers, templates, stock phrases."""

    shingles: Hashes = field(default_factory=lambda: NONE)  # sorted, distinct

    def keep(self, shingles: Hashes) -> Hashes:
        """Those of `shingles` (sorted, distinct) that have a voice."""
        if not self.shingles.size or not shingles.size:
            return shingles
        found = self.shingles.take(self.shingles.searchsorted(shingles), mode="clip") == shingles
        kept: Hashes = shingles[~found]
        return kept

    def to_bytes(self) -> bytes:
        """The set as little-endian uint32."""
        return self.shingles.astype("<u4").tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Suppressed:
        """The set that `to_bytes` wrote."""
        return cls(np.frombuffer(data, "<u4").astype(np.uint32))

    def __len__(self) -> int:
        return int(self.shingles.size)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Suppressed) and np.array_equal(self.shingles, other.shingles)

    def __hash__(self) -> int:
        return hash(self.to_bytes())
