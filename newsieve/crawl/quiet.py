"""When a crawl has done what it had to do, and can turn to what could wait."""

from __future__ import annotations

from scrapy import signals
from scrapy.crawler import Crawler


async def until_quiet(crawler: Crawler) -> None:
    """Wait until nothing is being fetched, read or stored, and nothing waits in the queue."""
    while _is_busy(crawler):
        await crawler.signals.wait_for(signals.scheduler_empty)


def _is_busy(crawler: Crawler) -> bool:
    """What Scrapy asks before it closes a spider, but for requests that the spider has still to begin with."""
    engine = crawler.engine
    assert engine is not None
    slot, scheduler = engine.scraper.slot, engine.scheduler
    read = slot is None or slot.is_idle()
    return not read or bool(engine.downloader.active) or (scheduler is not None and scheduler.has_pending_requests())
