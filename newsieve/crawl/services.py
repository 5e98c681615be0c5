"""What the stages of one crawl share: the extraction pool, the store and its writer, the tally."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.settings import BaseSettings

from newsieve import __version__, clock
from newsieve.archives import ArchiveFolder
from newsieve.archives.folder import LARGEST
from newsieve.crawl.asking import Asking
from newsieve.crawl.fates import Fate
from newsieve.crawl.items import register
from newsieve.crawl.leases import Leases
from newsieve.crawl.reach import Reach
from newsieve.crawl.rechecks import Budget
from newsieve.crawl.tally import Tally
from newsieve.crawl.threads import in_thread
from newsieve.crawl.visits import Visits
from newsieve.crawl.walks import Walks
from newsieve.errors import NewsieveError, StoreError
from newsieve.extraction.pool import ExtractionPool
from newsieve.manners import Closed, break_after_failures
from newsieve.store import Store, Writer

if TYPE_CHECKING:
    from newsieve.crawl.frontier import Frontier

logger = logging.getLogger(__name__)

_services: WeakKeyDictionary[Crawler, Services] = WeakKeyDictionary()


class Services:
    """The services of one crawler, made on first use from its settings and closed with its engine."""

    def __init__(self, crawler: Crawler, store: Store | None = None, tally: Tally | None = None) -> None:
        settings = crawler.settings
        register()
        self.crawler = crawler
        self.archive = _archive(settings)  # first: where it cannot be written, nothing is begun
        self.tally = tally or Tally()
        self.walks = Walks()
        self.leases = Leases()
        self.visits = Visits()
        self.frontier: Frontier | None = None  # once it is open
        self.rechecks = Budget()
        self.asking = Asking(crawler, self.leases, self.tally)
        self.reach = Reach(settings.getfloat("NEWSIEVE_REST_SECONDS", 5.0))
        self.redirects: dict[str, str] = {}  # keys of stories that led to a page which was asked for by itself
        url = settings.get("NEWSIEVE_STORE")
        self._own_store = Store.open(url) if url and store is None else None
        self.store = store or self._own_store
        self.writer = Writer(self.store) if self.store else None
        self.pool = ExtractionPool(
            settings.getint("NEWSIEVE_WORKERS") or None, settings.getfloat("NEWSIEVE_PAGE_SECONDS", 20.0)
        )
        crawler.signals.connect(self._response_received, signals.response_received)
        crawler.signals.connect(self._engine_stopped, signals.engine_stopped)

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The services of this crawler, the same ones for every stage."""
        if crawler not in _services:
            _services[crawler] = cls(crawler)
        found = _services[crawler]
        assert isinstance(found, cls)
        return found

    @classmethod
    def provide(cls, crawler: Crawler, store: Store | None, tally: Tally) -> Self:
        """Services with a store that is open already, and a tally that outlives the crawl."""
        made = cls(crawler, store, tally)
        _services[crawler] = made
        return made

    @property
    def is_over(self) -> bool:
        """Whether the crawl has come to an end before its time, and nothing more is to be told to the store."""
        return self.tally.error is not None or self.tally.interrupted

    def note_paths(self) -> None:
        """Keep for the next run how this one, which has come to its end, got to its pages."""
        if self.store:
            whole = self.walks.whole(self.store.known)
            unchanged = {page: version for page, version in self.walks.versions.items() if page in whole}
            self.store.note_paths(self.redirects, whole, unchanged)

    def give_up(self, error: NewsieveError) -> None:
        """End the crawl: going on would fetch what cannot be kept."""
        if self.tally.error is None:
            self.fail(error)
            if self.crawler.crawling:
                asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="store_failed"))  # noqa: RUF006  it ends itself

    async def leave_alone(self, host: str, why: str, last: Fate) -> Closed:
        """The rest of a host that failed again and again; other crawls keep it too, where the host was to blame."""
        now = clock.now()
        if self.store is not None and self.reach.blames(last):
            try:
                return await in_thread(self.store.break_after_failures, host, why, now)
            except StoreError as error:
                self.give_up(error)
        return break_after_failures(now, why)

    def go_offline(self) -> None:
        """End the crawl: nobody can be reached from here, and what is queued stays so."""
        if not self.tally.offline:
            self.tally.offline = True
            logger.warning("this machine seems to be offline: nobody answers")
            if self.crawler.crawling:
                asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="offline"))  # noqa: RUF006  it ends itself

    def fail(self, error: NewsieveError) -> None:
        """Note what ended the crawl; it is logged where nobody asks the tally afterwards."""
        self.tally.error = error
        if self._own_store:
            logger.error("%s", error)

    def close(self) -> None:
        """End workers and writer; what was handed to the writer is stored first."""
        self.pool.stop()
        if self.writer:
            self.writer.close()
        self._count_stored()
        if self.archive:
            self.archive.close()
        if self._own_store:
            self._own_store.close()
        _services.pop(self.crawler, None)

    def abandon(self) -> None:
        """End workers and writer at once; what is not stored by then was never acknowledged."""
        self.pool.stop()
        if self.writer:
            self.writer.stop()
        if self.archive:
            self.archive.close()
        self._count_stored()

    def _count_stored(self) -> None:
        """What counts as stored is what the writer has committed, even if nobody was left to hear of it."""
        if self.writer:
            self.tally.take(self.writer.stored)

    def _response_received(self, response: Response, request: Request) -> None:
        if "role" in request.meta:
            self.tally.saw_page(request.meta.get("source") or request.url, request.meta.get("outlet"))

    def _engine_stopped(self) -> None:
        self.close()


def _archive(settings: BaseSettings) -> ArchiveFolder | None:
    """The folder that what is fetched goes into, if any. Raises InputError where it cannot be written."""
    folder = settings.get("NEWSIEVE_WARC")
    if not folder:
        return None
    about = {
        "software": f"newsieve/{__version__}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        "http-header-user-agent": settings.get("USER_AGENT") or "",
    }
    return ArchiveFolder(folder, about, settings.getint("NEWSIEVE_WARC_BYTES", LARGEST))
