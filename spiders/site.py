"""The spider of outlets: from a home page to its feeds, sitemaps, sections and stories."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence

from scrapy import Request
from scrapy.http import Response

from newsieve.article import Dropped, DropReason
from newsieve.config import Source
from newsieve.crawl.apart import read_apart
from newsieve.crawl.pages import charset_of, headers_of
from newsieve.discovery import Entry, Links, find_links, pattern_of
from newsieve.extraction.pool import Unreadable
from newsieve.urls import is_http

from .limits import MAX_SECTIONS
from .requests import dropped
from .sitemap import SitemapSpider, robots_of
from .walk import Kind, Place, Walk

FEED_TYPE = re.compile(r"/(?!xhtml\b)(?:.*\b)?(?:xml|json)$")
PAGE_TYPES = {"text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"}
MOST_FEEDS = 10  # of those that one home page names
SINCE = "7d"  # so that a first crawl does not fetch an archive


class SiteSpider(SitemapSpider):
    """Find an outlet's feeds, sitemaps, section pages and stories from its home page; many outlets in one crawl.

    Arguments: `url`, one or several home pages separated by blanks; `max_pages`, the stories of one outlet at most;
    `max_sections`, its section pages at most; `max_depth`, the pages of one section or feed at most; `max_sitemaps`,
    its sitemaps at most; `since`, how far back sitemaps are followed; from Python also `sources`. A list is followed
    to its next page only while its pages bring stories that it has not had before.
    """

    name = "site"

    def __init__(
        self,
        url: str = "",
        sources: Sequence[Source] = (),
        since: str = SINCE,
        max_sections: str | int = MAX_SECTIONS,
        **others: object,
    ) -> None:
        super().__init__(url, sources, since, **others)  # type: ignore[arg-type]  # checked there
        self._given["sections"] = max_sections

    def source_of(self, url: str) -> Source:
        """A URL among the arguments is a home page."""
        return Source(start=url)

    def first_requests(self, number: int, source: Source) -> Iterator[Request | Dropped]:
        """A source's home page, feeds, section pages and sitemaps, as far as it names them."""
        for feed in source.feeds:
            yield self.feed_request(feed, number)
        if source.start:
            yield self.list_request(source.start, number, home=True)
        for section in source.sections:
            yield self.list_request(section, number)
        yield from self.go_on(_sitemaps_of(number, source))
        if not (source.start or source.feeds or source.sections or source.sitemaps):
            named = source.name or ""
            yield Dropped(named, named, DropReason.NO_LINKS, "no start, feeds, sections or sitemaps", outlet=named)

    def list_request(
        self, url: str, number: int, page: int = 1, *, first: str | None = None, home: bool = False
    ) -> Request | Dropped:
        """Ask for a home page or a page of a section; `first` is the first page of that list."""
        told, outlet = {"page": page, "first": first or url, "home": home}, self.sources[number].name
        terms = None if home else self.terms_of(number)  # a home page leads to more than stories
        return self.section_request(
            url, self.read_list, told, outlet=outlet, continues=page > 1, scope=self.scope_of(number), terms=terms
        )

    async def read_list(
        self, response: Response, page: int, first: str, home: bool
    ) -> AsyncIterator[Request | Dropped]:
        """The stories of a page of links, its next page, and from a home page on its feeds and sections."""
        content_type = headers_of(response).get("content-type", "")
        kind = content_type.partition(";")[0].strip().lower()
        if FEED_TYPE.search(kind):  # somebody gave a feed for a home page
            async for request in self.read_feed(response, page, first):
                yield request
        elif not kind or kind in PAGE_TYPES:
            charset = charset_of(content_type)
            try:
                links = await read_apart(self.crawler, find_links, response.body, response.url, charset)
            except Unreadable as error:
                assert response.request is not None
                yield dropped(response.request, error.reason, error.detail)
                return
            for request in self._follow_links(response, links, page, first, home=home):
                yield request
        else:
            assert response.request is not None
            yield dropped(response.request, DropReason.NOT_HTML, f"{kind}: expected a page of links")

    def _follow_links(
        self, response: Response, links: Links, page: int, first: str, *, home: bool
    ) -> Iterator[Request | Dropped]:
        number = self.number_of(response.request)
        if page == 1 and not (links.articles or links.sections or links.feeds):
            assert response.request is not None
            yield dropped(response.request, DropReason.NO_LINKS, "no link to a story, a section or a feed")
        if home and page == 1:
            yield from self._entrances(links, number)
        yield from self.story_requests([Entry(link.url) for link in links.articles], response.url, number)
        if links.next_page and self.goes_on(number, first, page, [link.url for link in links.articles]):
            yield self.list_request(links.next_page, number, page + 1, first=first, home=home)

    def _entrances(self, links: Links, number: int) -> Iterator[Request | Dropped]:
        """The feeds and sections that a home page leads to, without those that its source shuns."""
        shuns = self.sources[number].shuns
        feeds = [feed for feed in links.feeds if not shuns(feed)][:MOST_FEEDS]
        sections = [section.url for section in links.sections if not shuns(section.url)]
        yield from (self.feed_request(feed, number) for feed in feeds)
        most = self.limits_of(number).sections
        yield from (self.list_request(section, number) for section in varied(sections, most)[: most or None])


def varied(sections: Sequence[str], most: int) -> list[str]:
    """Section pages of which no pattern of URLs takes more than half of the `most` places, as a calendar would.

    >>> varied([f"https://example.org/calendar/{day}" for day in range(31)] + ["https://example.org/sport"], 4)
    ['https://example.org/calendar/0', 'https://example.org/calendar/1', 'https://example.org/sport']
    """
    counts, kept = Counter[str](), list[str]()
    for section in sections:
        pattern = pattern_of(section)
        counts[pattern] += 1
        if not most or counts[pattern] <= max(1, most // 2):
            kept.append(section)
    return kept


def _sitemaps_of(number: int, source: Source) -> Walk:
    """The sitemaps that a source names; where it names none, those that its home page's host names."""
    if source.sitemaps:
        return Walk(number, [Place(url, kind=Kind.GIVEN) for url in source.sitemaps][::-1])
    return Walk(number, [robots_of(source.start)] if source.start and is_http(source.start) else [], picky=True)
