"""Scrapy's downloader, which sends nothing to who is not to be asked: it looks once more at the last moment."""

from __future__ import annotations

from collections import deque

from scrapy.core.downloader import Downloader as ScrapyDownloader
from scrapy.core.downloader import Slot
from scrapy.utils.asyncio import call_later

from newsieve.crawl.origin import host_of
from newsieve.crawl.services import Services


class Downloader(ScrapyDownloader):
    """A request may wait long in its host's slot, where there is a long delay; meanwhile its host may have closed.

    It then goes back to the frontier; one that is in no frontier waits until its host opens again, if that is soon.
    """

    def _process_queue(self, slot: Slot) -> None:
        if not Services.of(self.crawler).asking.is_easy:
            self._look_again(slot)
        super()._process_queue(slot)

    def _look_again(self, slot: Slot) -> None:
        asking = Services.of(self.crawler).asking
        waiting, slot.queue = slot.queue, deque()
        longest = 0.0
        for request, answer in waiting:
            closed = asking.closed_at_last(request)
            if closed is None or asking.waits(request):
                slot.queue.append((request, answer))
                longest = max(longest, asking.seconds(host_of(request.url) or "") if closed else 0.0)
            else:
                answer.errback(asking.hold(request, closed))
        if longest and slot.queue:
            if slot.latercall:
                slot.latercall.cancel()
            slot.latercall = call_later(longest, self._latercall, slot)
