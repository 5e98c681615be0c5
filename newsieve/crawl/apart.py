"""Pages of links are read where they cannot hold up the crawl: large ones by a worker, which is given a limited time.

A page may be made so that a parser needs minutes for each megabyte of it, and a thread cannot be ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from scrapy.crawler import Crawler

from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread

T = TypeVar("T")
Read = Callable[[bytes, str, str | None], T]
SMALL = 64 * 1024  # bytes: nothing of that size takes long


async def read_apart(crawler: Crawler, read: Read[T], body: bytes, url: str, charset: str | None) -> T:
    """What `read` makes of a page; raises Unreadable where a worker did not come to its end, and what `read` raises."""
    if len(body) <= SMALL:
        return await in_thread(read, body, url, charset)
    return await asyncio.wrap_future(Services.of(crawler).pool.run(read, body, url, charset))
