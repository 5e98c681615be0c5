"""Near-duplicates on labelled sets: quality, time and memory.

usage: python benchmarks/dedup.py DATA [--sizes 10000 100000 1000000] [--seeds 7 8 9] [--other] [--peers]

DATA has the generator and the scorer beside it in `../score`. Each set is made, its gold columns are taken away, and
`newsieve dedup` runs on what is left, as a user would run it. `--other` makes the sets of `other_sets.py` instead;
`--peers` runs datasketch beside it as its documentation has it (words, MinHashLSH at 0.5, 128 permutations) and the
same over three-word shingles at 0.5, clusters being connected components.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

OTHER_SETS = str(Path(__file__).with_name("other_sets.py"))
GOLD = ("story", "kind", "op", "parent", "stories")


def make_set(data: Path, folder: Path, size: int, seed: int, other: bool) -> tuple[Path, Path]:
    """The labelled set, and the same without its labels."""
    gold, blind = folder / "gold.jsonl", folder / "blind.jsonl"
    script = [OTHER_SETS, str(data)] if other else [str(data.parent / "score/make_dedup_set.py")]
    maker = [sys.executable, *script, str(size), str(gold), "--seed", str(seed)]
    subprocess.run(maker, check=True, stdout=subprocess.DEVNULL)
    with gold.open(encoding="utf8") as labelled, blind.open("w", encoding="utf8") as out:
        for line in labelled:
            record = {name: value for name, value in json.loads(line).items() if name not in GOLD}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return gold, blind


def run_newsieve(blind: Path, out: Path) -> None:
    command = [sys.executable, "-m", "newsieve", "dedup", str(blind), "-o", str(out), "-q"]
    subprocess.run(command, check=True)


def run_datasketch(blind: Path, out: Path, run: int) -> None:
    """MinHashLSH over sets of `run` words; clusters are connected components."""
    from datasketch import MinHash, MinHashLSH

    index, root = MinHashLSH(threshold=0.5, num_perm=128), dict[str, str]()

    def find(one: str) -> str:
        while root[one] != one:
            one = root[one]
        return one

    with blind.open(encoding="utf8") as lines, out.open("w", encoding="utf8") as told:
        for record in map(json.loads, lines):
            words, minhash = record["text"].lower().split(), MinHash(128)
            minhash.update_batch({" ".join(words[i : i + run]).encode() for i in range(max(1, len(words) - run + 1))})
            one = root[record["id"]] = record["id"]
            for found in index.query(minhash):
                root[find(str(found))] = find(one)
            index.insert(one, minhash)
        for one in root:
            told.write(json.dumps({"id": one, "cluster": find(one)}) + "\n")


SYSTEMS: dict[str, Callable[[Path, Path], None]] = {
    "newsieve": run_newsieve,
    "datasketch, words": partial(run_datasketch, run=1),
    "datasketch, 3 words": partial(run_datasketch, run=3),
}


def measure(system: str, score: Path, gold: Path, blind: Path, out: Path) -> str:
    """Run a system in a process of its own; its quality, time and peak memory as one line."""
    begun = time.monotonic()
    worker = os.fork()
    if worker == 0:
        SYSTEMS[system](blind, out)
        os._exit(0)
    _, status, usage = os.wait4(worker, 0)
    wall = time.monotonic() - begun
    if status:
        raise SystemExit(f"{system} ended with exit code {os.waitstatus_to_exitcode(status)}")
    scorer = [sys.executable, str(score / "score_dedup.py"), str(gold), str(out), "--json", "--by-op"]
    m = json.loads(subprocess.run(scorer, check=True, capture_output=True, text=True).stdout)
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    quality = f"{m['ari']:>8.4f}{m['pair_p']:>8.4f}{m['pair_r']:>8.4f}{m['doc_f1']:>8.4f}{m['worst']:>7}"
    recall = ", ".join(f"{way} {share:.3f}" for way, share in m["recall_by_op"].items())
    return f"{system:<20}{quality}{wall:>8.1f}{cpu:>8.1f}{peak:>8.0f}\n    {recall}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000])
    parser.add_argument("--seeds", type=int, nargs="+", default=[7, 8, 9])
    parser.add_argument("--other", action="store_true")
    parser.add_argument("--peers", action="store_true")
    call = parser.parse_args()
    data = call.data.resolve()
    quality = f"{'ARI':>8}{'pair P':>8}{'pair R':>8}{'doc F1':>8}{'worst':>7}"
    print(f"{'system':<20}{quality}{'wall s':>8}{'CPU s':>8}{'MiB':>8}, then recall by way of copying")
    for size in call.sizes:
        for seed in call.seeds:
            print(f"{size:,} documents, seed {seed}")
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                gold, blind = make_set(data, folder, size, seed, call.other)
                for system in SYSTEMS if call.peers else ["newsieve"]:
                    print(measure(system, data.parent / "score", gold, blind, folder / "out.jsonl"), flush=True)


if __name__ == "__main__":
    main()
