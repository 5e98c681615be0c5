"""What a crawl has done so far, counted in one place."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from newsieve.article import Article, Dropped, DropReason, Verdict
from newsieve.crawl.barren import NO_STORY, Barren
from newsieve.crawl.progress import OutletCounts
from newsieve.errors import NewsieveError
from newsieve.urls import site_of

FAILURES_KEPT = 1_000

OnItem = Callable[[Article | Dropped, Verdict | None], None]

# A page that could not be had or read is a failure; one that is no story is only not a story.
NO_FAILURE = NO_STORY | {DropReason.TRAP}


@dataclass(slots=True)
class Tally:
    """Counts of one crawl; `known` are pages not fetched because the store has them, `unchanged` lists as before."""

    fetched: int = 0
    articles: int = 0
    again: int = 0  # articles whose page was stored before, fetched anew
    known: int = 0
    unchanged: int = 0
    failed: int = 0
    barren: Barren = field(default_factory=Barren)
    outlets: OutletCounts = field(default_factory=OutletCounts)
    last_error: str | None = None
    troubled: dict[str, str] = field(default_factory=dict)  # hosts that failed again and again, and how they fare
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
        self.outlets.add(site_of(url, outlet), fetched=1)

    def saw_known(self, url: str, outlet: str | None) -> None:
        """Count a story that is not fetched, as the store has it."""
        self.known += 1
        self.outlets.add(site_of(url, outlet), known=1)

    def saw_article(self, article: Article, verdict: Verdict | None, *, new: bool) -> None:
        """Count an article that went through all stages."""
        self.articles += new
        self.again += not new
        self.outlets.add(article.outlet or site_of(article.source) or article.site, new=new)
        self.ids.append(article.id)
        self.barren.brought_story(article.source)
        self.removed.update(str(removed.reason) for removed in article.all_removed)
        if self.on_item:
            self.on_item(article, verdict)

    def saw_dropped(self, dropped: Dropped) -> None:
        """Count a page that gave no article."""
        self.dropped[str(dropped.reason)] += 1
        self.barren.brought_nothing(dropped)
        if dropped.reason not in NO_FAILURE:
            self._saw_failure(dropped)
        if self.on_item:
            self.on_item(dropped, None)

    def _saw_failure(self, dropped: Dropped) -> None:
        self.failed += 1
        self.outlets.add(site_of(dropped.source, dropped.outlet) or dropped.source, failed=1)
        self.last_error = f"{dropped.source}: {dropped.reason}: {dropped.detail}".rstrip(": ")
        if len(self.failures) < FAILURES_KEPT:
            self.failures.append(dropped)

    @property
    def seconds(self) -> float:
        """How long the crawl has been running."""
        return time.monotonic() - self.started
