"""From raw text to MinHash signatures, beside datasketch and rensa: one run, one core, processor time.

usage: python benchmarks/signatures.py FILE.jsonl [--documents 2000]

Each signs the three-word shingles of the same texts with 126 permutations (rensa: 128). The peers are given shingles:
their lines are the time of signing alone. Two lines tell what making shingles in Python takes, by `lower().split()` and
by newsieve's own words. newsieve's line is from raw text to signature, with reading, folding and hashing.
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from collections.abc import Callable
from pathlib import Path

from datasketch import MinHash

from newsieve.dedup.machine import machine
from newsieve.dedup.words import read_words


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The processor time of the quickest of some runs."""
    best = float("inf")
    for _ in range(times):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def joined(text: str) -> list[bytes]:
    words = text.lower().split()
    return [" ".join(run).encode() for run in zip(words, words[1:], words[2:], strict=False)]


def read_and_joined(text: str) -> list[bytes]:
    words = read_words(text).words
    return [" ".join(run).encode() for run in zip(words, words[1:], words[2:], strict=False)]


def update(shingles: list[list[bytes]]) -> None:
    for one in shingles:
        minhash = MinHash(126, scheme="affine32")
        for shingle in one:
            minhash.update(shingle)


def rensa(shingles: list[list[str]]) -> None:
    module = importlib.import_module("rensa")
    for one in shingles:
        minhash = module.RMinHash(num_perm=128, seed=1)
        minhash.update(one)
        minhash.digest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--documents", type=int, default=2000)
    call = parser.parse_args()
    with call.file.open(encoding="utf8") as lines:
        texts = [json.loads(line)["text"] for line, _ in zip(lines, range(call.documents), strict=False)]
    shingles = [joined(text) for text in texts]
    as_text = [[shingle.decode() for shingle in one] for one in shingles]
    tokens, sign = sum(map(len, shingles)), machine().sign_text
    sign(texts[0])
    ours = seconds(lambda: [sign(text) for text in texts])
    parts = {
        "newsieve, raw text to signature": ours,
        "splitting and joining in Python": seconds(lambda: [joined(text) for text in texts]),
        "newsieve's words, joined in Python": seconds(lambda: [read_and_joined(text) for text in texts]),
        "rensa RMinHash, shingles given": seconds(lambda: rensa(as_text)),
        "datasketch update, shingles given": seconds(lambda: update(shingles[:200]), 1)
        * tokens
        / sum(map(len, shingles[:200])),
    }
    print(f"{len(texts)} documents, {tokens / len(texts):.0f} shingles each")
    for name, spent in parts.items():
        rate = f"{len(texts) / spent:>12,.0f} documents/s{tokens / spent / 1e6:>9.2f} M shingles/s"
        print(f"{name:<36}{rate}{spent / ours:>8.1f} x ours")


if __name__ == "__main__":
    main()
