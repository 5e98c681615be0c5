"""Exports of a large store: time, peak memory and size in each format.

usage: python benchmarks/export.py [--articles 100000] [--keep FOLDER] [--store URL]

The store (a new file, or an empty database in PostgreSQL) is filled with made-up rows directly, a fifth of them copies,
because what is measured is reading and writing. Each export is a process of its own, run as a user would run it.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from newsieve.article import Article
from newsieve.store import Store, shown
from newsieve.store.changes import COUNTER
from newsieve.store.database import open_engine, writing
from newsieve.store.rows import article_row
from newsieve.store.schema import articles, changes, meta, verdicts
from newsieve.urls import article_id

BATCH = 2_000
SYLLABLES = ("ba", "ko", "ri", "ten", "mu", "sal", "dor", "vi", "pel", "gra", "nos", "tu", "wen", "ha", "lim", "ost")
CALLS = (
    ("jsonl", ["--all", "--format", "jsonl"], "out.jsonl"),
    ("csv", ["--all", "--format", "csv"], "out.csv"),
    ("parquet", ["--all", "--format", "parquet"], "out.parquet"),
    ("markdown", ["--all", "--format", "markdown"], "folder"),
    ("markdown again", ["--all", "--format", "markdown"], "folder"),
    ("stories jsonl", ["--what", "stories"], "stories.jsonl"),
    ("stories parquet", ["--what", "stories", "--format", "parquet"], "stories.parquet"),
    ("copies csv", ["--what", "copies", "--format", "csv"], "copies.csv"),
    ("since the last", ["--all", "--since", "1"], "new.jsonl"),
)


def fill(store: str, size: int) -> None:
    rnd = random.Random(1)
    words = ["".join(rnd.choices(SYLLABLES, k=rnd.randint(1, 4))) for _ in range(5_000)]
    Store.open(store).close()
    engine = open_engine(store, create=False)
    for start in range(1, size + 1, BATCH):
        numbers = range(start, min(start + BATCH, size + 1))
        with writing(engine) as connection:
            connection.execute(insert(articles), [row(n, rnd, words) for n in numbers])
            connection.execute(insert(verdicts), list(map(verdict, numbers)))
            connection.execute(insert(changes), [{"article": n, "record": 1, "story": 1, "copy": 1} for n in numbers])
    with writing(engine) as connection:
        connection.execute(insert(meta), [{"key": COUNTER, "value": b"1"}])
    engine.dispose()


def row(n: int, rnd: random.Random, words: list[str]) -> dict[str, Any]:
    url = f"https://paper{n % 300}.example/{n}"
    paragraphs = tuple(" ".join(rnd.choices(words, k=60)) + "." for _ in range(rnd.randint(4, 12)))
    title, day = " ".join(rnd.choices(words, k=8)).capitalize(), f"2026-{1 + n % 12:02}-{1 + n % 28:02}"
    made = Article(
        article_id(url), url, url, url, f"paper{n % 300}.example", title, paragraphs,
        authors=("Ina Vell",), published=f"{day}T{n % 24:02}:30:00+01:00", language="en", tags=("mills", "harbour"),
    )  # fmt: skip
    return article_row(made) | {"n": n, "settled": True, "version": 1}


def verdict(n: int) -> dict[str, Any]:
    first = n - 1 if n % 5 == 0 else n
    told = {"relation": "near", "similarity": 0.9, "containment": 0.95} if first != n else {}
    nothing = {"duplicate_of": None, "relation": None, "similarity": None, "containment": None}
    return {"article": n, "cluster": first} | nothing | ({"duplicate_of": first} if told else {}) | told


def measure(store: str, options: list[str], out: Path) -> tuple[float, float, float, float]:
    """Wall and CPU seconds, peak MiB of the process, MB written."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "newsieve", "export", "--store", store, "-o", str(out), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as run:
        said = run.stderr.read() if run.stderr else b""
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise SystemExit(said.decode())
    wall, cpu = time.monotonic() - begun, usage.ru_utime + usage.ru_stime
    return wall, cpu, usage.ru_maxrss / 1024, sum(sizes(out)) / 1e6


def sizes(out: Path) -> Iterator[int]:
    return (path.stat().st_size for path in (out.iterdir() if out.is_dir() else (out,)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="a folder to leave store and files in")
    parser.add_argument("--store", help="an empty database to fill instead of a new file")
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = call.keep or Path(folder)
        store = call.store or str(place / "bench.db")
        fill(store, call.articles)
        print(f"{call.articles:,} articles in {shown(store)}")
        print(f"{'export':<16}{'wall s':>8}{'CPU s':>8}{'peak MiB':>10}{'MB':>8}")
        for name, options, out in CALLS:
            wall, cpu, peak, size = measure(store, options, place / out)
            print(f"{name:<16}{wall:>8.1f}{cpu:>8.1f}{peak:>10.0f}{size:>8.0f}", flush=True)


if __name__ == "__main__":
    main()
