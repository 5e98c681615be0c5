"""The history of an article on the terminal: each version with what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text

from newsieve.report.changes import Change, Mark, Piece, changes, words_changed
from newsieve.report.explain.margin import Margin
from newsieve.report.explain.model import number
from newsieve.report.plain import shown
from newsieve.store import History, Look, Version

STYLES = {Mark.SAME: "", Mark.REMOVED: "red strike", Mark.ADDED: "green"}
MARKS = {Mark.SAME: ("", ""), Mark.REMOVED: ("[-", "-]"), Mark.ADDED: ("{+", "+}")}  # where there are no colours
BARS = {"changed": ("┃", "yellow"), "added": ("┃", "green"), "removed": ("┊", "red"), "same": ("┊", "bright_black")}
LOOKS = {
    Look.FETCHED: "not looked at again so far",
    Look.SAME: "it read as before",
    Look.CHANGED: "it read otherwise",
    Look.SHORTER: "so little text that the one before was kept",
    Look.UNREADABLE: "no article on its page, the text before was kept",
    Look.FAILED: "its server failed",
    Look.MISSING: "not found",
    Look.GONE: "gone",
}


@dataclass(frozen=True, slots=True)
class HistoryPicture:
    """All versions of an article, the earliest first, each with its time and its differences from the one before."""

    history: History

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The whole history."""
        plain = console.no_color or not console.color_system
        told = self.history
        yield Text(shown(told.versions[-1].title or "(no headline)"), style="bold", overflow="fold")
        yield Text(shown(told.url), style="cyan", overflow="fold")
        yield from (Text(line) for line in _state(told))
        for i, version in enumerate(told.versions):
            yield Text.assemble(f"\n{i + 1}  ", (_moment(version.fetched_at), "bold"))
            yield from _differences(told.versions[i - 1], version, plain) if i else [_first(version)]


def _state(told: History) -> Iterator[str]:
    yield number(len(told.versions), "version")
    if told.gone_at:
        yield f"gone since {_moment(told.gone_at)}"
    if told.checked_at and told.look is Look.FETCHED:
        yield LOOKS[told.look]
    elif told.checked_at and told.look:
        yield f"last looked at {_moment(told.checked_at)}: {LOOKS[told.look]}"


def _first(version: Version) -> Margin:
    words = sum(len(paragraph.split()) for paragraph in version.story)
    told = f"{number(len(version.story), 'paragraph')}, {number(words, 'word')}"
    return Margin(Text(told, style="dim"), Text(*BARS["same"]), Text("first seen", style="dim"))


def _differences(before: Version, after: Version, plain: bool) -> Iterator[RenderableType]:
    for name in ("url", "title", "authors", "published", "modified"):
        old, new = (_told(getattr(version, name)) for version in (before, after))
        if old != new:
            yield Margin(_marked(words_changed(old, new), plain), Text(*BARS["changed"]), Text(name, style="dim"))
    for kind, run in groupby(changes(before.story, after.story), key=lambda change: change.kind):
        yield from _changed(kind, list(run), plain)


def _changed(kind: str, run: Sequence[Change], plain: bool) -> Iterator[Margin]:
    """Paragraphs in a row of which the same became."""
    if kind == "same":
        yield Margin(Text(f"{number(len(run), 'paragraph')} as before", style="dim"), Text(*BARS[kind]))
    else:
        yield from (_paragraph(change, plain) for change in run)


def _paragraph(change: Change, plain: bool) -> Margin:
    kind = change.kind
    return Margin(_marked(change.pieces, plain), Text(*BARS[kind]), Text(kind, style=BARS[kind][1]))


def _marked(pieces: Iterable[Piece], plain: bool) -> Text:
    text = Text()
    for piece in pieces:
        words, (begin, end) = shown(piece.text), MARKS[piece.mark] if plain else ("", "")
        body = words.rstrip()
        text.append(f"{begin}{body}{end}", style=STYLES[piece.mark])
        text.append(words[len(body) :] or (" " if piece.mark is Mark.REMOVED else ""))
    text.rstrip()
    return text


def _told(value: str | tuple[str, ...] | None) -> str:
    return ", ".join(value) if isinstance(value, tuple) else value or ""


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "not fetched"
