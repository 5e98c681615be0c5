"""Only what is new is fetched: of the stories that a page leads to, and of the pages that go on a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Collection
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsieve import clock
from newsieve.article import Dropped
from newsieve.crawl.conditional import validators_of
from newsieve.crawl.licences import licence_of
from newsieve.crawl.quota import Quota
from newsieve.crawl.rechecks import recheck_request
from newsieve.crawl.rows import SCOPE
from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread
from newsieve.crawl.visits import PLACE
from newsieve.errors import StoreError
from newsieve.urls import digest, is_http, page_key

AT_ONCE = 200  # stories that the store is asked about together


class SkipKnownPages:
    """Spider middleware: of the requests that a page leads to, only those for what is new pass.

    An article request (`role` in its meta) passes once in a run, if the store does not know the page, while the
    `quota` in its meta lasts. A request that `continues` a list is left out where the quota has run out, and where no
    story on the page is new and an earlier run has read the list to its end. What a user asks for by URL is a start
    request, and is always fetched. A known story that is said to have changed since it was last looked at passes as a
    request that looks at it again.
    """

    def __init__(self, services: Services) -> None:
        self._services, self._walks = services, services.walks
        self._asked, self._found, self._prompts = set[int](), set[int](), set[int]()  # digests of stories

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(Services.of(crawler))

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Pass on all else at once, stories a batch at a time, and last the pages that go on lists."""
        stories, following, fresh, came = dict[str, Request](), dict[str, Request](), list[str](), True
        try:
            async for output in result:
                meta = output.meta if isinstance(output, Request) else {}
                if meta.get("role") == "article":
                    stories.setdefault(page_key(output.url), output)
                elif meta.get("continues"):
                    following.setdefault(page_key(output.url), output)
                else:
                    came = came and not isinstance(output, Dropped)
                    yield output
                if len(stories) >= AT_ONCE:
                    for request in await self._new_stories(stories, fresh):
                        yield request
                    stories.clear()
            asked = await self._new_stories(stories, fresh)
            lists = await self._lists(response, following, fresh, came=came)
            for request in (*asked, *lists):
                yield request
        except StoreError as error:
            self._services.give_up(error)

    async def _new_stories(self, stories: dict[str, Request], fresh: list[str]) -> list[Request]:
        """Those to ask for; the keys of all that are new are added to `fresh`."""
        store = self._services.store
        outlet = next((request.meta.get("outlet") for request in stories.values()), None)
        lifted = licence_of(self._services, outlet)
        known: Collection[str] = await in_thread(store.known, list(stories), lifted) if store and stories else ()
        new = [key for key in stories if self._is_fresh(key, stories[key], known)]
        fresh += new
        asked = [stories[key] for key in new if self._takes(key, stories[key])]
        return asked + await self._prompted({key: stories[key] for key in stories.keys() - new})

    async def _prompted(self, known: dict[str, Request]) -> list[Request]:
        """Those of these stories to look at again, as what names them says that they have changed."""
        store = self._services.store
        said = {key: hints.modified for key, request in known.items() if (hints := request.meta.get("hints"))}
        modified = {key: at for key, at in said.items() if at and digest(key) not in self._prompts}
        if not store or not modified:
            return []
        found = await in_thread(store.prompted_checks, modified, clock.now())
        self._prompts.update(map(digest, found))
        budget = self._services.rechecks
        return [
            recheck_request(known[key], check)
            for key, check in sorted(found.items())
            if SCOPE in known[key].meta and budget.takes(known[key].meta[SCOPE])
        ]

    async def _lists(
        self, response: Response, following: dict[str, Request], fresh: list[str], *, came: bool
    ) -> list[Request]:
        store = self._services.store
        walked: Collection[str] = await in_thread(store.read_lists, list(following)) if store and following else ()
        goes_on = [key for key in following if fresh or key not in walked]
        if came and PLACE in response.meta:
            await self._note_visit(response, fresh)
        if any(digest(key) not in self._asked for key in fresh):  # the quota has run out
            goes_on, came = [], False
        self._follow(response, fresh, goes_on, came=came)
        if fresh and walked and store:
            # Before any of the stories is asked for: should this run die, the next one is to go on from here.
            await in_thread(store.forget_lists, walked)
        return [following[key] for key in goes_on]

    async def _note_visit(self, response: Response, fresh: list[str]) -> None:
        """What a page asks for again and again, as it cannot be had, is no news."""
        store, stories = self._services.store, set(fresh)
        tried: Collection[str] = await in_thread(store.tried, stories) if store and stories else ()
        assert response.request is not None
        self._services.visits.came(response.request, len(stories.difference(tried)))
        self._services.tally.places += 1

    def _is_fresh(self, key: str, request: Request, known: Collection[str]) -> bool:
        """Whether the store did not have the story when this run began."""
        story, outlet = digest(key), request.meta.get("outlet")
        is_fresh = story in self._asked or key not in known
        if story not in self._found:
            self._found.add(story)
            self._services.tally.saw_story(request.url, outlet)
            if not is_fresh:
                self._services.tally.saw_known(request.url, outlet)
        return is_fresh

    def _takes(self, key: str, request: Request) -> bool:
        """Whether to ask for the story: for the first time, and within the quota."""
        story, quota = digest(key), request.meta.get("quota") or Quota(0, 0, Counter())
        if story in self._asked or 0 < quota.most <= quota.used[quota.source]:
            return False
        quota.used[quota.source] += 1
        self._asked.add(story)
        return True

    def _follow(self, response: Response, fresh: list[str], goes_on: list[str], *, came: bool) -> None:
        asked = response.meta.get("redirect_urls", [response.url])[0]
        if not is_http(asked):
            return  # a reading taken up again, and no page
        here = page_key(asked)
        if response.meta.get("role") == "section" and came:
            self._walks.reads(here, fresh)
            if version := validators_of(response):
                self._walks.versions[here] = version
        for key in goes_on:
            self._walks.goes_on(here, key)
