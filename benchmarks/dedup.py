"""Near-duplicates on labelled sets: quality, time and memory.

usage: python benchmarks/dedup.py DATA [--sizes 10000] [--seeds 7 8 9]

DATA has the generator and the scorer beside it in `../score`. Each set is made, its gold columns are taken away, and
`newsieve dedup` runs on what is left, as a user would run it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOLD = ("story", "kind", "op", "parent", "stories")


def make_set(score: Path, folder: Path, size: int, seed: int) -> tuple[Path, Path]:
    """The labelled set, and the same without its labels."""
    gold, blind = folder / "gold.jsonl", folder / "blind.jsonl"
    maker = [sys.executable, str(score / "make_dedup_set.py"), str(size), str(gold), "--seed", str(seed)]
    subprocess.run(maker, check=True, stdout=subprocess.DEVNULL)
    with gold.open(encoding="utf8") as labelled, blind.open("w", encoding="utf8") as out:
        for line in labelled:
            record = {name: value for name, value in json.loads(line).items() if name not in GOLD}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return gold, blind


def measure(score: Path, folder: Path, size: int, seed: int) -> str:
    gold, blind = make_set(score, folder, size, seed)
    out = folder / "out.jsonl"
    begun = time.monotonic()
    with subprocess.Popen([sys.executable, "-m", "newsieve", "dedup", str(blind), "-o", str(out), "-q"]) as run:
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - begun
    if run.returncode:
        raise SystemExit(f"newsieve dedup ended with exit code {run.returncode}")
    scorer = [sys.executable, str(score / "score_dedup.py"), str(gold), str(out), "--json"]
    m = json.loads(subprocess.run(scorer, check=True, capture_output=True, text=True).stdout)
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    quality = f"{m['ari']:>8.4f}{m['pair_p']:>8.4f}{m['pair_r']:>8.4f}{m['doc_f1']:>8.4f}{m['worst']:>7}"
    return f"{size:>9,}{seed:>6}{quality}{wall:>8.1f}{cpu:>8.1f}{peak:>8.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000])
    parser.add_argument("--seeds", type=int, nargs="+", default=[7, 8, 9])
    call = parser.parse_args()
    quality = f"{'ARI':>8}{'pair P':>8}{'pair R':>8}{'doc F1':>8}{'worst':>7}"
    print(f"{'documents':>9}{'seed':>6}{quality}{'wall s':>8}{'CPU s':>8}{'MiB':>8}")
    for size in call.sizes:
        for seed in call.seeds:
            with tempfile.TemporaryDirectory() as folder:
                print(measure(call.data.resolve().parent / "score", Path(folder), size, seed), flush=True)


if __name__ == "__main__":
    main()
