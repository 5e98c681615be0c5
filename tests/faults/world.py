"""Crawl the misbehaving web for real, twice, and see what came of each fault."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from newsieve.clock import OFFSET
from newsieve.manners import FIRST_BREAK
from newsieve.store import Store
from newsieve.store.frontier import FRESH
from tests.faults import bodies, manners, places
from tests.faults.server import Fault, Host, World

# Between the runs: who was left alone in the first may be asked again, and what it read is asked for anew.
BREAK = FRESH + FIRST_BREAK.total_seconds()
ROOT = Path(__file__).parents[2]
FAULTS: tuple[Fault, ...] = (*places.FAULTS, *bodies.FAULTS, *manners.FAULTS)
COMMAND = [sys.executable, "-m", "newsieve"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("NEWSIEVE_")} | {
    "PYTHONPATH": str(ROOT)
}
SETTINGS = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": "false",
    "DOWNLOAD_TIMEOUT": 6,
    "RETRY_TIMES": 1,
    "NEWSIEVE_REST_SECONDS": 0.2,
    "NEWSIEVE_PAGE_SECONDS": 4,
    "NEWSIEVE_MOST_BARREN": 20,
    "LOG_LEVEL": "DEBUG",
    "TWISTED_DNS_RESOLVER": "tests.faults.resolver.MadeUpResolver",
}


@dataclass(frozen=True, slots=True)
class Crawled:
    """One run: its exit code, and what it wrote to standard error."""

    code: int
    log: str


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one fault: in the first run and, of what was lost, after the second."""

    fault: Fault
    did: str
    lost: tuple[str, ...]
    requests: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of all of them."""

    rows: tuple[Row, ...]
    runs: tuple[Crawled, ...]
    asked_inside: tuple[str, ...]  # of the host that no source names
    store: Path


def newsieve(folder: Path, *arguments: str, later: float = 0) -> subprocess.CompletedProcess[str]:
    """Run newsieve in a process of its own, so many seconds `later`."""
    command = [*COMMAND, *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env=ENVIRONMENT | {OFFSET: str(later)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def crawl_the_faults(folder: Path) -> Outcome:
    """Crawl all faults twice into a store in `folder`."""
    store = folder / "news.db"
    with World(FAULTS) as world:
        (folder / "sources.toml").write_text(world.sources_toml(), encoding="utf-8")
        runs = tuple(_crawl(folder, later) for later in (0, BREAK))
        rows = tuple(_row(host, runs, store) for host in world.hosts)
        inside = tuple(world.secret_host.asked)
    return Outcome(rows, runs, inside, store)


def _crawl(folder: Path, later: float) -> Crawled:
    given = [part for name, value in SETTINGS.items() for part in ("-s", f"{name}={value}")]
    done = newsieve(folder, "crawl", "sources.toml", "--store", "news.db", "--verbose", *given, later=later)
    return Crawled(done.returncode, done.stderr)


def _row(host: Host, runs: tuple[Crawled, ...], store: Path) -> Row:
    with Store.open(str(store), create=False) as opened:
        stored = {url for article, _ in opened.articles() for url in (article.url, article.source)}
    stored = {url.partition("?")[0] for url in stored}
    lost = tuple(url for url in host.good if url not in stored)
    return Row(host.fault, did(host, runs[0].log, store), lost, host.asked.total())


def did(host: Host, log: str, store: Path) -> str:
    """What newsieve did with an outlet's pages, the commonest of each kind first."""
    begins = tuple(f"failed {url}" for url in host.told_of)
    told = [line.partition(": ")[2] for line in log.splitlines() if line.startswith(begins)]
    asked = "|".join(map(re.escape, host.told_of))
    told += re.findall(rf"INFO: (robots\.txt of (?:{asked}) could not be had: [^;]+)", log)
    return "; ".join(dict.fromkeys((*told, *_outcomes(store, host.fault.name))))


def _outcomes(store: Path, outlet: str) -> list[str]:
    query = "SELECT outcome, detail, count(*) FROM pages WHERE outlet = ? GROUP BY outcome, detail ORDER BY 3"
    with sqlite3.connect(store) as connection:
        found = connection.execute(query, (outlet,)).fetchall()
    return [
        f"{outcome}: {detail}" if detail else ("stored" if outcome == "article" else outcome)
        for outcome, detail, _ in found
    ]
