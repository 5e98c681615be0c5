"""`newsieve reprocess`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from newsieve.cli.options import Quiet, Store, Verbose, store_url
from newsieve.cli.screen import Screen, open_screen
from newsieve.errors import InputError, NothingObtained, UsageError

if TYPE_CHECKING:
    from newsieve.reprocess import Reprocessed

TITLE = "newsieve reprocess"
PAGE_SECONDS = 30.0  # the time limit of one page

Archives = Annotated[list[str], typer.Argument(metavar="WARC|FOLDER", help="WARC files (.warc, .warc.gz), or folders.")]
Again = Annotated[bool, typer.Option("--again", help="Read archives, too, that were read with the same rules before.")]


def reprocess(
    archives: Archives, again: Again = False, store: Store = None, quiet: Quiet = False, verbose: Verbose = False
) -> int:
    """Read archived pages again, with today's rules, into a store.

    Articles keep their ids; those of the same fetch keep when and how they were found. Pages that the store does not
    have are added, but for those that were pruned. Run it again where it was broken off: it goes on from there.
    """
    screen = open_screen(quiet, verbose)
    from newsieve.extraction.pool import ExtractionPool
    from newsieve.reprocess import Fate, Reprocessed
    from newsieve.reprocess import reprocess as read_again
    from newsieve.store import Store as OpenStore
    from newsieve.store import shown

    paths = _listed(archives)
    found = Reprocessed()
    with OpenStore.open(store_url(store)) as archive:
        run = archive.start_run(TITLE)
        try:
            with screen.progress("pages") as progress, ExtractionPool(None, PAGE_SECONDS) as pool:
                read_again(paths, archive, pool, again=again, progress=progress, done=found)
        except KeyboardInterrupt:
            name = shown(store_url(store))
            screen.warn(f"interrupted: {found.pages:,} pages read into {name}; the same command goes on from there")
            raise
        report = {"command": TITLE, "pages": found.pages, "fates": dict(found.fates), "dropped": dict(found.reasons)}
        archive.finish_run(run, json.dumps(report), found.fates[Fate.ADDED] + found.fates[Fate.UPDATED])
    return _say(found, screen)


def _listed(named: list[str]) -> list[str]:
    """The archives named, each once. Raises UsageError where one is not there."""
    from newsieve.archives import archives_in

    try:
        return list(dict.fromkeys(path for name in named for path in archives_in(name)))
    except InputError as error:
        raise UsageError(str(error)) from None


def _say(found: Reprocessed, screen: Screen) -> int:
    for line in found.unreadable:
        screen.warn(line)
    if found.done_before:
        archives = "archive was" if found.done_before == 1 else "archives were"
        screen.say(f"{found.done_before} {archives} read with these rules before; --again reads them once more")
    fates = ", ".join(f"{number:,} {fate}" for fate, number in found.fates.most_common())
    if found.pages:
        screen.say(f"{found.pages:,} pages: {fates}")
    if found.reasons:
        reasons = ", ".join(f"{reason} {number:,}" for reason, number in found.reasons.most_common())
        screen.say(f"no article: {reasons}")
    if not found.pages and not found.done_before:
        raise NothingObtained("no page in these archives")
    return 1 if found.unreadable and not found.pages else 0
