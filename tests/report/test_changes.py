from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from newsieve.report.changes import Mark, changes, words_changed
from newsieve.report.history import HistoryPicture
from newsieve.store import History, Look, Version
from tests.store.stories import paragraph, story

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIRST = Version(AT, "https://one.example/a", "Ferry on Monday", ("Ada Quill",), "2026-03-01", None, story("ferry"))


def shown(*versions: Version, color: bool = False, **more: object) -> str:
    out = io.StringIO()
    history = History("1f0c92ab33d4e571", versions[-1].url, "one.example", versions, **more)  # type: ignore[arg-type]
    console = Console(file=out, width=100, force_terminal=color, color_system="truecolor" if color else None)
    console.print(HistoryPicture(history))
    return out.getvalue()


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (story("a"), story("a"), ["same"] * 6),
        (story("a"), story("a")[1:], ["removed", *["same"] * 5]),
        (story("a")[:3], story("a")[:2], ["same", "same", "removed"]),
        (story("a", 2), (story("a")[0], paragraph("new"), story("a")[1]), ["same", "added", "same"]),
        (story("a", 2), (f"Yesterday {story('a')[0]}", story("a")[1]), ["changed", "same"]),
        (story("a", 1), (paragraph("other"),), ["removed", "added"]),
        ((), story("a", 2), ["added", "added"]),
    ],
)
def test_paragraphs_are_the_same_changed_removed_or_added(
    before: tuple[str, ...], after: tuple[str, ...], kinds: list[str]
) -> None:
    told = changes(before, after)
    assert [change.kind for change in told] == kinds
    assert [change.before for change in told if change.before is not None] == list(before)
    assert [change.after for change in told if change.after is not None] == list(after)


def test_a_long_live_ticker_keeps_its_old_entries_as_they_are() -> None:
    entries = story("ticker", 400)
    assert [change.kind for change in changes(entries, (paragraph("latest"), *entries))] == ["added", *["same"] * 400]


def test_words_of_a_script_without_blanks_are_told_apart() -> None:
    told = words_changed("船が二隻沈んだ。", "船が三隻沈んだ。")
    assert [piece.text for piece in told if piece.mark is not Mark.SAME] == ["二", "三"]


def test_a_history_shows_times_titles_and_words_that_changed() -> None:
    later = replace(
        FIRST, title="Ferry on Tuesday", fetched_at=AT.replace(hour=18), story=(*FIRST.story, "It is safe.")
    )
    told = shown(FIRST, later, checked_at=AT.replace(hour=20), look=Look.SAME, gone_at=None)
    for words in (
        "2 versions",
        "last looked at 2026-03-01 20:00 UTC: it read as before",
        "1  2026-03-01 12:00 UTC",
        "title ┃ Ferry on [-Monday-] {+Tuesday+}",
        "6 paragraphs as before",
        "added ┃ {+It is safe.+}",
    ):
        assert words in told
    assert "[-" not in shown(FIRST, later, color=True), "there are colours for that"


def test_words_from_the_web_cannot_steer_the_terminal() -> None:
    evil = replace(FIRST, title="\x1b]0;owned\x07", story=("\x1b[2J", *FIRST.story), authors=("\u202eA",))
    assert "\x1b" not in shown(FIRST, evil)
