"""One page is asked for once in a run, whatever its URL is dressed up with."""

from __future__ import annotations

from typing import Any

from scrapy import Request, Spider
from scrapy.dupefilters import RFPDupeFilter

from newsieve.crawl.services import Services
from newsieve.errors import BadURL
from newsieve.urls import digest, page_key

ROLES = frozenset({"article", "section"})


class PageKeyDupeFilter(RFPDupeFilter):
    """Scrapy's filter of duplicate requests; those with a role go by page key: tracking parameters do not count.

    A redirect between two forms of one page's URL is the same request going on, hence no duplicate; a redirect to a
    page that was asked for by itself is one. Eight bytes are kept per page.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._pages: set[int] = set()

    def request_seen(self, request: Request) -> bool:
        """Whether this page has been asked for in this run."""
        if request.meta.get("role") not in ROLES:
            return super().request_seen(request)
        page = page_digest(request.url)
        if page in (page_digest(url) for url in request.meta.get("redirect_urls", ())):
            return False
        seen = page in self._pages
        self._pages.add(page)
        return seen

    def log(self, request: Request, spider: Spider) -> None:
        """Count a duplicate as Scrapy does, and remember which stories lead to it."""
        super().log(request, spider)
        if request.meta.get("role") == "article":
            for url in request.meta.get("redirect_urls", ()):
                Services.of(spider.crawler).redirects[page_key(url)] = page_key(request.url)


def page_digest(url: str) -> int:
    """The page key of `url` in eight bytes, to remember many pages by."""
    try:
        return digest(page_key(url))
    except BadURL:  # data:, file: and whatever else other projects' spiders ask for
        return digest(url)
