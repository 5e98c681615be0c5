from __future__ import annotations

import io
from dataclasses import dataclass, field

from rich.console import Console

from newsieve.article import Dropped, DropReason
from newsieve.report import summary


@dataclass(frozen=True)
class Run:
    fetched: int = 200
    articles: int = 120
    again: int = 3
    rechecked: int = 20
    changed: int = 4
    moved: int = 0
    gone: int = 1
    missed: int = 0
    known: int = 40
    unchanged: int = 0
    copies: int = 30
    dropped: dict[str, int] = field(default_factory=lambda: {"index_page": 2, "robots": 1})
    removed: dict[str, int] = field(default_factory=lambda: {"caption": 300, "photo_credit": 1, "sign_up": 150})
    failures: tuple[Dropped, ...] = ()
    seconds: float = 12.34
    interrupted: bool = False
    troubled: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    queued: int = 0


@dataclass(frozen=True)
class Kept:
    articles: int = 1234
    stories: int = 900
    copies: int = 334
    removed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Member:
    site: str
    published: str | None = None


@dataclass(frozen=True)
class Story:
    title: str | None
    members: tuple[Member, ...]


WIRE = Story(
    "Ferry returns to Port Ember",
    (
        Member("Example Wire", "2026-01-02T08:05:00+01:00"),
        Member("Harbour Times", "2026-01-02"),
        *(Member(f"Paper {n}") for n in range(6)),
        Member("Harbour Times"),
    ),
)


def told(run: Run, kept: Kept | None = None, *stories: Story, width: int = 80) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width).print(summary(run, kept, stories))
    return [line.strip() for line in out.getvalue().splitlines()]


def test_the_figures_of_run_and_store_are_told() -> None:
    lines = told(Run(), Kept())
    for line in (
        "newsieve crawl · 12.3 s",
        "200  pages fetched",
        "40  pages known already, not fetched again",
        "120  new articles",
        "3  articles fetched anew",
        "20  articles looked at again",
        "4  of those changed",
        "1  of those gone",
        "900  stories in the store, told by 1,234 articles",
        "334  copies among those",
    ):
        assert line in lines


def test_without_a_store_the_copies_are_the_runs_own() -> None:
    assert "30  copies among them" in told(Run())


def test_what_was_removed_has_bars_the_longest_first() -> None:
    lines = told(Run())
    start = lines.index("Boilerplate removed  451")
    assert [line.split("━")[0].split() for line in lines[start + 1 : start + 4]] == [
        ["300", "caption"],
        ["150", "sign", "up"],
        ["1", "photo", "credit"],
    ]
    assert [line.count("━") for line in lines[start + 1 : start + 4]] == [30, 15, 1]


def test_failures_are_named_with_their_reason_and_the_many_are_counted() -> None:
    failures = tuple(
        Dropped("x", f"https://harbour.example/{n}", DropReason.HTTP_ERROR, f"HTTP 50{n}") for n in range(10)
    )
    lines = told(Run(failures=failures))
    assert "Could not be had  10" in lines
    assert "https://harbour.example/3  http error: HTTP 503" in lines
    assert "and 2 more; --verbose names each" in lines


def test_a_syndicated_story_says_who_ran_it_first_and_who_followed() -> None:
    text = " ".join(told(Run(), Kept(), WIRE))
    assert "8 sites  Ferry returns to Port Ember" in text
    assert "first Example Wire 2026-01-02 08:05, then Harbour Times, Paper 0, Paper 1, Paper 2 and 3 more" in text


def test_dates_that_are_none_stay_away() -> None:
    text = " ".join(told(Run(), Kept(), Story(None, (Member("A", "last Tuesday"), Member("B")))))
    assert "2 sites  (no headline) first A, then B" in text


def test_hosts_that_failed_again_and_again_are_named() -> None:
    lines = told(Run(troubled={"https://lantern.example": "left alone after 20 failures in a row, the last: HTTP 503"}))
    at = lines.index("Hosts that failed again and again  1")
    assert " ".join(lines[at + 1 : at + 3]).split()[:4] == ["https://lantern.example", "left", "alone", "after"]


def test_an_interrupted_run_says_so() -> None:
    assert told(Run(interrupted=True))[1] == "newsieve crawl · 12.3 s · interrupted"


def test_text_from_the_web_cannot_steer_the_terminal_nor_speak_markup() -> None:
    story = Story("\x1b[2Jgone [red]red[/red]", (Member("A\x07"), Member("B")))
    failure = Dropped("x", "https://x.example/\x1b[31m", DropReason.TIMEOUT, "\u202eno")
    text = "\n".join(told(Run(failures=(failure,)), Kept(), story))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "\\x1b[2Jgone [red]red[/red]" in text


def test_eighty_columns_are_enough() -> None:
    story = Story("A headline that is much longer than any line should be " * 3, WIRE.members)
    assert max(map(len, told(Run(), Kept(), story))) <= 80
