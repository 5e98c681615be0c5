"""After each run: find what is wrong, note it, and tell it once by each way; and again when it is over."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from newsieve import clock
from newsieve.errors import NewsieveError
from newsieve.store import Ending, Logbook, Run, Seen, Store, Told
from newsieve.watch.judging import DAY, down_in_a_row, is_down, is_tried, judge
from newsieve.watch.kinds import Finding, Kind
from newsieve.watch.ledger import CRAWLS, Alert, Event, change, to_tell
from newsieve.watch.message import body, message
from newsieve.watch.reach import Streaks, first_without, had_elsewhere
from newsieve.watch.spans import iso
from newsieve.watch.ways import Way

AGAIN = "it is tried again after the next run"
MOST_SECONDS = 60.0  # that all alerts of a run may take by one way
FULL = "disk is full"  # how a store's complaint names it


def before_run(store: Store, ways: Sequence[Way]) -> list[str]:
    """Tell of earlier runs that have died; lines for the user where that failed."""
    dead = store.logbook.bury_runs()
    if not dead:
        return []
    return _note_and_tell(store, {CRAWLS: [_died(dead[-1])]}, ways, None, ends=False)


def between_runs(store: Store, ways: Sequence[Way]) -> list[str]:
    """Where there is nothing to run: tell of runs that have died, and what could not be told; what failed of it."""
    dead = store.logbook.bury_runs()
    judged = {CRAWLS: [_died(dead[-1])]} if dead else {}
    return _note_and_tell(store, judged, ways, None, ends=False)


def after_run(store: Store, run: int, ways: Sequence[Way]) -> list[str]:
    """Judge the sources of a run that has ended, and tell by these ways what broke and what is well again.

    Lines for the user where telling failed; it is tried again the next time. Raises StoreError.
    """
    ended = store.logbook.run(run)
    if ended is None or ended.outcome is Ending.RUNNING:
        return []
    judged = _judged(store.logbook, ended)
    return _note_and_tell(store, judged, ways, run, ends=ended.outcome is Ending.FINISHED)


def tell_unnoted(store: str, error: NewsieveError, run: int | None, ways: Sequence[Way]) -> list[str]:
    """Tell what ended a run where the store cannot even note it: with each run that ends so, anew."""
    now = iso(clock.now().timestamp())
    kind = Kind.DISK_FULL if FULL in str(error) else Kind.RUN_FAILED
    alert = Alert(Event.TROUBLE, CRAWLS, kind, now, str(error))
    told = body(message(alert, run=run, store=store, at=now))
    return [f"alert by {way.name} failed: {problem}" for way in ways if (problem := way.send(told))]


def _judged(logbook: Logbook, run: Run) -> dict[str, list[Finding]]:
    if run.outcome is Ending.FAILED:
        return {CRAWLS: [_failed(run)]}
    if run.outcome is not Ending.FINISHED:
        return {}
    now = clock.now().timestamp()
    pasts = {row.source: past for row in logbook.of_run(run.number) if (past := logbook.past(row.source))}
    streaks = {source: down_in_a_row(past.latest) for source, past in pasts.items()}
    others = logbook.of_others(run.number, _instant(run.started_at) - DAY)
    nothing = _nothing(logbook, run, streaks, others)
    judged: dict[str, list[Finding]] = {CRAWLS: [nothing] if nothing else []}
    is_one_of_many = len({*pasts, *(other.counts.source for other in others)}) > 1
    for source, past in pasts.items():
        if nothing and is_one_of_many and not had_elsewhere(streaks[source], others):
            continue  # it is more likely our network that is down than all of theirs
        judged[source] = judge(past, now)
    return judged


def _nothing(logbook: Logbook, run: Run, streaks: Streaks, others: Sequence[Seen]) -> Finding | None:
    """Of no source could anything be had; found before, it lasts until a run has something."""
    at = _instant(run.started_at)
    tried = [one for row in logbook.of_run(run.number) if is_tried(one := Seen(run.number, at, row))]
    if not all(map(is_down, tried)):
        return None
    first = first_without({one.counts.source: streaks[one.counts.source] for one in tried}, others)
    if first is None:
        before = next((one for one in logbook.troubles() if one.key == (CRAWLS, Kind.NOTHING)), None)
        return Finding(Kind.NOTHING, before.detail, before.run, _instant(before.since)) if before else None
    reasons = sum((Counter(one.counts.dropped) + Counter(one.counts.lost_lists) for one in tried), Counter[str]())
    told = ", ".join(reason.replace("_", " ") for reason, _ in reasons.most_common(3))
    whose = f"any of {len(tried)} sources" if len(tried) > 1 else "the one source"
    return Finding(Kind.NOTHING, f"nothing could be had of {whose}: {told}", first.run, first.at)


def _failed(run: Run) -> Finding:
    problem = str(json.loads(run.report or "{}").get("error", "no reason known"))
    kind = Kind.DISK_FULL if FULL in problem else Kind.RUN_FAILED
    return Finding(kind, f"run {run.number} ({run.command}) failed: {problem}", run.number, _instant(run.started_at))


def _died(run: Run) -> Finding:
    told = f"run {run.number} ({run.command}), begun {run.started_at}, died: killed, or its machine went down"
    return Finding(Kind.RUN_DIED, told, run.number, _instant(run.started_at))


def _note_and_tell(
    store: Store, judged: Mapping[str, Sequence[Finding]], ways: Sequence[Way], run: int | None, *, ends: bool
) -> list[str]:
    logbook = store.logbook
    with logbook.telling():
        changed = change(logbook.troubles(), judged, ends=ends)
        logbook.change_troubles(changed.found, changed.gone)
        return [problem for way in ways if (problem := _tell(store, way, run))]


def _tell(store: Store, way: Way, run: int | None) -> str | None:
    """Tell what one way has still to tell, until it fails; what went wrong."""
    logbook, at, end = store.logbook, iso(clock.now().timestamp()), time.monotonic() + MOST_SECONDS
    alerts = to_tell(logbook.troubles(), logbook.told(way.name))
    for number, alert in enumerate(alerts):
        if time.monotonic() > end:
            return f"{len(alerts) - number} alerts by {way.name} wait for the next run: the others took so long"
        problem = way.send(body(message(alert, run=run, store=store.url, at=at)))
        if problem:
            return f"alert by {way.name} failed: {problem}; {AGAIN}"
        one = Told(alert.source, alert.kind, way.name, alert.since, alert.detail)
        logbook.note_told(one, over=alert.event is Event.RECOVERED)
    return None


def _instant(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
