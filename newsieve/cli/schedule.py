"""`newsieve schedule`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsieve.cli.options import (
    FOLDER_VARIABLE,
    STORE_VARIABLE,
    AlertCommand,
    Logs,
    MetricsFile,
    Quiet,
    Settings,
    Store,
    Verbose,
    Warc,
    archived,
    settings,
    store_url,
)
from newsieve.cli.screen import Screen, open_screen

if TYPE_CHECKING:
    from newsieve.config import Sources
    from newsieve.crawl.agenda import Forecast
    from newsieve.schedule.handed import Handed

HERE = "sources.toml"


class Timer(StrEnum):
    """What else can call newsieve now and then."""

    SYSTEMD = "systemd"
    CRON = "cron"


File = Annotated[str, typer.Argument(metavar="SOURCES.toml", help=f"A sources file; {HERE} where none is named.")]
Print = Annotated[
    Timer | None,
    typer.Option("--print", help="Print a unit and a timer, or a line for a crontab, and leave."),
]


def schedule(
    sources: File = HERE,
    print: Print = None,
    store: Store = None,
    set: Settings = None,
    warc: Warc = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    alert_command: AlertCommand = None,
    metrics: MetricsFile = None,
    log_format: Logs = None,
) -> int:
    """Crawl what is due, again and again, until SIGTERM (exit code 0) or Ctrl-C (130) ends it.

    A sources file that changes is read again. A crawl that fails is told of, and the next one waits a little longer.
    """
    screen = open_screen(quiet, verbose, log_format)
    from newsieve.schedule.handed import Handed

    handed = Handed(tuple(set or ()), warc, alert_command, metrics, log_format)
    _check(Path(sources), handed)
    if print is not None:
        return _print(print, Path(sources), store_url(store), handed)
    return _loop(Path(sources), store_url(store), handed, screen)


def _check(file: Path, handed: Handed) -> None:
    """Refuse now what each crawl would refuse; raises UsageError or ConfigError."""
    from newsieve.cli.plans import plan
    from newsieve.config import read_sources
    from newsieve.crawl.agenda import SPIDER
    from newsieve.crawl.run import check
    from newsieve.watch import ways_of

    contact = read_sources(file).contact
    ways_of(handed.alert_command, None)
    check(plan(SPIDER, {}, archived(settings(list(handed.settings)), handed.warc), Screen(quiet=True), contact=contact))


def _print(timer: Timer, file: Path, store: str, handed: Handed) -> int:
    from newsieve.config import read_sources
    from newsieve.schedule.child import NEWSIEVE
    from newsieve.schedule.timers import cron, systemd
    from newsieve.store import from_anywhere

    read = read_sources(file)
    named = [str(file.absolute()), "--store", from_anywhere(store), *handed.from_anywhere().words()]
    command = [*NEWSIEVE, "crawl", "--due", "--quiet", *named]
    typer.echo((systemd if timer is Timer.SYSTEMD else cron)(command, read), nl=False)
    return 0


def _loop(file: Path, store: str, handed: Handed, screen: Screen) -> int:
    from newsieve.crawl.agenda import forecast
    from newsieve.schedule.child import NEWSIEVE, Child
    from newsieve.schedule.file import SourcesFile
    from newsieve.schedule.loop import Loop, Means
    from newsieve.store import Store as OpenStore

    def look(read: Sources) -> Forecast:
        with OpenStore.open(store) as archive:
            return forecast(archive, read.sources)

    loudness = ["--quiet"] if screen.quiet else ["--verbose"] if screen.verbose else []
    command = [*NEWSIEVE, "crawl", "--due", "-", *handed.words(), *loudness]
    # A command line is for all to read, and a password may be in the store's URL.
    child = Child(command, {STORE_VARIABLE: store, FOLDER_VARIABLE: str(file.absolute().parent)})
    means = Means(look, child.run, child.sleep, lambda: child.is_over, screen.say, screen.warn)
    child.listen()
    Loop(SourcesFile(file, screen.warn), means).run()
    screen.say("ended")
    return child.exit_code
