"""The loop of `newsieve schedule`: it crawls what is due, and goes on whatever happens."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from newsieve import clock
from newsieve.config import Source, Sources
from newsieve.crawl.agenda import Agenda, Forecast
from newsieve.errors import ConfigError, StoreError, UsageError
from newsieve.schedule.file import SourcesFile
from newsieve.schedule.loop import BUSY, LONGEST_BACKOFF, LONGEST_SLEEP, Loop, Means, backoff, rest
from newsieve.schedule.telling import nothing_to_do
from tests.cli.calling import html_page, story
from tests.cli.serving import HURRY, NEWSIEVE, Site, environment, feed, served

TEXT = '[[source]]\nname = "{}"\nfeeds = ["https://harbour.example/feed"]\n'
SOURCE = Source("Harbour Times", feeds=("https://harbour.example/feed",))


def due() -> Forecast:
    return Forecast((Agenda(SOURCE, 7, (), {}, left_over=True),), 0, 0, clock.now().timestamp() + 600, SOURCE)


def later(seconds: float, busy: int = 0) -> Forecast:
    return Forecast((), busy, 0, clock.now().timestamp() + seconds, SOURCE)


@dataclass
class World:
    """What the loop finds when it looks, and how its crawls end; then it is over."""

    finds: list[Forecast | StoreError]
    codes: list[int] = field(default_factory=list)
    crawled: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    def look(self, _sources: Sources) -> Forecast:
        found = self.finds.pop(0)
        if isinstance(found, StoreError):
            raise found
        return found

    def crawl(self, text: str) -> int:
        self.crawled.append(text)
        return self.codes.pop(0) if self.codes else 0

    def sleep(self, seconds: float, _enough: Callable[[], bool]) -> None:
        self.slept.append(seconds)
        self.meanwhile()

    def run(self, folder: Path) -> None:
        path = folder / "sources.toml"
        if not path.exists():
            path.write_text(TEXT.format("Harbour Times"))
        means = Means(self.look, self.crawl, self.sleep, lambda: not self.finds, self.told.append, self.told.append)
        Loop(SourcesFile(path, self.told.append), means).run()


def test_it_crawls_what_is_due_and_then_sleeps_until_something_is(tmp_path: Path) -> None:
    world = World([later(0), due(), later(300), due(), later(9e9)])
    world.run(tmp_path)
    assert len(world.crawled) == 2
    assert world.slept == [60, pytest.approx(300, abs=5), 60]
    assert any(line.startswith("nothing is due; next is Harbour Times in ") for line in world.told)


def test_it_looks_again_before_long_while_others_crawl_or_nothing_is_due_for_days(tmp_path: Path) -> None:
    world = World([later(0), later(300, busy=1), later(9e6), later(1)])
    world.run(tmp_path)
    assert world.slept == [BUSY, LONGEST_SLEEP]


def test_a_crawl_that_dies_is_told_of_and_the_next_waits_longer_each_time(tmp_path: Path) -> None:
    world = World([later(0), *(due() for _ in range(7))], codes=[0, -9, 1, 2, 0, 1])
    world.run(tmp_path)
    assert world.slept == [60, 60, 60, 60, 60, 60]
    assert world.told[0] == "the crawl was killed by SIGKILL; the next try is in 10 s"
    assert world.told[1:] == [
        "the crawl ended with exit code 1; the next try is in 20 s",
        "the crawl ended with exit code 2; the next try is in 40 s",
        "the crawl ended with exit code 1; the next try is in 10 s",
    ]
    assert backoff(10) == LONGEST_BACKOFF


def test_a_call_that_the_first_crawls_refuse_ends_the_loop(tmp_path: Path) -> None:
    world = World([later(0), *(due() for _ in range(3))], codes=[1, 2])
    with pytest.raises(UsageError, match="refuses how it is called"):
        world.run(tmp_path)
    assert len(world.crawled) == 2


def test_a_store_that_cannot_be_read_is_told_of_and_tried_again_but_not_from_the_beginning(tmp_path: Path) -> None:
    gone = StoreError("news.db", "the connection to the database was lost")
    world = World([later(0), gone, gone, due(), later(1)])
    world.run(tmp_path)
    assert world.slept == [10, 20, 60]
    assert world.told[0] == "news.db: the connection to the database was lost; the next try is in 10 s"
    with pytest.raises(StoreError):
        World([gone]).run(tmp_path)


def test_a_changed_file_is_read_again_and_a_broken_one_is_told_once_and_the_former_kept(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    texts = [TEXT.format("Hill Post"), TEXT.format("Hill Post") + "evry = 1\n", "", TEXT.format("Dale Echo")]

    def edit() -> None:
        if texts:
            path.write_text(texts.pop(0))
        elif path.exists():
            path.unlink()

    world = World([later(0), *(due() for _ in range(7))], meanwhile=edit)
    world.run(tmp_path)
    named = [text.split('"')[1] for text in world.crawled]
    assert named == ["Harbour Times", *["Hill Post"] * 3, *["Dale Echo"] * 3]
    assert world.told == [
        f"{path}: read again, as it has changed",
        f"{path}: source 1 (Hill Post): evry: unknown key: did you mean every? {world.told[1].partition('? ')[2]}",
        f"{path}: source: no source at all: expected at least one [[source]] table; what it said before is kept",
        f"{path}: read again, as it has changed",
        f"{path}: no such file or directory; what it said before is kept",
    ]
    assert world.told[1].endswith("; what it said before is kept")


def test_a_file_that_is_wrong_from_the_beginning_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        SourcesFile(tmp_path / "absent.toml", print)
    (tmp_path / "wrong.toml").write_text("source = 1\n")
    with pytest.raises(ConfigError):
        SourcesFile(tmp_path / "wrong.toml", print)


def test_between_two_crawls_is_a_tenth_of_the_shortest_time_and_a_minute_at_most() -> None:
    from datetime import timedelta

    assert rest(Sources((SOURCE, Source(every=timedelta(minutes=5))))) == 30
    assert rest(Sources((SOURCE,))) == 60


def test_what_there_is_to_wait_for_is_told_in_one_line() -> None:
    found = Forecast((), 0, 0, 1_800_000_750, SOURCE)
    now = 1_800_000_000
    assert nothing_to_do(found, now) == (
        "nothing is due; next is Harbour Times in 12 min 30 s, at 2027-01-15 08:12:30 UTC"
    )
    assert nothing_to_do(Forecast((), 0, 0, float("inf"), None), now) == "nothing is due; nothing else will be due"


# --- for real ---


def test_the_loop_crawls_a_feed_again_and_again_until_sigterm_ends_it_with_0(tmp_path: Path) -> None:
    with served(Site({"/robots.txt": "", "/a": html_page("A", story(1)), "/b": html_page("B", story(5))})) as site:
        site.answers["/feed"] = feed(site, "/a")
        path = tmp_path / "sources.toml"
        text = f'contact = "desk@harbour.example"\n[[source]]\nname = "Outlet"\nfeeds = ["{site.url}/feed"]\n'
        path.write_text(text + 'every = "1s"\nmax_every = "2s"\n')
        with subprocess.Popen(
            [*NEWSIEVE, "schedule", *HURRY], cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True
        ) as loop:
            try:
                until(lambda: "/a" in site.asked)
                site.answers["/feed"] = feed(site, "/b", "/a")
                until(lambda: "/b" in site.asked)
                path.write_text(text + "evry = 1\n")
                until(lambda: site.asked.count("/feed") >= 4)
                loop.send_signal(signal.SIGTERM)
                _, told = loop.communicate(timeout=30)
            finally:
                loop.kill()
    assert loop.returncode == 0, told
    assert told.count("1 new article,") == 2
    assert "sources.toml: source 1 (Outlet): evry: unknown key" in told
    assert "Traceback" not in told
    assert told.endswith("ended\n")


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 90
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)
