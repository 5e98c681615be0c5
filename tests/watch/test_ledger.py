from __future__ import annotations

from newsieve.store import Told, Trouble
from newsieve.watch.kinds import Finding, Kind
from newsieve.watch.ledger import Alert, Event, change, to_tell

SINCE = "2026-03-01T08:00:00+00:00"
SILENT = Trouble("Harbour Times", "no_news", 3, SINCE, "quiet")
BARE = Trouble("Lantern", "no_titles", 4, SINCE, "bare")


def told(one: Trouble) -> Told:
    return Told(one.source, one.kind, "command", one.since, one.detail)


def test_a_trouble_that_lasts_keeps_its_beginning() -> None:
    again = Finding(Kind.NO_NEWS, "still quiet", 9, 1e9)
    assert change([SILENT, BARE], {"Harbour Times": [again]}).found == [
        Trouble("Harbour Times", "no_news", 3, SINCE, "still quiet")
    ]


def test_what_is_not_found_any_more_is_over_but_of_those_sources_alone_that_were_judged() -> None:
    assert change([SILENT, BARE], {"Harbour Times": []}).gone == [("Harbour Times", "no_news")]
    assert change([SILENT, BARE], {"Harbour Times": []}, ends=False).gone == []


def test_a_new_trouble_begins_when_its_finding_says() -> None:
    [found] = change([], {"Harbour Times": [Finding(Kind.REFUSED, "403", 5, 1_772_352_000.0)]}).found
    assert (found.run, found.since) == (5, "2026-03-01T08:00:00+00:00")


def test_each_trouble_and_each_end_is_told_once() -> None:
    begins = [Alert(Event.TROUBLE, one.source, one.kind, SINCE, one.detail) for one in (SILENT, BARE)]
    assert to_tell([SILENT, BARE], []) == begins
    assert to_tell([SILENT, BARE], [told(SILENT)]) == begins[1:]
    assert to_tell([BARE], [told(SILENT), told(BARE)]) == [
        Alert(Event.RECOVERED, "Harbour Times", "no_news", SINCE, "quiet")
    ]
    assert to_tell([], []) == []
