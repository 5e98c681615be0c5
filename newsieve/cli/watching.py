"""A crawl as it is watched: its row in the store, alerts, metrics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsieve.cli.screen import Screen
from newsieve.errors import InputError, NewsieveError, StoreError, UsageError

if TYPE_CHECKING:
    from newsieve.store import Run, Store
    from newsieve.watch import Way

LOOKED_BACK = 100  # runs, among which the latest crawl is looked for


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told when a source breaks, and where a run's figures are written."""

    ways: tuple[Way, ...] = ()
    metrics: str | None = field(default=None)


def watch_of(
    command: str | None, webhook: str | None, metrics: str | None, screen: Screen, *, known: str | None = None
) -> Watch:
    """What a call asks for; raises UsageError for a command or URL that is none.

    A command that the sources file has `known` may be missing for a time: a line says so, and the crawl goes on.
    """
    from newsieve.watch import ways_of

    ways = ways_of(command, webhook)
    try:
        ways += ways_of(None if command else known, None)
    except UsageError as error:
        screen.warn(f"{error}; what it is to be told waits")
    return Watch(tuple(ways), metrics)


def begin(archive: Store, watch: Watch, screen: Screen) -> None:
    """Before a crawl: tell of earlier runs that have died."""
    from newsieve.watch import before_run

    _say(before_run(archive, watch.ways), screen)


def rest(archive: Store, watch: Watch, screen: Screen) -> None:
    """Where there is nothing to crawl: tell of runs that have died and what is untold, write the metrics as of now.

    Raises StoreError where the store notes nothing any more.
    """
    from newsieve.watch import between_runs

    _say(between_runs(archive, watch.ways), screen)
    latest = next((run for run in archive.runs(LOOKED_BACK) if _is_crawl(run)), None)
    if not (watch.metrics and latest):
        return
    try:
        _write_metrics(archive, latest, watch.metrics, screen)
    except (InputError, UsageError) as error:  # the file's: one line, and nothing more
        screen.warn(str(error))


def _is_crawl(run: Run) -> bool:
    from newsieve.store import Ending

    return run.command.startswith("newsieve crawl") and run.outcome is not Ending.RUNNING


def end(archive: Store, run: int, watch: Watch, screen: Screen) -> None:
    """After a run has ended, however: judge its sources, tell who is to be told, write the metrics.

    A trouble of its own is one line, and nothing more: the crawl has done its work.
    """
    try:
        _look_back(archive, run, watch, screen)
    except NewsieveError as error:
        screen.warn(str(error))


def fail(archive: Store, run: int, error: Exception, title: str, watch: Watch, screen: Screen) -> None:
    """After an error has ended a run: note and tell it, and tell it even where it cannot be noted."""
    import json

    from newsieve.secrets import without_secrets
    from newsieve.store import Ending

    told = str(error) if isinstance(error, NewsieveError) else f"{type(error).__name__}: {error}"
    try:
        report = json.dumps({"command": title, "error": without_secrets(told)})
        archive.finish_run(run, report, outcome=Ending.FAILED)
        _look_back(archive, run, watch, screen)
    except StoreError as refused:  # the run's own error tells the user of it
        lose(archive.url, refused, watch, screen, run)
    except NewsieveError as trouble:
        screen.warn(str(trouble))


def lose(store: str, error: StoreError, watch: Watch, screen: Screen, run: int | None = None) -> None:
    """After a run whose store cannot be opened, or notes nothing any more."""
    from newsieve.watch import tell_unnoted

    _say(tell_unnoted(store, error, run, watch.ways), screen)


def _look_back(archive: Store, run: int, watch: Watch, screen: Screen) -> None:
    from newsieve.watch import after_run

    _say(after_run(archive, run, watch.ways), screen)
    if watch.metrics and (ended := archive.logbook.run(run)):
        _write_metrics(archive, ended, watch.metrics, screen)


def _write_metrics(archive: Store, run: Run, path: str, screen: Screen) -> None:
    from newsieve.cli.writing import lines
    from newsieve.watch import metrics

    rows = archive.logbook.of_run(run.number)
    text = metrics(run, rows, archive.logbook.totals(row.source for row in rows), archive.logbook.troubles())
    with lines(path, screen) as write:
        write(text)


def _say(problems: Iterable[str], screen: Screen) -> None:
    for problem in problems:
        screen.warn(problem)
