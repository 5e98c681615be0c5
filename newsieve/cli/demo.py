"""`newsieve demo`."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsieve.cli.options import Quiet, Verbose
from newsieve.cli.screen import Screen, open_screen
from newsieve.errors import StoreError, UsageError

if TYPE_CHECKING:
    from newsieve.cli.options import Setting
    from newsieve.crawl.run import CrawlReport
    from newsieve.demo import DemoWeb

TITLE = "newsieve demo"
STORE = "newsieve-demo.db"
# Nobody has to be spared on loopback.
HURRY: dict[str, Setting] = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
}

Check = Annotated[bool, typer.Option("--check", help="Compare the result with the truth about every page.")]
DemoStore = Annotated[
    str,
    typer.Option("--store", metavar="STORE", help="Where to keep the articles; an earlier demo's store is replaced."),
]


def demo(store: DemoStore = STORE, check: Check = False, quiet: Quiet = False, verbose: Verbose = False) -> int:
    """Crawl a small made-up news web on this machine, before your eyes.

    Eight outlets, one of them a wire agency, are served on loopback and crawled with the real spiders and stages
    into a fresh store. No network is needed.
    """
    screen = open_screen(quiet, verbose)
    from newsieve.cli.crawl import exit_code
    from newsieve.demo import DemoWeb

    _clear(store)
    with DemoWeb() as web:
        screen.say(f"made up {len(web.truth.pages)} articles of {len(web.sources)} outlets; crawling them")
        report = _crawl(web, store, screen)
        code = exit_code(report, store, screen, failed=False)
        if check and not report.interrupted:
            _show_truth(web, store, screen)
    screen.say(f"next: {_command()} export --store {store}")
    return code


def _command() -> str:
    """How to call newsieve from here: by name where the shell finds it, else by its path."""
    called = Path(sys.argv[0])
    if called.name != "newsieve" or shutil.which("newsieve"):
        return "newsieve"
    return os.path.relpath(called)


def _crawl(web: DemoWeb, store: str, screen: Screen) -> CrawlReport:
    from newsieve.cli.crawl import run
    from newsieve.cli.plans import plan
    from newsieve.config import parse_sources

    named = parse_sources(tomllib.loads(web.sources_toml()), TITLE)
    order = plan("site", {"sources": named.sources}, HURRY, screen, store=store, contact=named.contact)
    return run(order, screen, TITLE)


def _clear(store: str) -> None:
    """Remove the store of an earlier demo; raises StoreError for any other store or file."""
    from newsieve.store import Store, database_url, shown

    url = database_url(store)
    if url.get_backend_name() != "sqlite":
        raise UsageError(f"{shown(store)}: a demo replaces its store, and so takes only a file")
    path = Path(url.database or "")
    if not path.exists():
        return
    with Store.open(store) as archive:
        report = json.loads(archive.latest_report() or "{}")
        kept = archive.counts().articles
        untouched = report.get("command") == TITLE and kept == report["articles"]
        if not untouched and (kept or report):
            raise StoreError(store, "is no store of a demo, and is left alone; name another with --store")
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _show_truth(web: DemoWeb, store: str, screen: Screen) -> None:
    from rich.table import Table

    from newsieve.demo import judge
    from newsieve.store import Store

    with Store.open(store, create=False) as archive:
        judged = judge(web.truth, archive.articles())
    table = Table("beside the truth", "right", "wrong", box=None, padding=(0, 2))
    for column in table.columns[1:]:
        column.justify = "right"
    for row in judged.table():
        table.add_row(row.what, f"{row.right:,}", f"{row.wrong:,}", style="yellow" if row.wrong else None)
    screen.show(table)
