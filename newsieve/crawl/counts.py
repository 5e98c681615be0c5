"""What one crawl has brought of each of its sources so far."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from newsieve.article import Article, Dropped, DropReason, Verdict
from newsieve.crawl.progress import OutletProgress
from newsieve.store import SourceRun

# The numbers that are counted as they are told; the others follow from more than one of these.
COUNTED = tuple(one.name for one in fields(SourceRun) if one.name not in ("source", "duplicates", "seconds"))


class Asked(StrEnum):
    """What a source was asked for."""

    LIST = "list"  # a page of links: a home page, a section, a feed, a sitemap
    STORY = "story"
    LOOK = "look"  # an article that is stored, once more


@dataclass(slots=True)
class SourceCounts:
    """The numbers of a `SourceRun` while they grow."""

    name: str
    discovered: int = 0
    known: int = 0
    fetched: int = 0
    answered: int = 0
    unchanged: int = 0
    new: int = 0
    again: int = 0
    changed: int = 0
    failed: int = 0
    bytes: int = 0
    with_title: int = 0
    with_date: int = 0
    with_author: int = 0
    characters: int = 0
    paragraphs: int = 0
    removed: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    lost_lists: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    lists: int = 0
    copies: list[str] = field(default_factory=list)  # ids of those that were copies as they were stored
    ids: list[str] = field(default_factory=list)
    began: float | None = None
    heard: float = 0.0

    def asks(self) -> None:
        """A request is on its way."""
        if self.began is None:
            self.began = time.monotonic()

    def hears(self, asked: Asked, status: int, size: int) -> None:
        """An answer came to what was asked for, of so many bytes on the line."""
        self.heard = time.monotonic()
        self.bytes += size
        if status >= 400:
            self.statuses[str(status)] += 1
        else:
            self.answered += asked is not Asked.LOOK
            self.lists += asked is Asked.LIST

    def reads(self, article: Article, verdict: Verdict | None, *, new: bool) -> None:
        """An article went through all stages."""
        self.heard = time.monotonic()
        self.new += new
        self.again += not new
        self.ids.append(article.id)
        if verdict and verdict.cluster != article.id:
            self.copies.append(article.id)
        self.with_title += bool(article.title)
        self.with_date += bool(article.published)
        self.with_author += bool(article.authors)
        story = article.story
        self.characters += sum(map(len, story))
        self.paragraphs += len(story)
        self.removed += len(article.removed) + len(article.boilerplate)

    def drops(self, dropped: Dropped) -> None:
        """A page gave no article."""
        self.heard = time.monotonic()
        (self.lost_lists if dropped.key is None else self.dropped)[told(dropped)] += 1

    def sum(self, verdicts: Mapping[str, Verdict]) -> SourceRun:
        """The numbers as they are; `verdicts` are those after settling, as far as there are any."""
        copies = {*self.copies} - verdicts.keys()
        duplicates = len(copies) + sum(one in verdicts and verdicts[one].cluster != one for one in {*self.ids})
        seconds = round(max(0.0, self.heard - self.began), 3) if self.began is not None else 0.0
        return SourceRun(
            self.name, duplicates=duplicates, seconds=seconds, **{name: self._told(name) for name in COUNTED}
        )

    def _told(self, name: str) -> Any:
        value = getattr(self, name)
        return dict(value) if isinstance(value, Counter) else value


class OutletCounts:
    """What has been counted of each outlet so far, in the order in which they were first named."""

    def __init__(self) -> None:
        self._by_name: dict[str, SourceCounts] = {}

    def of(self, name: str) -> SourceCounts:
        """The counts of an outlet."""
        found = self._by_name.get(name)
        if found is None:
            found = self._by_name[name] = SourceCounts(name)
        return found

    def told(self, queued: Mapping[str, int] | None = None) -> tuple[OutletProgress, ...]:
        """How far each outlet is that was heard of; with `queued`, what waits of each, by name."""
        return tuple(
            OutletProgress(
                one.name,
                one.fetched,
                one.new,
                one.known,
                one.failed,
                None if queued is None else queued.get(one.name, 0),
            )
            for one in self._by_name.values()
            if one.fetched or one.new or one.known or one.failed
        )

    def sums(self, verdicts: Mapping[str, Verdict]) -> tuple[SourceRun, ...]:
        """What the crawl brought of each outlet."""
        return tuple(one.sum(verdicts) for one in self._by_name.values())


def told(dropped: Dropped) -> str:
    """The reason of a drop, with HTTP's status where that is why.

    >>> told(Dropped("https://example.org/a", "https://example.org/a", DropReason.HTTP_ERROR, status=403))
    'http_403'
    """
    is_status = dropped.reason is DropReason.HTTP_ERROR and dropped.status
    return f"http_{dropped.status}" if is_status else str(dropped.reason)
