"""How gently each host is asked: one download slot per host and port."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler

from newsieve.crawl.origin import host_of

# Seconds. A slot without any delay lets a burst through, however few may be under way at once, each on a connection of
# its own; with one, connections are kept and used again.
BREATH = 0.01
OURS = "newsieve_slot"  # in a request's meta: the slot that was chosen here, and not by somebody's spider


def take_slot(
    crawler: Crawler, request: Request, *, delay: float | None = None, concurrency: int | None = None
) -> None:
    """Put a request into the slot of its host and port, and hold that slot to these manners from now on.

    The gentler of several wishes wins. A slot that a spider chose itself is left, but held to the manners too.
    """
    host = host_of(request.url)
    if host is None:
        return
    chosen = request.meta.get("download_slot")
    if chosen is None or chosen == request.meta.get(OURS):
        chosen = request.meta["download_slot"] = request.meta[OURS] = host
    downloader = crawler.engine.downloader
    own = downloader.per_slot_settings.setdefault(chosen, {})
    if concurrency is not None:
        own["concurrency"] = min(concurrency, own.get("concurrency", concurrency))
    if not crawler.settings.getfloat("DOWNLOAD_DELAY"):
        delay = delay or BREATH
    if delay is not None:
        own |= {"delay": max(delay, own.get("delay", BREATH)), "jitter": 0.0}
    if "delay" in own:
        request.meta["autothrottle_dont_adjust_delay"] = True  # it would change the delay again
    if slot := downloader.slots.get(chosen):
        slot.concurrency = own.get("concurrency", slot.concurrency)
        slot.delay, slot.jitter = own.get("delay", slot.delay), own.get("jitter", slot.jitter)
