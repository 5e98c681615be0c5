"""What goes over the line for each source: requests, and each answer with its status and size."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsieve.crawl.counts import Asked
from newsieve.crawl.pages import ARTICLE
from newsieve.crawl.rechecks import RECHECK
from newsieve.crawl.services import Services


class CountAnswers:
    """Downloader middleware, the one next to the line: it sees each attempt, and bodies before they are unpacked."""

    def __init__(self, services: Services) -> None:
        self._tally = services.tally

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(Services.of(crawler))

    def process_request(self, request: Request) -> None:
        """Note that a source's request goes out."""
        meta = request.meta
        if "role" in meta:
            self._tally.saw_request(meta.get("source") or request.url, meta.get("outlet"))

    def process_response(self, request: Request, response: Response) -> Response:
        """Count the answer."""
        meta = request.meta
        if "role" in meta:
            url = meta.get("source") or request.url
            self._tally.saw_answer(url, meta.get("outlet"), _asked(request), response.status, len(response.body))
        return response


def _asked(request: Request) -> Asked:
    if RECHECK in request.meta:
        return Asked.LOOK
    return Asked.STORY if request.meta["role"] == ARTICLE else Asked.LIST
