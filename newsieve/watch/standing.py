"""How each source stands, beside its own history: what `newsieve status` tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from newsieve.store import Logbook, Past, Run, Seen, Trouble
from newsieve.watch.judging import judge
from newsieve.watch.kinds import Finding
from newsieve.watch.ledger import CRAWLS
from newsieve.watch.shares import FEWEST_BEFORE
from newsieve.watch.spans import iso

DAY = 24 * 3600.0
OF_LATE = 50  # articles that the shares are told of, more or less
LEFT = 7 * DAY  # a source that was not crawled for so long, while others were, is not crawled any more


@dataclass(frozen=True, slots=True)
class Shares:
    """Of the newest articles: how many had what (0..1), and how long they are; None where there are none."""

    articles: int
    text: float | None = None
    title: float | None = None
    date: float | None = None
    author: float | None = None
    characters: float | None = None
    paragraphs: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One source: when it was crawled and brought news last (seconds since 1970), its articles of a day, what broke.

    `left`: it is not crawled any more, and so not judged. `is_new`: it has too little history to be held against.
    """

    source: str
    seen_at: float
    news_at: float | None
    new_in_a_day: int
    failed: int
    shares: Shares
    findings: tuple[Finding, ...]
    is_new: bool
    left: bool

    @property
    def is_broken(self) -> bool:
        """Whether anything is wrong with it."""
        return bool(self.findings)

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it, moments in ISO 8601."""
        return {
            "source": self.source,
            "state": state_of(self),
            "crawled_at": iso(self.seen_at),
            "news_at": None if self.news_at is None else iso(self.news_at),
            "new_in_a_day": self.new_in_a_day,
            "failed": self.failed,
            **asdict(self.shares),
            "findings": [
                {"kind": str(one.kind), "detail": one.detail, "since": iso(one.at), "run": one.run}
                for one in self.findings
            ],
        }


@dataclass(frozen=True, slots=True)
class Status:
    """Every source that was asked for, what is wrong with the crawls themselves, and the latest runs."""

    sources: tuple[Standing, ...]
    troubles: tuple[Trouble, ...]
    runs: tuple[Run, ...]

    @property
    def is_broken(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.troubles) or any(one.is_broken for one in self.sources)


def status(logbook: Logbook, runs: Sequence[Run], now: float, wanted: Iterable[str] = ()) -> Status:
    """How the sources stand now, those with the `wanted` names or all of them."""
    names = [*wanted] or logbook.sources()
    pasts = [past for name in names if (past := logbook.past(name)) and past.latest]
    newest = max((past.latest[-1].at for past in pasts), default=0.0)
    standings = [stand(past, now, logbook.new_since(past.source, now - DAY), newest) for past in pasts]
    troubles = [one for one in logbook.troubles() if one.source == CRAWLS]
    return Status(tuple(standings), tuple(troubles), tuple(runs))


def stand(past: Past, now: float, new_in_a_day: int, newest: float) -> Standing:
    """How a source stands; `newest` is when any source was crawled last."""
    seen = past.latest[-1]
    left = newest - seen.at > LEFT
    read = sum(run.counts.articles for run in past.eventful)
    return Standing(
        past.source,
        seen.at,
        past.news_at,
        new_in_a_day,
        seen.counts.failed,
        shares(past.eventful),
        () if left else tuple(judge(past, now)),
        is_new=read < FEWEST_BEFORE,
        left=left,
    )


def state_of(one: Standing) -> str:
    """A standing in one word."""
    return "broken" if one.is_broken else "left" if one.left else "new" if one.is_new else "ok"


def shares(runs: Sequence[Seen]) -> Shares:
    """The shares of the newest articles, the oldest run first."""
    late, articles = list[Seen](), 0
    for run in reversed(runs):
        if articles >= OF_LATE:
            break
        late.append(run)
        articles += run.counts.articles
    tried = articles + sum(sum(run.counts.dropped.values()) for run in late)
    if not articles:
        return Shares(0, 0.0 if tried else None)
    sums = {
        name: sum(getattr(run.counts, name) for run in late) / articles
        for name in ("with_title", "with_date", "with_author", "characters", "paragraphs")
    }
    return Shares(
        articles,
        articles / tried,
        sums["with_title"],
        sums["with_date"],
        sums["with_author"],
        round(sums["characters"], 1),
        round(sums["paragraphs"], 1),
    )
