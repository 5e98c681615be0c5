from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from newsieve import clock
from newsieve.errors import StoreError
from newsieve.store import Ending, SourceRun, Store
from newsieve.watch import after_run, before_run, tell_unnoted
from tests.conftest import NewStore
from tests.watch.histories import BREAKS, Habits, counts

START = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Way:
    """A way that works, or does not."""

    name: str = "command"
    problem: str | None = None
    told: list[tuple[str, str, str | None]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def send(self, body: bytes) -> str | None:
        if self.problem is None:
            one = json.loads(body)
            self.told.append((one["event"], one["kind"], one["source"]))
            self.texts.append(one["text"])
        return self.problem


@dataclass
class Crawls:
    """Crawls of two sources into a store, an hour apart."""

    store: Store
    monkeypatch: pytest.MonkeyPatch
    hours: int = 0
    rng: Random = field(default_factory=lambda: Random(5))

    def well(self, name: str) -> SourceRun:
        return replace(counts(Habits(), self.rng), source=name)

    def run(
        self,
        *sources: SourceRun,
        ways: tuple[Way, ...] = (),
        report: Mapping[str, object] | None = None,
        outcome: Ending = Ending.FINISHED,
    ) -> list[str]:
        self.hours += 1
        self.monkeypatch.setattr(clock, "now", lambda: START + timedelta(hours=self.hours))
        said = before_run(self.store, ways)
        with self.store.run("newsieve crawl") as number:
            self.store.finish_run(number, json.dumps(report or {}), 1, outcome, sources)
        return said + after_run(self.store, number, ways)

    def both(self, ways: tuple[Way, ...] = (), *, times: int = 1) -> None:
        for _ in range(times):
            self.run(self.well("Harbour Times"), self.well("Lantern"), ways=ways)


DOWN = BREAKS["failing"][0](SourceRun(""))


def down(name: str) -> SourceRun:
    return replace(DOWN, source=name)


@pytest.fixture
def crawls(new_store: NewStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crawls]:
    with Store.open(new_store()) as store:
        yield Crawls(store, monkeypatch)


def test_a_source_that_breaks_is_told_once_by_each_way_and_once_more_when_it_is_well(crawls: Crawls) -> None:
    command, webhook = Way(), Way("webhook")
    crawls.both((command, webhook), times=3)
    for _ in range(6):
        crawls.run(crawls.well("Harbour Times"), down("Lantern"), ways=(command, webhook))
    assert command.told == webhook.told == [("trouble", "failing", "Lantern")]
    crawls.both((command, webhook), times=4)
    assert command.told == webhook.told == [("trouble", "failing", "Lantern"), ("recovered", "failing", "Lantern")]
    assert command.texts[0] == "newsieve: Lantern: failing: nothing could be had in 3 runs in a row: unreachable (1)"
    assert command.texts[1] == "newsieve: Lantern: failing: over; it began 2026-03-01T04:00:00+00:00"


def test_an_alert_that_could_not_be_delivered_is_told_after_the_next_run(crawls: Crawls) -> None:
    command, webhook = Way(), Way("webhook", problem="https://x.example/…: HTTP 500")
    for _ in range(3):
        said = crawls.run(crawls.well("Harbour Times"), down("Lantern"), ways=(command, webhook))
    assert said == [
        "alert by webhook failed: https://x.example/…: HTTP 500; it is tried again after the next run",
    ]
    webhook.problem = None
    assert crawls.run(crawls.well("Harbour Times"), down("Lantern"), ways=(command, webhook)) == []
    assert command.told == webhook.told == [("trouble", "failing", "Lantern")]


def test_of_a_trouble_that_was_never_told_no_end_is_told(crawls: Crawls) -> None:
    webhook = Way("webhook", problem="down")
    for _ in range(3):
        crawls.run(down("Lantern"), crawls.well("Harbour Times"), ways=(webhook,))
    webhook.problem = None
    crawls.both((), times=3)
    crawls.both((webhook,))
    assert webhook.told == []


def test_a_source_that_is_not_in_a_run_keeps_its_trouble(crawls: Crawls) -> None:
    command = Way()
    for _ in range(3):
        crawls.run(down("Lantern"), crawls.well("Harbour Times"), ways=(command,))
    crawls.run(crawls.well("Harbour Times"), ways=(command,))
    assert command.told == [("trouble", "failing", "Lantern")]
    assert [one.source for one in crawls.store.logbook.troubles()] == ["Lantern"]


def test_where_nothing_of_any_source_can_be_had_one_alert_tells_it_and_not_one_for_each(crawls: Crawls) -> None:
    command = Way()
    crawls.both((command,), times=3)
    for _ in range(5):
        crawls.run(down("Harbour Times"), down("Lantern"), ways=(command,))
    assert command.told == [("trouble", "nothing", None)]
    [text] = command.texts
    assert text == "newsieve: the crawls: nothing: nothing could be had of any of 2 sources: unreachable"
    crawls.both((command,))
    assert command.told[1:] == [("recovered", "nothing", None)]


def test_a_run_that_died_is_told_by_the_next_one_and_is_over_when_that_ends_well(crawls: Crawls) -> None:
    command = Way()
    with crawls.store.run("newsieve crawl"):
        pass  # as when its process was killed: it never ended
    crawls.run(crawls.well("Lantern"), outcome=Ending.INTERRUPTED, ways=(command,))
    assert command.told == [("trouble", "run_died", None)]
    assert "run 1 (newsieve crawl), begun 2" in command.texts[0]
    crawls.run(crawls.well("Lantern"), ways=(command,))
    assert command.told == [("trouble", "run_died", None), ("recovered", "run_died", None)]


@pytest.mark.parametrize(
    ("error", "kind"),
    [("news.db: is locked by another process for more than 30 s", "run_failed"), ("the disk is full; …", "disk_full")],
)
def test_a_run_that_failed_is_told(crawls: Crawls, error: str, kind: str) -> None:
    command = Way()
    for _ in range(2):
        crawls.run(outcome=Ending.FAILED, report={"error": error}, ways=(command,))
    assert command.told == [("trouble", kind, None)]
    assert command.texts[0].endswith(f"failed: {error}")
    crawls.both((command,))
    assert command.told[1:] == [("recovered", kind, None)]


def test_a_run_that_is_still_running_is_not_judged(crawls: Crawls) -> None:
    with crawls.store.run("newsieve crawl") as number:
        assert after_run(crawls.store, number, (Way(problem="down"),)) == []
        assert before_run(crawls.store, (Way(problem="down"),)) == []


def test_what_a_store_cannot_note_is_told_all_the_same() -> None:
    command, webhook = Way(), Way("webhook", problem="down")
    full = StoreError("news.db", "the disk is full; what was stored before is kept")
    assert tell_unnoted("news.db", full, 3, (command, webhook)) == ["alert by webhook failed: down"]
    assert command.told == [("trouble", "disk_full", None)]


def test_crawls_of_one_due_source_each_do_not_tell_of_all_of_them(crawls: Crawls) -> None:
    command = Way()
    crawls.both((command,))
    for _ in range(4):
        crawls.run(crawls.well("Harbour Times"), ways=(command,))
        crawls.run(down("Lantern"), ways=(command,))
    assert command.told == [("trouble", "failing", "Lantern")]


def test_of_one_source_alone_three_runs_without_anything_tell_it(crawls: Crawls) -> None:
    command = Way()
    for _ in range(2):
        crawls.run(down("Lantern"), ways=(command,))
    assert command.told == []
    crawls.run(down("Lantern"), ways=(command,))
    assert sorted(command.told, key=str) == [("trouble", "failing", "Lantern"), ("trouble", "nothing", None)]


def test_a_run_that_asked_for_nothing_or_for_few_does_not_end_that_nothing_can_be_had(crawls: Crawls) -> None:
    command = Way()
    crawls.both((command,))
    names = ("Harbour Times", "Lantern", "Beacon")
    crawls.run(*map(down, names), ways=(command,))
    crawls.run(ways=(command,))
    crawls.run(SourceRun("Beacon", fetched=4), ways=(command,))
    for _ in range(3):
        crawls.run(down("Beacon"), ways=(command,))
    assert command.told == [("trouble", "nothing", None)]
    crawls.run(crawls.well("Beacon"), ways=(command,))
    assert command.told[1:] == [("recovered", "nothing", None)]


def test_a_dead_source_is_told_though_it_shares_a_run_in_which_nothing_can_be_had(crawls: Crawls) -> None:
    command = Way()
    crawls.both((command,))
    for _ in range(2):
        crawls.run(crawls.well("Harbour Times"), down("Lantern"), ways=(command,))
    for _ in range(4):
        crawls.run(down("Harbour Times"), down("Lantern"), ways=(command,))
    assert command.told == [("trouble", "nothing", None), ("trouble", "failing", "Lantern")]
