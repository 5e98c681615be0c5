"""A whole crawl beside Scrapy alone, and beside Scrapy with trafilatura: CPU time, pages a second, memory, pauses.

usage: python benchmarks/crawl.py [--pages 2000] [--ways raw,inline,pool,newsieve,site] [--curve] [-s NAME=VALUE]

A made-up news web of heavy pages (82 KB) is served on twenty loopback addresses by a process of its own, whose CPU time
does not count. Each way crawls it in a fresh process: `raw` is Scrapy with an empty callback; `inline` calls
trafilatura in it; `pool` calls trafilatura in a pool of processes; `newsieve` gets the same URLs and fetches, extracts,
cleans, de-duplicates, stores and settles; `site` gets the outlets' home pages and finds the stories itself. CPU time
counts every process that a crawl started, to its end (Linux only). `--curve` is newsieve alone on 1,000, 10,000 and
50,000 pages.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import multiprocessing
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection

from benchmarks.crawl_run import Figures, Order
from newsieve.demo import DemoWeb

OUTLETS = 20
WAYS = ("raw", "inline", "pool", "newsieve", "site")
CURVE = (1_000, 10_000, 50_000)
BESIDE = {"inline": 3.0, "pool": 1.8}  # what newsieve is to reach, as a multiple
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Web:
    """A served web: its stories' URLs and its sources file."""

    urls: list[str]
    sources: str


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to, with the CPU seconds of all its processes."""

    way: str
    figures: Figures
    all_cpu: float

    @property
    def main(self) -> float:
        """CPU ms a page, main process."""
        return 1000 * self.figures.cpu / self.figures.pages

    @property
    def workers(self) -> float:
        """CPU ms a page, all other processes."""
        return 1000 * (self.all_cpu - self.figures.cpu) / self.figures.pages

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.figures.pages / self.figures.seconds


def serve(pages: int, pipe: Connection) -> None:
    """The server's process: serve a web until told to stop."""
    with DemoWeb(outlets=OUTLETS, articles=pages, heavy=True) as web:
        turns = [[site.base + posting.path for posting in site.postings] for site in web.sites]
        pipe.send(Web(list(mixed(turns)), web.sources_toml()))
        pipe.recv()


def mixed(turns: list[list[str]]) -> Iterator[str]:
    """One URL of each outlet in turn, until none is left."""
    for at in range(max(map(len, turns))):
        yield from (urls[at] for urls in turns if at < len(urls))


@contextmanager
def served(pages: int) -> Iterator[Web]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(pages, theirs))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send(None)
        process.join()


def measure(way: str, web: Web, workers: int, settings: dict[str, str]) -> Run:
    """Crawl in a process of its own; all that it started has ended, and is counted, on return."""
    before = reaped()
    order = json.dumps(asdict(Order(way, web.urls, web.sources, workers, settings)))
    command = [sys.executable, "-m", "benchmarks.crawl_run"]
    done = subprocess.run(command, input=order, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{way}: the crawl failed")
    await_orphans()
    return Run(way, Figures(**json.loads(done.stdout)), reaped() - before)


def reaped() -> float:
    """CPU seconds of all processes under this one that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def adopt_orphans() -> None:
    """Have the workers of a crawl that has ended come to this process, which then counts them."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def await_orphans() -> None:
    """Wait for all children but the server."""
    kept = {process.pid for process in multiprocessing.active_children()}
    helpers = {os.getpid(), *kept}
    for pid in children() - helpers:
        if "resource_tracker" not in command_of(pid):
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def children() -> set[int]:
    with open(f"/proc/self/task/{os.getpid()}/children") as file:  # noqa: PTH123  it has no size
        return set(map(int, file.read().split()))


def command_of(pid: int) -> str:
    with suppress(OSError), open(f"/proc/{pid}/cmdline") as file:  # noqa: PTH123  it has no size
        return file.read()
    return ""


def show(runs: list[Run]) -> None:
    head = f"{'way':<10}{'pages':>7}{'articles':>9}{'main':>8}{'workers':>9}{'all':>8}{'pages/s':>9}"
    print(f"{head}{'peak MiB':>10}{'growth':>8}{'pause ms':>10}\n{'':<26}{'CPU ms a page':^25}")
    for run in runs:
        f = run.figures
        growth = f"{f.growth:.0f}" if f.growth is not None else "–"
        costs = f"{run.main:>8.1f}{run.workers:>9.1f}{run.main + run.workers:>8.1f}{run.rate:>9.1f}"
        print(f"{run.way:<10}{f.pages:>7}{f.articles:>9}{costs}{f.peak:>10.0f}{growth:>8}{1000 * f.pauses[0]:>10.0f}")


def show_ratios(runs: list[Run]) -> None:
    by_way = {run.way: run for run in runs}
    for ours in ("newsieve", "site"):
        for other, goal in BESIDE.items():
            if ours in by_way and other in by_way:
                a, b = by_way[ours], by_way[other]
                saved = (b.main + b.workers) / (a.main + a.workers)
                print(f"{ours} : {other}  {a.rate / b.rate:.2f} × pages/s, {saved:.2f} × CPU (to reach: {goal:g})")


def show_parts(run: Run) -> None:
    """Where a page's time goes."""
    parts = {name: 1000 * spent / run.figures.pages for name, spent in run.figures.parts.items()}
    rest = run.main - sum(parts.values())
    whole = {"extraction (workers)": run.workers, "fetching, Scrapy": rest, **parts}
    print(f"\nwhere a page's time goes ({run.way}), CPU ms")
    for name, spent in sorted(whole.items(), key=lambda part: -part[1]):
        print(f"  {name:<22}{spent:>7.2f}")
    print(f"  longest pauses (ms)   {', '.join(f'{1000 * pause:.0f}' for pause in run.figures.pauses)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--ways", default=",".join(WAYS[:-1]))
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("-s", dest="settings", action="append", default=[], metavar="NAME=VALUE")
    call = parser.parse_args()
    settings = dict(setting.split("=", 1) for setting in call.settings)
    adopt_orphans()
    for pages in CURVE if call.curve else (call.pages,):
        with served(pages) as web:
            ways = ["newsieve"] if call.curve else call.ways.split(",")
            runs = [measure(way, web, call.workers, settings) for way in ways]
        show(runs)
        show_ratios(runs)
        for run in runs:
            if run.figures.parts:
                show_parts(run)
        print(flush=True)


if __name__ == "__main__":
    main()
