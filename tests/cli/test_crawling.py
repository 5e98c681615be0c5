"""What a person sees while a crawl runs."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
from pathlib import Path

from rich.console import Console

from newsieve.article import Dropped, DropReason
from newsieve.cli.crawling import Lines, Table
from newsieve.crawl.progress import OutletProgress, Progress
from newsieve.crawl.tally import Tally
from tests.cli.serving import NEWSIEVE, environment

OUTLETS = tuple(OutletProgress(f"Paper {i:02}", 100 - i, 90 - i, i, int(i == 3), 7 * i) for i in range(40))
NOW = Progress(1234, 1100, 40, 320, 30.0, 20, 14, OUTLETS, "https://a.example/x: timeout: no answer", 212 * 1024**2)
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def drawn(now: Progress, *, height: int = 20, width: int = 90) -> str:
    told = io.StringIO()
    console = Console(file=told, force_terminal=True, width=width, height=height, color_system=None)
    with Table(console) as show:
        show(now)
    return CODES.sub("", told.getvalue())


def test_the_table_has_a_row_for_each_outlet_the_busiest_first() -> None:
    text = drawn(NOW, height=60)
    assert [f"Paper {i:02}" in text for i in range(40)] == [True] * 40
    assert text.index("Paper 00") < text.index("Paper 39")
    assert re.search(r"Paper 03 +97 +87 +3 +1 +21", text)


def test_a_table_that_is_higher_than_the_screen_sums_up_what_it_leaves_out() -> None:
    text = drawn(NOW, height=20)
    assert "and 28 more" in text
    assert max(frame.count("\n") for frame in text.split("outlet")) <= 20


def test_below_the_table_stand_rate_queue_memory_and_the_last_error() -> None:
    text = drawn(NOW)
    assert "1,234 pages, 1,100 new, 20 known, 14 failed, 320 queued" in text
    assert "212 MiB" in text
    assert "last error: https://a.example/x: timeout: no answer" in text


def test_a_queue_that_nobody_counts_is_a_dash() -> None:
    assert re.search(
        r"Paper +3 +2 +0 +0 +–", drawn(Progress(3, 2, 0, 9, 1.0, outlets=(OutletProgress("Paper", 3, 2),)))
    )


def test_in_a_log_there_is_a_line_now_and_then() -> None:
    told = io.StringIO()
    with Lines(Console(file=told, width=60), every=0.0) as show:
        show(NOW)
        show(NOW)
    with Lines(Console(file=told, width=60)) as show:
        show(NOW)  # not yet
    lines = told.getvalue().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("1,234 pages, 1,100 new")
    assert lines[0].endswith("last error: https://a.example/x: timeout: no answer")


def test_a_hostile_error_cannot_write_to_the_terminal() -> None:
    evil = Progress(1, 0, 1, 0, 1.0, outlets=(OutletProgress("Pa\x1b[31mper", 1),), last_error="\x1b]0;x\x07")
    assert "\x1b]0;" not in drawn(evil)
    assert "\\x1b[31m" in drawn(evil)


def test_each_outlets_pages_are_counted_under_its_name() -> None:
    tally = Tally()
    tally.saw_page("https://lantern.example/1", "The Lantern")
    tally.saw_known("https://lantern.example/2", "The Lantern")
    tally.saw_page("https://www.example.org/1", None)
    tally.saw_dropped(Dropped("https://lantern.example/3", "", DropReason.TIMEOUT, "late", outlet="The Lantern"))
    tally.saw_dropped(Dropped("https://lantern.example/4", "", DropReason.INDEX_PAGE, outlet="The Lantern"))
    told = tally.outlets.told({"The Lantern": 5})
    assert told == (
        OutletProgress("The Lantern", fetched=1, known=1, failed=1, queued=5),
        OutletProgress("example.org", fetched=1, queued=0),
    )
    assert tally.last_error == "https://lantern.example/3: timeout: late"


def test_a_crawl_on_a_terminal_shows_its_outlets_while_it_runs(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = subprocess.Popen([*NEWSIEVE, "demo"], cwd=tmp_path, env=environment(TERM="xterm"), stderr=theirs)
    os.close(theirs)
    told = b""
    while chunk := _read(ours):
        told += chunk
    os.close(ours)
    assert command.wait() == 0
    text = CODES.sub("", told.decode())
    before_summary = text[: text.index("newsieve demo ·")]
    for outlet in ("Northmark Wire Agency", "Lohetaler Bote", "Quarrstead Evening Star"):
        assert outlet in before_summary
    assert re.search(r"[1-9]\d* pages, \d+ new, 0 known, \d+ failed, \d+ queued", before_summary)
    assert re.search(r"[1-9]\d* MiB", before_summary)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other side has closed
        return b""
