"""What is wrong now, from what was wrong before and what was found; and what is still to be told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from newsieve.store import Told, Trouble
from newsieve.watch.kinds import Finding
from newsieve.watch.spans import iso

CRAWLS = ""  # the name under which the crawls themselves are looked at


class Event(StrEnum):
    """What there is to tell of a trouble."""

    TROUBLE = "trouble"  # it has begun
    RECOVERED = "recovered"  # it is over


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to be told."""

    event: Event
    source: str
    kind: str
    since: str
    detail: str


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be noted of troubles: those that are there, and the keys of those that are over."""

    found: list[Trouble]
    gone: list[tuple[str, str]]


def change(before: Iterable[Trouble], judged: Mapping[str, Sequence[Finding]], *, ends: bool = True) -> Change:
    """What becomes of the troubles known before, when these sources were judged; of others nothing new is known.

    A trouble that lasts keeps its beginning. Where nothing `ends`, what was not found is not over.
    """
    known = {one.key: one for one in before}
    found = [_trouble(source, one, known) for source, findings in judged.items() for one in findings]
    there = {one.key for one in found}
    gone = [key for key in known if ends and key[0] in judged and key not in there]
    return Change(found, gone)


def to_tell(troubles: Iterable[Trouble], told: Iterable[Told]) -> list[Alert]:
    """What one way has still to tell: ends first, then beginnings; each once, and no end of what was never told."""
    there = {one.key: one for one in troubles}
    before = {one.key: one for one in told}
    ends = [_alert(Event.RECOVERED, one) for key, one in before.items() if key not in there]
    return ends + [_alert(Event.TROUBLE, one) for key, one in there.items() if key not in before]


def _trouble(source: str, one: Finding, known: Mapping[tuple[str, str], Trouble]) -> Trouble:
    before = known.get((source, one.kind))
    if before:
        return Trouble(source, one.kind, before.run, before.since, one.detail)
    return Trouble(source, one.kind, one.run, iso(one.at), one.detail)


def _alert(event: Event, one: Trouble | Told) -> Alert:
    return Alert(event, one.source, one.kind, one.since, one.detail)
