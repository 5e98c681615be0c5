"""The spider of archives: WARC files, read without the network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import islice
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from newsieve.archives import archives_in, read_archive
from newsieve.article import Dropped, Page
from newsieve.crawl.threads import in_thread
from newsieve.errors import InputError, UsageError

from .requests import NewsSpider

MOST_UNDER_WAY = 64  # pages between the archive and the store
BATCH = 16  # records read at once


class WarcSpider(NewsSpider):
    """Hand the HTML pages of WARC files to the stages, as if they had been fetched when the records were made.

    Arguments: `path`, a WARC file or a folder of them; from Python also `paths`. Pages are read as the stages get done
    with those before.
    """

    name = "warc"

    def __init__(self, path: str = "", paths: Sequence[str] = (), **unknown: object) -> None:
        super().__init__(**unknown)
        self._paths = (*paths, *([path] if path else []))
        self._room = asyncio.Semaphore(MOST_UNDER_WAY)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Made by Scrapy."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        for done in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider.make_room, done)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """The pages of the archives and what is broken in them, as fast as the stages take them."""
        async for outcome in super().start():
            await self._room.acquire()
            yield outcome

    async def begin(self) -> AsyncIterator[Page | Dropped]:
        """Pages and broken records, read in a thread."""
        outcomes = self.seeds()
        while batch := await in_thread(lambda: list(islice(outcomes, BATCH))):
            for outcome in batch:
                yield outcome

    def seeds(self) -> Iterator[Page | Dropped]:
        """Pages and broken records in the order of the archives."""
        if not self._paths:
            raise UsageError("the spider warc needs -a path=FILE or -a path=FOLDER")
        for path in self._paths:
            for archive in archives_in(path):
                try:
                    yield from read_archive(archive)
                except InputError as error:
                    self.logger.error("%s", error)

    def make_room(self) -> None:
        """Let one more page in: one has left the stages."""
        self._room.release()
