"""A disk that is full, for real: the crawl ends in one line, what is stored stays, and the same command goes on."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from newsieve.demo import DemoWeb
from newsieve.store import Keeper
from tests.crash.test_killed_crawls import HURRY, ROOT

ARTICLES = 60
ROOM = 2_000  # kB: for some of them


@dataclass(frozen=True)
class Disk:
    """A folder with little room, and what gives it more."""

    folder: Path
    limit: Callable[[], None] | None
    grow: Callable[[], object]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Disk]:
    """A file system of its own; only who may mount one can have it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}k", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}; the limit on files is tested instead")
    try:
        yield Disk(folder, None, lambda: subprocess.run(["mount", "-o", "remount,size=100m", str(folder)], check=True))
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def quota(tmp_path: Path) -> Disk:
    """A limit on how large a file may become, which a used-up quota is like."""
    limits = [(1_000 * ROOM, 1_000 * ROOM)]

    def limit() -> None:
        for soft_and_hard in limits:
            resource.setrlimit(resource.RLIMIT_FSIZE, soft_and_hard)

    return Disk(tmp_path, limit, limits.clear)


def crawl(web: DemoWeb, disk: Disk, *more: str) -> subprocess.CompletedProcess[str]:
    homes = (home for _, home in web.sources)
    command = [sys.executable, "-m", "newsieve", "crawl", *homes, "--store", str(disk.folder / "news.db"), *HURRY]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSIEVE_")}
    return subprocess.run(
        [*command, *more],
        env=environment | {"PYTHONPATH": str(ROOT), "NEWSIEVE_CONTACT": "desk@harbour.example"},
        preexec_fn=disk.limit,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def stored(disk: Disk) -> dict[str, object]:
    with Keeper.open(str(disk.folder / "news.db"), create=False) as store:
        return {found.key: found.fetched_at for found, _ in store.articles()}


def fetched(web: DemoWeb, first: int, last: int | None = None) -> set[str]:
    return {f"http://{request.host}{request.path}" for request in web.log[first:last]}


@pytest.mark.parametrize("kind", ["small", "quota"])
def test_a_full_disk_ends_the_crawl_in_one_line_and_with_room_the_same_command_goes_on(
    kind: str, request: pytest.FixtureRequest
) -> None:
    disk: Disk = request.getfixturevalue(kind)
    with DemoWeb(outlets=6, articles=ARTICLES) as web:
        full = crawl(web, disk)
        assert full.returncode == 1, full.stderr
        [line] = full.stderr.splitlines()
        assert line.startswith(f"newsieve: {disk.folder}/news.db: the disk ")
        assert line.endswith("; what was stored before is kept")
        disk.grow()
        before, asked = stored(disk), len(web.log)
        assert 0 < len(before) < ARTICLES
        assert len(before.keys() & fetched(web, 0, asked)) > len(before) / 2
        again = crawl(web, disk)
        assert again.returncode == 0, again.stderr
        after = stored(disk)
        assert len(after) == ARTICLES
        assert {key: after[key] for key in before} == before
        assert not before.keys() & fetched(web, asked)
    with Keeper.open(str(disk.folder / "news.db"), create=False) as store:
        assert store.check().findings == ()
