"""`newsieve store …`: looking after a store."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsieve.cli.options import Quiet, Store, store_url
from newsieve.cli.screen import Screen, open_screen
from newsieve.errors import StoreError, UsageError

if TYPE_CHECKING:
    from datetime import timedelta

    from newsieve.store import Keeper, Pruned, Report

OlderThan = Annotated[str, typer.Option("--older-than", metavar="AGE", help="Such as 36h, 90d or 52w.")]
Outlets = Annotated[
    list[str] | None,
    typer.Option("--outlet", metavar="NAME", help="Only what this outlet or site alone has told; may repeat."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be removed, and remove nothing.")]
Target = Annotated[
    str, typer.Argument(metavar="FILE|FOLDER", help="Where the backup goes; in a folder it gets a name.")
]
Repair = Annotated[bool, typer.Option("--repair", help="Tell anew what is wrong, as far as the articles tell it.")]
Sample = Annotated[
    int | None,
    typer.Option("--sample", metavar="ARTICLES", min=1, help="Examine the texts of so many articles, not of all."),
]


def prune(
    older_than: OlderThan, outlet: Outlets = None, dry_run: DryRun = False, store: Store = None, quiet: Quiet = False
) -> int:
    """Remove stories that are old: all of whose articles were fetched longer ago, and all they are related to.

    A story that has a newer copy stays as it is, and so do the clusters of all that stays. Pages once fetched stay
    known, and are not fetched again. The room is given back to the disk.
    """
    screen = open_screen(quiet)
    from newsieve.clock import now
    from newsieve.store import Keeper, Old

    old = Old(now() - _age(older_than), tuple(outlet or ()))
    with Keeper.open(store_url(store), create=False) as archive:
        _check_outlets(archive, old.outlets)
        if dry_run:
            _say_pruned(archive.plan_pruning(old), screen, "would be removed")
            return 0
        run = archive.start_run("newsieve store prune")
        with screen.progress("articles") as progress:
            pruned = archive.prune(old, progress)
        report = {"command": "newsieve store prune", "removed": pruned.articles, "stories": pruned.stories}
        archive.finish_run(run, json.dumps(report))
        _say_pruned(pruned, screen, "removed")
        if pruned.articles:
            _give_back(archive, screen)
    return 0


def _age(text: str) -> timedelta:
    from newsieve.values import age

    try:
        return age(text)
    except ValueError as error:
        raise UsageError(f"--older-than {text}: {error}") from None


def _check_outlets(archive: Keeper, outlets: tuple[str, ...]) -> None:
    from newsieve.store import Selection

    with archive.snapshot() as view:
        for name in outlets:
            if not view.count_articles(Selection(outlets=(name,)), every=True):
                raise UsageError(f"--outlet {name}: the store has no article of it")


def _say_pruned(pruned: Pruned, screen: Screen, done: str) -> None:
    if pruned.articles:
        screen.say(f"{_counted(pruned.articles, 'article')} of {_counted(pruned.stories, 'story', 'stories')} {done}")
    else:
        screen.say("nothing to remove: no story is that old as a whole")
    if pruned.held:
        verb = "stays" if pruned.held == 1 else "stay"
        screen.say(f"{_counted(pruned.held, 'old article')} {verb}: newer ones, or another outlet's, are related")


def _give_back(archive: Keeper, screen: Screen) -> None:
    before = archive.size()
    try:
        archive.shrink()
    except StoreError as error:  # what was to go is gone; the room is used again
        screen.warn(str(error))
        return
    after = archive.size()
    screen.say(f"{_megabytes(before - after)} given back; the store takes {_megabytes(after)}")


def backup(target: Target, store: Store = None, quiet: Quiet = False) -> int:
    """Write the store, as it is at one moment, into a file, while crawls go on.

    The file is a store itself, whatever the kind of the original; it appears, in place of a former backup of the same
    name, when it is whole and was examined.
    """
    screen = open_screen(quiet)
    from newsieve.store import Keeper

    with Keeper.open(store_url(store), create=False) as archive, screen.progress("backup") as progress:
        path = archive.back_up(Path(target), progress)
    screen.say(f"{path}: whole, {_megabytes(path.stat().st_size)}")
    return 0


def check(repair: Repair = False, sample: Sample = None, store: Store = None, quiet: Quiet = False) -> int:
    """Examine the store: the database, what belongs to nothing, and all that is derived against the articles.

    One line for each kind of damage. Exit code 1 where anything is wrong, or with --repair still is afterwards.
    """
    screen = open_screen(quiet)
    from newsieve.store import Keeper

    with Keeper.open(store_url(store), create=False) as archive:
        with screen.progress("articles") as progress:
            report = archive.check(sample, progress)
        for finding in report.findings:
            can = "" if repair or not finding.is_curable else " (--repair mends it)"
            screen.warn(f"{finding.about}: {finding.told}{can}")
        if repair:
            report = _repaired(archive, report, screen)
    if report.unsettled:
        screen.say(f"{_counted(report.unsettled, 'article')} not settled yet: texts and clusters were not examined")
    if not report.findings:
        screen.say(f"{archive.url}: sound, {report.examined:,} of {_counted(report.articles, 'article')} examined")
    return 1 if report.findings else 0


def _repaired(archive: Keeper, report: Report, screen: Screen) -> Report:
    """What is still wrong when all has been done that can be; settling may bring to light what it hid."""
    if any(not finding.is_curable for finding in report.findings):
        screen.warn("nothing was repaired: first restore a backup, for what cannot be mended")
        return report
    mended = bool(report.findings)
    archive.repair(report.findings)
    report = archive.check()
    if report.findings:
        mended = True
        archive.repair(report.findings)
        report = archive.check()
    for finding in report.findings:
        screen.warn(f"still wrong: {finding.about}: {finding.told}")
    if mended and not report.findings:
        screen.say("repaired")
    return report


def settle(store: Store = None, quiet: Quiet = False) -> int:
    """Settle what a broken-off crawl left: texts, clusters and canonical articles are told anew where it matters."""
    screen = open_screen(quiet)
    from newsieve.store import Keeper

    with Keeper.open(store_url(store), create=False) as archive, screen.progress("articles") as progress:
        settled = archive.settle(progress)
    screen.say(f"{_counted(settled.looked_at, 'article')} looked at, {settled.changed:,} changed")
    return 0


def migrate(store: Store = None, quiet: Quiet = False) -> int:
    """Bring the store's schema up to date; one in a file is so whenever it is opened, and a copy of it is kept.

    One in PostgreSQL waits for this command: make a copy first (pg_dump).
    """
    screen = open_screen(quiet)
    from newsieve.store import Keeper, shown

    name = shown(store_url(store))
    done = Keeper.migrate(store_url(store))
    if done.before == done.after:
        screen.say(f"{name}: schema {done.after}, up to date")
    elif done.copy is None:
        screen.say(f"{name}: brought from schema {done.before} to {done.after}")
    return 0


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
