"""Stage 0: what a publisher objects to is not done."""

from __future__ import annotations

from typing import Any, Self

from scrapy.crawler import Crawler

from newsieve.article import Dropped, Page
from newsieve.crawl.identity import product_token
from newsieve.crawl.licences import licence_of
from newsieve.crawl.services import Services
from newsieve.objections import objections
from newsieve.urls import page_key


class ObeyObjections:
    """Page → Dropped where the page asks not to be kept or reserves text mining, and no licence lifts that.

    Nothing of its text is kept. NEWSIEVE_OBEY_OBJECTIONS turns it off, for pages of one's own.
    """

    def __init__(self, services: Services, agent: str) -> None:
        self._services, self._agent = services, agent
        self._obeys = services.crawler.settings.getbool("NEWSIEVE_OBEY_OBJECTIONS", True)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(Services.of(crawler), product_token(crawler.settings.get("USER_AGENT") or ""))

    def process_item(self, item: Any) -> Any:
        """Look at a page's headers and head."""
        if not isinstance(item, Page) or not self._obeys:
            return item
        lifted = licence_of(self._services, item.outlet)
        for objection in objections(item.headers, item.body, self._agent):
            if objection.reason not in lifted:
                return Dropped(
                    source=item.requested_url,
                    url=item.url,
                    reason=objection.reason,
                    detail=objection.where,
                    key=page_key(item.url),
                    fetched_at=item.fetched_at,
                    outlet=item.outlet,
                    lease=item.lease,
                    status=item.status,
                )
        return item
