"""What every spider shares: how pages are asked for, and what stands in the place of one that cannot be had.

A request knows its role when it is made. An **article** becomes one `Page` for the stages; a **section** (home page,
section page, feed, sitemap) is read for links by its spider. Whatever goes wrong on the way becomes one `Dropped`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.utils.log import failure_to_exc_info
from twisted.python.failure import Failure

from newsieve import clock
from newsieve.article import Dropped, DropReason, Hints, Page, Unmodified
from newsieve.crawl.asking import Held
from newsieve.crawl.conditional import TERMS, Unchanged
from newsieve.crawl.fates import fate
from newsieve.crawl.pages import ARTICLE, page_from
from newsieve.crawl.quota import Quota
from newsieve.crawl.rechecks import recheck_of
from newsieve.crawl.rows import SCOPE
from newsieve.crawl.visits import PLACE
from newsieve.errors import BadURL, NewsieveError, UsageError
from newsieve.store import NewsPlace
from newsieve.urls import fetch_key, page_key

SECTION = "section"
UNASKED = frozenset({DropReason.NOT_NOW, DropReason.TDM_RESERVED})  # tdmrep.json says so before the page is fetched
# Feeds first, for what they say about stories; stories before more section pages, so that few requests wait.
FEED_PRIORITY, SITEMAP_PRIORITY, ARTICLE_PRIORITY, SECTION_PRIORITY = 20, 15, 10, 0
Callback = Callable[..., Iterator[Any] | AsyncIterator[Any]]


class NewsSpider(Spider):
    """A spider that yields requests, `Page`, `Dropped` and `Unmodified`, and nothing else.

    A subclass says in `seeds` where to begin. Wrong arguments end the crawl in one line and with the finish reason
    `usage_error`.
    """

    def __init__(self, **unknown: object) -> None:
        super().__init__()
        self._unknown = sorted(unknown)

    async def start(self) -> AsyncIterator[Any]:
        """What `seeds` yields."""
        try:
            if self._unknown:
                raise UsageError(f"the spider {self.name} knows no argument {', '.join(self._unknown)}")
            async for seed in self.begin():
                yield seed
        except NewsieveError as error:
            self.logger.error("%s", error)
            raise CloseSpider("usage_error") from None

    async def begin(self) -> AsyncIterator[Any]:
        """What `seeds` yields, as it comes."""
        for seed in self.seeds():
            yield seed

    def seeds(self) -> Iterator[Request | Page | Dropped]:
        """The first requests or pages, or what stands in their place; raises NewsieveError for wrong arguments."""
        raise NotImplementedError

    def article_request(
        self,
        url: str,
        *,
        outlet: str | None = None,
        via: str | None = None,
        hints: Hints | None = None,
        quota: Quota | None = None,
        scope: int | None = None,
    ) -> Request | Dropped:
        """Ask for a story, within a quota if there is one; where `url` is none, the drop that says so.

        A page of links asks for all its stories: which are new, and how many are within the quota, is told later.
        What has a `scope` is kept in the frontier.
        """
        meta: dict[str, Any] = {
            "role": ARTICLE,
            "source": url,
            "outlet": outlet,
            "via": via,
            "hints": hints or Hints(),
            "quota": quota,
        }
        meta |= {} if scope is None else {SCOPE: scope}
        return self._request(url, self.read_article, meta, ARTICLE_PRIORITY, {})

    def section_request(
        self,
        url: str,
        read: Callback,
        told: dict[str, Any],
        *,
        outlet: str | None = None,
        priority: int = SECTION_PRIORITY,
        continues: bool = False,
        most_bytes: int | None = None,
        scope: int | None = None,
        terms: int | None = None,
        place: NewsPlace | None = None,
    ) -> Request | Dropped:
        """Ask for a page of links or a feed, which `read`, a method, gets together with what it is `told`.

        It `continues` a list when it is the next page of one, and is then left out where nothing new is expected.
        `most_bytes` takes the place of the general limit on a page's size. What has a `scope` is kept in the
        frontier: what it is told must fit into JSON. What has `terms`, which tell as a number what is wanted of it, is
        read only where it has changed since all its stories were obtained on the same terms. Of what is a `place`, the
        store learns what the visit brought.
        """
        meta: dict[str, Any] = {"role": SECTION, "source": url, "outlet": outlet, "continues": continues}
        if most_bytes is not None:
            meta |= {"download_maxsize": most_bytes}
        if scope is not None:
            meta |= {SCOPE: scope}
        if terms is not None:
            meta |= {TERMS: terms}
        if place is not None:
            meta |= {PLACE: place}
        return self._request(url, read, meta, priority, told)

    def _request(
        self, url: str, read: Callback, meta: dict[str, Any], priority: int, told: dict[str, Any]
    ) -> Request | Dropped:
        try:
            fetch_key(url)
            target = url.strip().partition("#")[0]
            return Request(target, read, errback=self.give_up, meta=meta, priority=priority, cb_kwargs=told)
        except (BadURL, ValueError) as error:  # ValueError: what Scrapy refuses
            bad = error if isinstance(error, BadURL) else BadURL(url)
            return Dropped(bad.url, bad.url, DropReason.BAD_URL, str(bad), outlet=meta["outlet"])

    def read_article(self, response: Response) -> Iterator[Page]:
        """One page for the stages, whatever is in it."""
        yield page_from(response)

    def give_up(self, failure: Failure) -> Iterator[Dropped | Unmodified]:
        """The errback of every request: why it brought no page."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        if isinstance(failure.value, Unchanged):
            if recheck := recheck_of(request):
                yield Unmodified(recheck, clock.now(), request.meta.get("lease"))
            return
        if isinstance(failure.value, Held) and request.meta.get("lease"):
            return  # what is held goes back to the frontier
        most_bytes = request.meta.get("download_maxsize") or self.settings.getint("DOWNLOAD_MAXSIZE")
        reason, detail, status = fate(failure, most_bytes)
        if reason is DropReason.STAGE_FAILED:
            self.logger.error("%s failed: %s", request.url, detail, exc_info=failure_to_exc_info(failure))
        yield dropped(request, reason, detail, status)


def dropped(request: Request, reason: DropReason, detail: str, status: int | None = None) -> Dropped:
    """A request that brought no page; only a story's has a key, for a source is asked again in the next run.

    Nor has one that was not asked for at all: what is not known of it is not kept.
    """
    meta = request.meta
    return Dropped(
        source=meta.get("source", request.url),
        url=request.url,
        reason=reason,
        detail=detail,
        key=page_key(request.url) if meta.get("role") == ARTICLE and reason not in UNASKED else None,
        fetched_at=clock.now(),
        outlet=meta.get("outlet"),
        lease=meta.get("lease"),
        status=status,
        recheck=recheck_of(request),
    )
