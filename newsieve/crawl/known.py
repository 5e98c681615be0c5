"""Only what is new is fetched: of the stories that a page leads to, and of the pages that go on a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Collection
from typing import Any, NamedTuple, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsieve.article import Dropped
from newsieve.crawl.dupes import digest
from newsieve.crawl.quota import Quota
from newsieve.crawl.services import Services, in_thread
from newsieve.errors import StoreError
from newsieve.store import Store
from newsieve.urls import page_key


class Stored(NamedTuple):
    """What the store knows of the pages that a page leads to, by key."""

    known: Collection[str] = ()  # stories that need not be fetched
    walked: Collection[str] = ()  # pages that go on a list which was read to its end


class SkipKnownPages:
    """Spider middleware: of the requests that a page leads to, only those for what is new pass.

    An article request (`role` in its meta) passes once in a run, if the store does not know the page, while the
    `quota` in its meta lasts. A request that `continues` a list is left out where the quota has run out, and where no
    story on the page is new and an earlier run has read the list to its end. What a user asks for by URL is a start
    request, and is always fetched.
    """

    def __init__(self, services: Services) -> None:
        self._services, self._walks = services, services.walks
        self._asked, self._known = set[int](), set[int]()  # digests of stories

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(Services.of(crawler))

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Pass on all else at once, then the requests for what is new, after one look into the store."""
        stories, following, came = dict[str, Request](), dict[str, Request](), True
        async for output in result:
            meta = output.meta if isinstance(output, Request) else {}
            if meta.get("role") == "article":
                stories.setdefault(page_key(output.url), output)
            elif meta.get("continues"):
                following.setdefault(page_key(output.url), output)
            else:
                came = came and not isinstance(output, Dropped)
                yield output
        try:
            for request in await self._new(response, stories, following, came=came):
                yield request
        except StoreError as error:
            self._services.give_up(error)

    async def _new(
        self, response: Response, stories: dict[str, Request], following: dict[str, Request], *, came: bool
    ) -> list[Request]:
        stored = await self._look(stories, following)
        fresh = [key for key in stories if self._is_fresh(key, stored)]
        asked = [stories[key] for key in fresh if self._takes(key, stories[key])]
        goes_on = [key for key in following if fresh or key not in stored.walked]
        if any(digest(key) not in self._asked for key in fresh):  # the quota has run out
            goes_on, came = [], False
        self._follow(response, fresh, goes_on, came=came)
        if fresh and stored.walked and self._services.store:
            # Before any of the stories is asked for: should this run die, the next one is to go on from here.
            await in_thread(self._services.store.forget_lists, stored.walked)
        return asked + [following[key] for key in goes_on]

    async def _look(self, stories: Collection[str], following: Collection[str]) -> Stored:
        store = self._services.store
        return await in_thread(_look, store, stories, following) if store and (stories or following) else Stored()

    def _is_fresh(self, key: str, stored: Stored) -> bool:
        """Whether the store did not have the story when this run began."""
        story = digest(key)
        if story in self._asked or key not in stored.known:
            return True
        self._services.tally.known += story not in self._known
        self._known.add(story)
        return False

    def _takes(self, key: str, request: Request) -> bool:
        """Whether to ask for the story: for the first time, and within the quota."""
        story, quota = digest(key), request.meta.get("quota") or Quota(0, 0, Counter())
        if story in self._asked or 0 < quota.most <= quota.used[quota.source]:
            return False
        quota.used[quota.source] += 1
        self._asked.add(story)
        return True

    def _follow(self, response: Response, fresh: list[str], goes_on: list[str], *, came: bool) -> None:
        here = page_key(response.meta.get("redirect_urls", [response.url])[0])
        if response.meta.get("continues") and came:
            self._walks.reads(here, fresh)
        for key in goes_on:
            self._walks.goes_on(here, key)


def _look(store: Store, stories: Collection[str], following: Collection[str]) -> Stored:
    return Stored(store.known(stories) if stories else (), store.read_lists(following) if following else ())
