"""What `doctor` looks at, one finding after the other."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from newsieve.article import Article, Page
from newsieve.cli.distribution import Need, needs
from newsieve.cli.outlets import HERE
from newsieve.cli.plans import CONTACT, contact_of
from newsieve.config import read_sources
from newsieve.errors import NewsieveError
from newsieve.extraction.pool import ExtractionPool
from newsieve.store import Store, database_url

OLDEST_PYTHON = (3, 11)
WORKER_SECONDS = 60.0
ROOM, LITTLE_ROOM = (
    1 << 30,
    100 << 20,
)  # bytes of free disk: less than the first is a warning, than the second a failure
PAGE = (
    b"<!doctype html><html lang=en><title>The old lock</title><body><article><h1>The old lock</h1>"
    + b"<p>The keeper of the old lock said on Monday that its gates would be opened again before the winter.</p>" * 3
    + b"<p>Twelve boats have waited at Low Quay since the first storms of the autumn broke the gate.</p></article>"
)


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, and what to do about it where it is not ok."""

    level: Level
    about: str
    told: str
    todo: str = ""


def examine(store: str) -> Iterator[Finding]:
    """Every finding, told as soon as it is made."""
    yield _python()
    yield from _packages(needs())
    yield _contact()
    yield from _store(store)
    yield _disk(store)
    yield _workers()


def _python() -> Finding:
    told = f"{platform.python_version()} on {platform.platform()}, SQLite {sqlite3.sqlite_version}"
    if sys.version_info < OLDEST_PYTHON:
        return Finding(Level.FAIL, "python", told, "newsieve needs Python 3.11 or newer")
    return Finding(Level.OK, "python", told)


def _packages(all_needs: tuple[Need, ...] | None) -> Iterator[Finding]:
    if all_needs is None:
        yield Finding(Level.WARN, "newsieve", "runs from a folder, not installed", "make install, or pip install .")
        return
    for extra in dict.fromkeys(need.extra for need in all_needs):
        wanted = [need for need in all_needs if need.extra == extra]
        missing = [need.package for need in wanted if need.version is None]
        told = " · ".join(f"{need.package} {need.version or 'absent'}" for need in wanted)
        if not extra:
            todo = f"install again: pip install {' '.join(missing)}" if missing else ""
            yield Finding(Level.FAIL if missing else Level.OK, "packages", told, todo)
        else:  # nobody needs every extra
            hint = f"; pip install 'newsieve[{extra}]' adds it" if missing else ""
            yield Finding(Level.OK, f"[{extra}]", told + hint)


def _contact() -> Finding:
    try:
        contact = read_sources(HERE).contact if Path(HERE).exists() else None
        contact = contact or contact_of(os.environ.get(CONTACT))
    except NewsieveError as error:
        return Finding(Level.FAIL, "contact", str(error), "correct it")
    if contact is None:
        return Finding(Level.WARN, "contact", "not set", f"set contact in {HERE}, or {CONTACT}=newsdesk@example.org")
    return Finding(Level.OK, "contact", contact)


def _store(store: str) -> Iterator[Finding]:
    try:
        with Store.open(store, create=False) as archive:
            health, counts = archive.health(), archive.counts()
    except NewsieveError as error:
        if _is_absent(store):
            yield Finding(Level.WARN, "store", f"{store}: not there yet", "newsieve crawl makes it")
        else:
            yield Finding(Level.FAIL, "store", str(error), "name another with --store, or restore a copy")
        return
    told = f"{counts.articles:,} articles, {counts.stories:,} stories"
    yield Finding(Level.OK, "store", f"{archive.url}: schema {health.revision}, can be written; {told}")
    if health.damage:
        yield Finding(Level.FAIL, "store", f"damaged: {health.damage}", "newsieve store check; restore a backup")


def _is_absent(store: str) -> bool:
    try:
        url = database_url(store)
    except NewsieveError:
        return False
    path = Path(url.database or "")
    return url.get_backend_name() == "sqlite" and not path.exists() and path.absolute().parent.is_dir()


def _disk(store: str) -> Finding:
    folder = Path.cwd()
    try:
        url = database_url(store)
        if url.get_backend_name() == "sqlite" and (beside := Path(url.database or "").absolute().parent).is_dir():
            folder = beside
        free = shutil.disk_usage(folder).free
    except (NewsieveError, OSError) as error:
        return Finding(Level.WARN, "disk", str(error))
    told = f"{free / (1 << 30):,.1f} GiB free in {folder}"
    if free < ROOM:
        return Finding(Level.FAIL if free < LITTLE_ROOM else Level.WARN, "disk", told, "make room before a long crawl")
    return Finding(Level.OK, "disk", told)


def _workers() -> Finding:
    with ExtractionPool(1, WORKER_SECONDS) as pool:
        outcome = pool.submit(Page("https://example.org/the-old-lock", "", PAGE)).result()
    if isinstance(outcome, Article):
        return Finding(Level.OK, "workers", f"a worker process read a page; {os.cpu_count() or 1} cores")
    todo = "see --verbose of a crawl; is memory short, or are processes forbidden here?"
    return Finding(Level.FAIL, "workers", f"{outcome.reason}: {outcome.detail}", todo)
