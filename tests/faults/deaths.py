"""Faults of the machine: a full disk, a worker that is killed, a crawl that is killed."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from newsieve.store import Store
from tests.faults.server import Fault, World
from tests.faults.world import COMMAND, ENVIRONMENT

OUTLET = Fault("an outlet", good=60)
FULL = 400 * 1024  # bytes: no file may grow beyond, as on a disk that is full
CRAWL = [*COMMAND, "crawl", "sources.toml", "--store", "news.db"]
CRAWL += ["-s", "DOWNLOAD_DELAY=0.05", "-s", "AUTOTHROTTLE_ENABLED=false"]
SECONDS = 120


@dataclass(frozen=True, slots=True)
class Death:
    """What came of it: how the crawl ended, its last line, and the stories that the next run did not get either."""

    name: str
    code: int
    did: str
    lost: tuple[str, ...]


def die(folder: Path) -> tuple[Death, ...]:
    """Crawl one outlet: on a full disk, then with workers and at last the crawl itself killed, then undisturbed."""
    with World((OUTLET,)) as world:
        (folder / "sources.toml").write_text(world.sources_toml(), encoding="utf-8")
        full = _crawl(folder, _fill_disk)
        after = stored(folder)
        with subprocess.Popen(CRAWL, cwd=folder, env=ENVIRONMENT, stderr=subprocess.DEVNULL) as crawl:
            try:
                wait_for(folder, after + 5)
                for worker in workers(crawl.pid):
                    os.kill(worker, signal.SIGKILL)
                wait_for(folder, after + 10)
                before = stored(folder)
            finally:
                crawl.kill()
        last = _crawl(folder)
        with Store.open(str(folder / "news.db"), create=False) as store:
            urls = {article.url for article, _ in store.articles()}
        lost = tuple(url for url in world.hosts[0].good if url not in urls)
    return (
        Death("full disk", full.returncode, full.stderr.strip().splitlines()[-1], lost),
        Death("workers killed (kill -9)", last.returncode, f"went on with others to {before} stories", lost),
        Death("crawl killed (kill -9)", crawl.returncode, f"the next run went on to {len(urls)} stories", lost),
    )


def _crawl(folder: Path, prepare: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        CRAWL,
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        preexec_fn=prepare,
        check=False,
    )


def _fill_disk() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, FULL))


def stored(folder: Path) -> int:
    """How many articles the store has; none while there is no store."""
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(folder / "news.db", timeout=30)) as store:
        return int(store.execute("SELECT count(*) FROM articles").fetchone()[0])
    return 0


def wait_for(folder: Path, articles: int) -> None:
    """Wait until the store has so many articles."""
    until = time.monotonic() + SECONDS
    while stored(folder) < articles:
        assert time.monotonic() < until
        time.sleep(0.05)


def workers(parent: int) -> Iterator[int]:
    """The processes that read pages: children of the server that forks them, which is the crawl's child."""
    for child in children(parent):
        yield from children(child)


def children(parent: int) -> Iterator[int]:
    """The processes that this one has started."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                yield int(stat.parent.name)
