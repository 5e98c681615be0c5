"""Of no source could anything be had: is it all of theirs that are down, or the network that is ours?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from newsieve.store import Seen
from newsieve.watch.judging import IN_A_ROW, is_down, is_tried

Streaks = Mapping[str, Sequence[Seen]]  # source → the latest runs in a row in which nothing of it could be had


def first_without(down: Streaks, others: Collection[Seen]) -> Seen | None:
    """The first run that shows that nothing can be had of any source; None where this one does not show it.

    `down` are the sources that a run tried, of none of which it had anything; `others` is what other runs brought in
    the day before. A crawl of what is due holds few of the sources, and tells of all only if it tried half of them.
    One source alone may have restarted its server: it has to be down in several runs in a row. And where anything
    could be had of another since they are down, it is they who are.
    """
    sources = {run.counts.source for run in others if is_tried(run)} | down.keys()
    if not down or not all(down.values()) or 2 * len(down) < len(sources):
        return None
    last = max(down.values(), key=lambda streak: streak[0].run)
    if had_elsewhere(last, others):
        return None
    if len(down) > 1:
        return last[-1]
    return last[0] if len(last) >= IN_A_ROW else None


def had_elsewhere(streak: Sequence[Seen], others: Collection[Seen]) -> bool:
    """Whether anything could be had of another source since this one is down: then it is not our network."""
    return bool(streak) and any(run.run >= streak[0].run and is_tried(run) and not is_down(run) for run in others)
