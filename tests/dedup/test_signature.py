from __future__ import annotations

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from newsieve.dedup import bands, hash_shingle, parameters, shingle, sign
from newsieve.dedup.signature import BANDS, NUM_PERM, SCHEME, SEED
from newsieve.dedup.words import read_words
from tests.dedup.made_up import FERRY, LIBRARY, ORCHARD, edit

JAPANESE = "港町メロウの沖で火曜日の朝、連絡船が座礁した。乗客にけがはなかった。"


def _read_by_datasketch(text: str) -> MinHash:
    words = read_words(text).words
    minhash = MinHash(NUM_PERM, SEED, hashfunc=hash_shingle, scheme=SCHEME)
    for i in range(len(words) - 2):
        minhash.update(" ".join(words[i : i + 3]).encode())
    return minhash


@pytest.mark.parametrize("text", [FERRY, LIBRARY, ORCHARD, JAPANESE])
def test_a_signature_is_the_one_datasketch_gives_for_the_same_shingles(text: str) -> None:
    values = np.frombuffer(sign(shingle(text)).values, "<u4")
    assert values.tolist() == _read_by_datasketch(text).hashvalues.tolist()


@settings(deadline=None)
@given(st.lists(st.sampled_from([*FERRY.split()[:40], "東京", "1,000"]), min_size=3, max_size=40))
def test_every_text_has_the_shingles_that_the_hash_function_names(words: list[str]) -> None:
    text = " ".join(words)
    read = read_words(text).words
    named = {hash_shingle(" ".join(read[i : i + 3]).encode()) for i in range(len(read) - 2)}
    assert shingle(text).tolist() == sorted(named)


def test_the_parameters_are_the_ones_that_stores_were_signed_with() -> None:
    assert parameters() == {
        "scheme": "affine32",
        "num_perm": "126",
        "seed": "1",
        "shingle": "3 words",
        "hash": "crc32-fmix32-poly-9e3779b1",
        "normalisation": "nfkc-casefold-1",
        "bands": "42",
        "rows": "3",
        "key_bits": "48",
    }


def test_a_known_text_keeps_its_signature_and_bands() -> None:
    text = "The harbour master of Port Merrow said 1,430 passengers were safe."
    values = np.frombuffer(sign(shingle(text)).values, "<u4")
    assert values[:4].tolist() == [701747338, 1202129536, 79985529, 902467612]
    assert int(values.astype(np.uint64).sum()) == 61128111726
    assert bands(sign(shingle(text)))[:2] == (17918274461604, 47340743634488)


@settings(max_examples=60, deadline=None)
@given(st.integers(20, 400), st.floats(0, 1), st.integers(0, 2**31))
def test_signatures_estimate_the_jaccard_index_within_their_error(size: int, share: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    values = np.unique(random.integers(0, 2**32, 2 * size, dtype=np.uint32))
    common = values[: int(size * share)]
    one, two = values[:size], np.unique(np.concatenate([common, values[size:]]))
    exact = np.intersect1d(one, two).size / np.union1d(one, two).size
    signed = [np.frombuffer(sign(s).values, "<u4") for s in (one, two)]
    estimate = float(np.mean(signed[0] == signed[1]))
    assert abs(estimate - exact) <= 0.02 + 5 * (exact * (1 - exact) / NUM_PERM) ** 0.5


def test_bands_are_signed_64_bit_numbers_and_each_has_its_own() -> None:
    keys = bands(sign(np.array([7], np.uint32)))
    assert len(set(keys)) == BANDS
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert min(keys) < 0


def test_an_edited_copy_meets_its_original_in_a_band_and_another_story_does_not() -> None:
    ferry = set(bands(sign(shingle(FERRY))))
    assert ferry & set(bands(sign(shingle(edit(FERRY, 1)))))
    assert not ferry & set(bands(sign(shingle(LIBRARY))))


def test_a_text_without_words_has_no_bands() -> None:
    assert bands(sign(shingle(" … "))) == ()
