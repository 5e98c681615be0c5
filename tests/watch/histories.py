"""Made-up histories of sources: news that come at random, and what may break."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from random import Random

from newsieve.store import Past, Seen, SourceRun
from newsieve.store.source_runs import EVENTFUL, LATEST, QUIETS
from newsieve.watch.judging import is_tried

NAME = "Harbour Times"


@dataclass(frozen=True)
class Habits:
    """How a source is: articles in a run, seconds between runs, and the shares of this and that."""

    rate: float = 3.0
    every: float = 7200.0
    text: float = 0.9
    title: float = 0.99
    date: float = 0.97
    author: float = 0.8
    failing: float = 0.03
    lists_failing: float = 0.02
    spread: float = 0.6  # of the lengths' logarithms


def arrivals(rate: float, rng: Random) -> int:
    """How many come, where so many come on average, each on its own (Poisson)."""
    limit, product, number = math.exp(-rate), rng.random(), 0
    while product > limit:
        number, product = number + 1, product * rng.random()
    return number


def counts(habits: Habits, rng: Random) -> SourceRun:
    """One run in which all is well."""
    tried = arrivals(habits.rate, rng)

    def some(share: float, of: int) -> int:
        return sum(rng.random() < share for _ in range(of))

    articles, late = some(habits.text, tried), some(habits.failing, tried)
    dropped = {"too_short": tried - articles, "timeout": late}
    lost = some(habits.lists_failing, 1)
    return SourceRun(
        NAME,
        fetched=3 + tried,
        answered=3 + articles,
        new=articles,
        failed=late + lost,
        with_title=some(habits.title, articles),
        with_date=some(habits.date, articles),
        with_author=some(habits.author, articles),
        characters=sum(round(2000 * rng.lognormvariate(0, habits.spread)) for _ in range(articles)),
        paragraphs=sum(rng.randint(3, 20) for _ in range(articles)),
        removed=sum(rng.randint(1, 8) for _ in range(articles)),
        dropped={reason: number for reason, number in dropped.items() if number},
        lost_lists={"timeout": lost} if lost else {},
        lists=3,
    )


Break = Callable[[SourceRun], SourceRun]


def without_stories(run: SourceRun, reason: str, status: str = "") -> SourceRun:
    """The pages of links can be had as ever, no story can."""
    lost = run.articles
    return SourceRun(
        NAME,
        fetched=run.fetched,
        answered=3,
        lists=3,
        failed=lost if reason != "no_text" else 0,
        dropped={reason: lost} if lost else {},
        statuses={status: lost} if status and lost else {},
    )


BREAKS: Mapping[str, tuple[Break, ...]] = {
    "failing": (
        lambda run: SourceRun(NAME, failed=1, lost_lists={"unreachable": 1}),
        lambda run: without_stories(run, "timeout"),
        lambda run: replace(run, failed=run.failed + 1, lost_lists={"http_404": 1}),  # one of its feeds is gone
    ),
    "refused": (
        lambda run: SourceRun(NAME, failed=2, fetched=2, lost_lists={"http_403": 2}, statuses={"403": 2}),
        lambda run: without_stories(run, "http_429", "429"),
    ),
    "robots": (
        lambda run: SourceRun(NAME, failed=2, lost_lists={"robots": 2}),
        lambda run: without_stories(run, "robots"),
    ),
    "no_text": (lambda run: without_stories(run, "no_text"),),
    "short_text": (lambda run: replace(run, characters=run.characters // 6),),
    "no_titles": (lambda run: replace(run, with_title=0),),
    "no_dates": (lambda run: replace(run, with_date=0),),
    "no_authors": (lambda run: replace(run, with_author=0),),
    "template": (lambda run: replace(run, removed=8 * run.removed),),
}


@dataclass
class Source:
    """A source that is crawled again and again."""

    habits: Habits
    rng: Random
    seen: list[Seen] = field(default_factory=list)
    open: dict[str, tuple[int, float]] = field(default_factory=dict)

    def crawl(self, times: int = 1, broken: Break | None = None) -> None:
        """More runs."""
        for _ in range(times):
            run = counts(self.habits, self.rng)
            number = len(self.seen) + 1
            self.seen.append(Seen(number, number * self.habits.every, broken(run) if broken else run))

    @property
    def now(self) -> float:
        """A minute after the latest run began."""
        return self.seen[-1].at + 60

    @property
    def past(self) -> Past:
        """What the store tells of it: see `newsieve.store.source_runs.past`."""
        first = min((run for run, _ in self.open.values()), default=0)
        eventful = [one for one in self.seen if one.counts.articles or one.counts.dropped or one.counts.lost_lists]
        news = [one.at for one in self.seen if one.counts.new]
        quiets = sorted((late - early for early, late in pairwise(news)), reverse=True)
        return Past(
            NAME,
            latest=_newest([one for one in self.seen if is_tried(one)], LATEST, first),
            eventful=_newest(eventful, EVENTFUL, first),
            first_at=self.seen[0].at,
            news_at=news[-1] if news else None,
            quiets=quiets[:QUIETS],
            open=self.open,
        )


def _newest(seen: Sequence[Seen], count: int, first: int) -> list[Seen]:
    before = [one for one in seen if one.run < first][-count:]
    return sorted({one.run: one for one in [*before, *seen[-count:]]}.values(), key=lambda one: one.run)
