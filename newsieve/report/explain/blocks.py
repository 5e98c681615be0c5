"""The explanation of an extraction."""

from __future__ import annotations

from newsieve.article import Dropped, RemovalReason
from newsieve.extraction import Explained, Fate, Judged
from newsieve.report.explain.model import Explanation, Kind, Part, facts_of, number, words_of

OUTSIDE = {
    Fate.BEFORE: "before the story",
    Fate.AFTER: "after the story",
    Fate.UNREAD: "no story",
}


def of_page(explained: Explained, target: str) -> Explanation:
    """What became of each block of a page."""
    outcome, parts = explained.outcome, tuple(map(_part, explained.judged))
    if isinstance(outcome, Dropped):
        verdict = f"dropped, {words_of(outcome.reason)}: {outcome.detail}"
        facts: tuple[tuple[str, str], ...] = (("url", outcome.url),) if outcome.url else ()
        kept = "read as the story, but dropped with the page"
        return Explanation(target, outcome.title or target, verdict, facts, parts, kept=kept)
    verdict = f"article: {_counted(parts)}"
    return Explanation(target, outcome.title or "(no headline)", verdict, facts_of(outcome), parts)


def _part(block: Judged) -> Part:
    if block.fate is Fate.KEPT:
        return Part(block.text)
    if block.reason is not None:
        return Part(block.text, Kind.REMOVED, _why(block))
    return Part(block.text, Kind.OUTSIDE, OUTSIDE[block.fate])


def _why(block: Judged) -> str:
    """Why a block was removed, in words; where it was the model's verdict, how likely it was a part of the story."""
    if block.reason is RemovalReason.UNLIKE_STORY and block.chance is not None:
        return f"not like the story: {block.chance:.0%} likely to be a part of it"
    return words_of(block.reason) if block.reason else ""


def _counted(parts: tuple[Part, ...]) -> str:
    count = {kind: sum(part.kind is kind for part in parts) for kind in Kind}
    told = [f"{number(count[Kind.KEPT], 'paragraph')} kept"]
    if count[Kind.REMOVED]:
        told.append(f"{number(count[Kind.REMOVED], 'block')} removed")
    if count[Kind.OUTSIDE]:
        told.append(f"{count[Kind.OUTSIDE]:,} outside the story")
    return ", ".join(told)
