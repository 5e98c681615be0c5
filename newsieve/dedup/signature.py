"""MinHash signatures and their bands: the keys under which likely copies meet.

With 42 bands of 3 rows two texts that share a fifth of their shingles meet with a chance of 0.29, a third 0.80,
half 0.996: banding only proposes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from newsieve.article import Signature

from .engine import loaded
from .shingles import BASE, HASH_NAME, SIZE, Hashes, hash_shingle, stir

if TYPE_CHECKING:
    from datasketch import MinHash

SCHEME: Final = "affine32"
SEED = 1
BANDS = 42
ROWS = 3
NUM_PERM = BANDS * ROWS
KEY_BITS = 48
NORMALISATION = "nfkc-casefold-1"


def _permutations() -> NDArray[np.uint32]:
    """Multipliers (odd) and addends, (2, 126), drawn as datasketch draws them, which takes a while to import."""
    random = np.random.RandomState(SEED)
    multipliers = random.randint(0, 1 << 31, NUM_PERM, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return np.array([multipliers, random.randint(0, 1 << 32, NUM_PERM, dtype=np.uint32)])


PERMUTATIONS = _permutations()
_EMPTY = b"\xff" * (4 * NUM_PERM)


def parameters() -> dict[str, str]:
    """What a signature depends on besides the text: a store keeps it and refuses signatures made otherwise."""
    return {
        "scheme": SCHEME,
        "num_perm": str(NUM_PERM),
        "seed": str(SEED),
        "shingle": f"{SIZE} words",
        "hash": f"{HASH_NAME}-{BASE:08x}",
        "normalisation": NORMALISATION,
        "bands": str(BANDS),
        "rows": str(ROWS),
        "key_bits": str(KEY_BITS),
    }


def sign(shingles: Hashes) -> Signature:
    """The MinHash signature of a set of shingle numbers: 126 little-endian uint32, as datasketch gives them."""
    if loaded():
        from .machine import machine

        return machine().sign(shingles)
    return sign_by_numpy(shingles)


def sign_by_numpy(shingles: Hashes) -> Signature:
    """`sign` without the compiled loops: the reference."""
    if not shingles.size:
        return Signature(_EMPTY)
    multipliers, addends = PERMUTATIONS[:, :, np.newaxis]
    return Signature((multipliers * stir(shingles) + addends).min(axis=1).astype("<u4").tobytes())


def as_minhash(signature: Signature) -> MinHash:
    """The signature as datasketch's object, to be compared with others, updated or put into its indexes."""
    from datasketch import MinHash

    values = np.frombuffer(signature.values, "<u4").astype(np.uint32)
    return MinHash(NUM_PERM, SEED, hashfunc=hash_shingle, hashvalues=values, permutations=PERMUTATIONS, scheme=SCHEME)


def bands(signature: Signature) -> tuple[int, ...]:
    """The 42 band keys of a signature, each band's apart from the others'; none for an empty text.

    They are signed and of 48 bits: tables of them are a tenth smaller than with 64, and strangers hardly ever meet.
    """
    [keys] = bands_of([signature])
    return keys


def bands_of(signatures: Sequence[Signature]) -> list[tuple[int, ...]]:
    """The band keys of each of these signatures."""
    if not signatures:
        return []
    values = np.frombuffer(b"".join(s.values for s in signatures), "<u4").reshape(-1, NUM_PERM)
    keys = (band_keys(values) >> (64 - KEY_BITS)).tolist()
    return [() if s.values == _EMPTY else tuple(mine) for s, mine in zip(signatures, keys, strict=True)]


def band_keys(values: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The band keys of many signatures: (n, 126) uint32 → (n, 42) int64."""
    rows = values.reshape(len(values), BANDS, ROWS).astype(np.uint64)
    keys = np.broadcast_to(np.arange(1, BANDS + 1, dtype=np.uint64), (len(values), BANDS))
    for i in range(ROWS):
        keys = _mix64(keys * np.uint64(0x9E3779B97F4A7C15) + rows[:, :, i])
    return keys.view(np.int64)


def _mix64(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64: every bit of the input turns about half the output's."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
