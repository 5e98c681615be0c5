"""Pages are asked for on condition that they have changed.

Pages of links: since all their stories were obtained. Stored articles: since they were last looked at.
"""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newsieve.crawl.rechecks import RECHECK, conditions_of
from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread
from newsieve.crawl.visits import PLACE
from newsieve.errors import StoreError
from newsieve.store import Validators
from newsieve.urls import page_key

TERMS = "terms"  # in a request's meta: what is wanted of a page of links, as a number
LEADS_ON = "leads_on"  # in a response's meta, set by who reads it: it names more than stories
CONDITIONS = ("If-None-Match", "If-Modified-Since")
NOT_MODIFIED = 304


class Unchanged(IgnoreRequest):
    """A page that reads as it did."""


class Conditional:
    """Downloader middleware: a request with `terms` in its meta carries the validators that the store has of its page.

    So does one that looks at an article again.

    Raises Unchanged where the server says that nothing has changed.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(Services.of(crawler))

    async def process_request(self, request: Request) -> None:
        """Set the conditions."""
        if TERMS not in request.meta and RECHECK not in request.meta:
            return
        for condition in CONDITIONS:
            request.headers.pop(condition, None)  # those of a page that redirected here are none of this one
        if RECHECK in request.meta:
            request.headers.update(conditions_of(request))
            return
        found = await self._validators(request)
        if found and found.etag:
            request.headers["If-None-Match"] = found.etag
        if found and found.modified:
            request.headers["If-Modified-Since"] = found.modified

    def process_response(self, request: Request, response: Response) -> Response:
        """Pass on what has changed."""
        if response.status == NOT_MODIFIED and RECHECK in request.meta:
            raise Unchanged("not modified")
        if response.status != NOT_MODIFIED or TERMS not in request.meta:
            return response
        self._services.tally.saw_unchanged(request.meta.get("source") or request.url, request.meta.get("outlet"))
        self._services.walks.reads(page_key(request.url), ())
        if PLACE in request.meta:
            self._services.visits.came(request, new=0)
            self._services.tally.places += 1
        raise Unchanged("not modified")

    async def _validators(self, request: Request) -> Validators | None:
        store = self._services.store
        try:
            return await in_thread(store.validators, page_key(request.url), request.meta[TERMS]) if store else None
        except StoreError as error:
            self._services.give_up(error)
            raise IgnoreRequest(str(error)) from None


def validators_of(response: Response) -> Validators | None:
    """What the server of a page of links said of its version, if it can be asked by that alone next time."""
    meta = response.meta
    if TERMS not in meta or meta.get(LEADS_ON) or meta.get("redirect_urls"):
        return None
    etag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    if not etag and not modified:
        return None
    return Validators(meta[TERMS], _text(etag), _text(modified))


def _text(value: bytes | None) -> str | None:
    return value.decode("latin-1") if value else None
