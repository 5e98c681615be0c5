"""What a crawl has done so far, counted in one place."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from newsieve.article import Article, Dropped, DropReason, Verdict
from newsieve.crawl.barren import NO_STORY, Barren
from newsieve.crawl.counts import Asked, OutletCounts
from newsieve.errors import NewsieveError
from newsieve.store import StoredCounts
from newsieve.urls import site_of

FAILURES_KEPT = 1_000

OnItem = Callable[[Article | Dropped, Verdict | None], None]

# A page that could not be had or read is a failure; one that is no story is only not a story.
OBEYED = frozenset({DropReason.NOARCHIVE, DropReason.TDM_RESERVED})  # the publisher's wish is no failure either
NO_FAILURE = NO_STORY | OBEYED | {DropReason.TRAP}


@dataclass(slots=True)
class Tally:
    """Counts of one crawl; `known` are pages not fetched because the store has them, `unchanged` lists as before.

    `rechecked` articles were looked at again; so many have `changed`, `moved`, are `gone`, or were `missed`.
    """

    fetched: int = 0
    articles: int = 0
    again: int = 0  # articles whose page was stored before, fetched anew
    rechecked: int = 0
    changed: int = 0
    moved: int = 0
    gone: int = 0
    missed: int = 0
    known: int = 0
    unchanged: int = 0
    places: int = 0  # home pages, sections, feeds and sitemaps that answered
    failed: int = 0
    barren: Barren = field(default_factory=Barren)
    outlets: OutletCounts = field(default_factory=OutletCounts)
    last_error: str | None = None
    troubled: dict[str, str] = field(default_factory=dict)  # hosts that failed again and again, and how they fare
    held: dict[str, str] = field(default_factory=dict)  # hosts and sources that were not to be asked, and why
    queued: int = 0  # requests that wait in the store because of that
    offline: bool = False  # nobody could be reached
    dropped: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    failures: list[Dropped] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    error: NewsieveError | None = None  # what ended the crawl before its time
    interrupted: bool = False
    settled: bool = False
    shared: bool = False  # another crawl had some of the work
    started: float = field(default_factory=time.monotonic)
    on_item: OnItem | None = None

    def saw_page(self, url: str, outlet: str | None) -> None:
        """Count a page that was fetched."""
        self.fetched += 1
        self.outlets.of(site_of(url, outlet)).fetched += 1

    def saw_answer(self, url: str, outlet: str | None, asked: Asked, status: int, size: int) -> None:
        """Count an answer to a request, with the bytes that came over the line; a page may take several."""
        self.outlets.of(site_of(url, outlet)).hears(asked, status, size)

    def saw_request(self, url: str, outlet: str | None) -> None:
        """Note that a page is asked for."""
        self.outlets.of(site_of(url, outlet)).asks()

    def saw_unchanged(self, url: str, outlet: str | None) -> None:
        """Count a page of links that is as it was."""
        self.unchanged += 1
        self.outlets.of(site_of(url, outlet)).unchanged += 1

    def saw_story(self, url: str, outlet: str | None) -> None:
        """Count a story that a page leads to, the first time in this crawl."""
        self.outlets.of(site_of(url, outlet)).discovered += 1

    def saw_known(self, url: str, outlet: str | None) -> None:
        """Count a story that is not fetched, as the store has it."""
        self.known += 1
        self.outlets.of(site_of(url, outlet)).known += 1

    def saw_article(self, article: Article, verdict: Verdict | None, *, new: bool) -> None:
        """Count an article that went through all stages."""
        self.articles += new
        self.again += not new
        self.outlets.of(article.outlet or site_of(article.source) or article.site).reads(article, verdict, new=new)
        self.ids.append(article.id)
        self.barren.brought_story(article.source)
        self.removed.update(str(removed.reason) for removed in article.all_removed)
        if self.on_item:
            self.on_item(article, verdict)

    def take(self, stored: StoredCounts) -> None:
        """Count what was committed, whether or not anybody was left to hear of it."""
        self.articles, self.again, self.ids = stored.articles, stored.again, stored.ids
        self.rechecked, self.missed = stored.rechecked, stored.missed
        self.changed, self.moved, self.gone = stored.changed, stored.moved, stored.gone

    def saw_dropped(self, dropped: Dropped) -> None:
        """Count a page that gave no article."""
        self.dropped[str(dropped.reason)] += 1
        self.outlets.of(_source_of(dropped)).drops(dropped)
        self.barren.brought_nothing(dropped)
        if dropped.reason not in NO_FAILURE:
            self._saw_failure(dropped)
        if self.on_item:
            self.on_item(dropped, None)

    def _saw_failure(self, dropped: Dropped) -> None:
        self.failed += 1
        self.outlets.of(_source_of(dropped)).failed += 1
        self.last_error = f"{dropped.source}: {dropped.reason}: {dropped.detail}".rstrip(": ")
        if len(self.failures) < FAILURES_KEPT:
            self.failures.append(dropped)

    @property
    def seconds(self) -> float:
        """How long the crawl has been running."""
        return time.monotonic() - self.started


def _source_of(dropped: Dropped) -> str:
    return site_of(dropped.source, dropped.outlet) or dropped.source
