"""How far a crawl may be ahead of what it has stored: whatever it is ahead is fetched again if it dies."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.core.engine import ExecutionEngine

AHEAD = 3  # pages for each process that reads them: one being read, one waiting for it, one on its way
STORING = 8  # pages that may be read and wait to be stored: half of what one transaction takes
START = 3.0  # seconds after which a crawl need not have finished a page to make more requests at once


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What a crawl has under way: requests being fetched, pages handed over to be read, pages come and not done with.

    `waiting` are those of the pages that are not read yet, `pages` all that came, links and drops included; `done`
    tells whether any page was done with, `seconds` how long ago the crawl began.
    """

    fetching: int
    waiting: int
    pages: int
    done: bool
    seconds: float


def is_ahead(now: UnderWay, workers: int) -> bool:
    """Whether to make no more requests for now, as pages come faster than they are read and stored.

    Requests that hang at slow hosts hold up nobody: they count only while no process that reads is short of work, and,
    at the start, for a moment.
    """
    enough = AHEAD * workers
    if not now.done and now.seconds < START:
        return now.fetching + now.pages >= enough
    if now.waiting >= workers and now.waiting + now.fetching >= enough:
        return True
    return now.pages >= enough and now.pages + now.fetching >= enough + STORING


def under_way(engine: ExecutionEngine, waiting: int, *, done: bool, seconds: float) -> UnderWay:
    """What an engine has under way."""
    slot = engine.scraper.slot
    pages = len(slot.active) + len(slot.queue) if slot else 0
    return UnderWay(len(engine.downloader.active), waiting, pages, done, seconds)
