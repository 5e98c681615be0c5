"""The summary of a run, for 80 columns: figures, bars, and the stories that travelled furthest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from newsieve.report.plain import shown, told
from newsieve.report.run import MemberFigures, RunFigures, StoreFigures, StoryFigures

BAR = 30  # columns of the longest bar
FAILURES = 8  # lines of failures that are shown
OTHERS = 4  # sites named after the first


def summary(
    run: RunFigures,
    store: StoreFigures | None = None,
    syndicated: Sequence[StoryFigures] = (),
    title: str = "newsieve crawl",
) -> RenderableType:
    """The summary of `run`; with a store, what it now holds and its most syndicated stories."""
    parts: list[RenderableType] = [_headline(run, title), Text(), _figures(run, store)]
    for heading, counts in (("Boilerplate removed", run.removed), ("Pages without an article", run.dropped)):
        if counts:
            parts += [Text(), _heading(heading, sum(counts.values())), _bars(counts)]
    if run.failures:
        parts += [Text(), _heading("Could not be had", len(run.failures)), *_failures(run)]
    if run.troubled:
        parts += [Text(), _heading("Hosts that failed again and again", len(run.troubled)), *_told(run.troubled)]
    if run.held:
        waiting = f"  {run.queued:,} waiting" if run.queued else ""
        parts += [Text(), Text.assemble(("Not asked for now", "bold cyan"), (waiting, "bold")), *_told(run.held)]
    if syndicated:
        parts += [Text(), _heading("Most syndicated stories"), _stories(syndicated)]
    return Padding(Group(*parts), (1, 2), expand=False)


def _headline(run: RunFigures, title: str) -> Text:
    state = " · interrupted" if run.interrupted else ""
    return Text.assemble((title, "bold"), (f" · {run.seconds:.1f} s{state}", "dim"))


def _heading(words: str, number: int | None = None) -> Text:
    return Text.assemble((words, "bold cyan"), (f"  {number:,}" if number is not None else "", "bold"))


def _figures(run: RunFigures, store: StoreFigures | None) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="bold", min_width=9)
    table.add_column()
    for number, meaning in _facts(run, store):
        table.add_row(f"{number:,}", meaning)
    return table


def _facts(run: RunFigures, store: StoreFigures | None) -> Iterator[tuple[int, str]]:
    yield run.fetched, "pages fetched"
    if run.known:
        yield run.known, "pages known already, not fetched again"
    if run.unchanged:
        yield run.unchanged, "lists and feeds unchanged"
    yield run.articles, "new articles"
    if run.again:
        yield run.again, "articles fetched anew"
    if run.rechecked:
        yield run.rechecked, "articles looked at again"
        seen = ((run.changed, "changed"), (run.moved, "moved to another URL"), (run.gone, "gone"))
        failed = ((run.missed, "could not be had, and are tried again later"),)
        yield from ((number, f"of those {what}") for number, what in (*seen, *failed) if number)
    if store is None:
        yield run.copies, "copies among them"
    elif store.articles:
        yield store.stories, f"stories in the store, told by {store.articles:,} articles"
        yield store.copies, "copies among those"


def _bars(counts: Mapping[str, int]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", min_width=9)
    table.add_column(min_width=18)
    table.add_column(style="cyan")
    most = max(counts.values())
    for reason, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        length = max(1, round(BAR * number / most)) if number else 0
        table.add_row(f"{number:,}", reason.replace("_", " "), "━" * length)
    return table


def _failures(run: RunFigures) -> Iterator[Text]:
    for failure in run.failures[:FAILURES]:
        words = f"  {told(failure.url or failure.source)}  {str(failure.reason).replace('_', ' ')}"
        detail = f": {told(failure.detail)}" if failure.detail else ""
        yield Text(words + detail, overflow="fold")
    if len(run.failures) > FAILURES:
        yield Text(f"  and {len(run.failures) - FAILURES:,} more; --verbose names each", style="dim")


def _told(hosts: Mapping[str, str]) -> Iterator[Text]:
    for host, fares in list(hosts.items())[:FAILURES]:
        yield Text(f"  {shown(host)}  {told(fares)}", overflow="fold")
    if len(hosts) > FAILURES:
        yield Text(f"  and {len(hosts) - FAILURES:,} more", style="dim")


def _stories(stories: Sequence[StoryFigures]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", min_width=9, style="bold", vertical="top")
    table.add_column(ratio=1)
    for story in stories:
        sites = list(dict.fromkeys(member.site for member in story.members))
        first = story.members[0]
        headline = Text(shown(story.title or "(no headline)"), overflow="ellipsis", no_wrap=True)
        table.add_row(f"{len(sites)} sites", headline)
        table.add_row("", _first(first, sites))
    return table


def _first(first: MemberFigures, sites: Sequence[str]) -> Text:
    when = _when(first.published)
    others = [site for site in sites if site != first.site]
    more = f" and {len(others) - OTHERS} more" if len(others) > OTHERS else ""
    line = Text.assemble(("first ", "dim"), (shown(first.site), "green"), (f" {when}" if when else "", "dim"))
    if others:
        line.append(f", then {', '.join(map(shown, others[:OTHERS]))}{more}", style="dim")
    return line


def _when(published: str | None) -> str:
    """A moment as a person writes it; what is no ISO 8601 stays away."""
    try:
        moment = datetime.fromisoformat(published or "")
    except ValueError:
        return ""
    return f"{moment:%Y-%m-%d %H:%M}" if "T" in (published or "") else f"{moment:%Y-%m-%d}"
