"""The spider of outlets: from a home page to its feeds, sitemaps, sections and stories."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence

from scrapy import Request
from scrapy.http import Response

from newsieve.article import Dropped, DropReason, Page
from newsieve.config import Source
from newsieve.crawl.agenda import entrances
from newsieve.crawl.apart import read_apart
from newsieve.crawl.due import DueSources
from newsieve.crawl.pages import charset_of, headers_of
from newsieve.crawl.services import Services
from newsieve.crawl.visits import NAMES, place_of
from newsieve.discovery import Entry, Links, find_links, pattern_of
from newsieve.extraction.pool import Unreadable
from newsieve.store import NewsPlace, PlaceKind

from .limits import MAX_SECTIONS
from .requests import dropped
from .sitemap import SitemapSpider
from .walk import Kind, Place, Walk

FEED_TYPE = re.compile(r"/(?!xhtml\b)(?:.*\b)?(?:xml|json)$")
PAGE_TYPES = {"text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"}
MOST_FEEDS = 10  # of those that one home page names
SINCE = "7d"  # so that a first crawl does not fetch an archive


class SiteSpider(SitemapSpider):
    """Find an outlet's feeds, sitemaps, section pages and stories from its home page; many outlets in one crawl.

    Arguments: `url`, one or several home pages separated by blanks; `max_pages`, the stories of one outlet at most;
    `max_sections`, its section pages at most; `max_depth`, the pages of one section or feed at most; `max_sitemaps`,
    its sitemaps at most; `since`, how far back sitemaps are followed; from Python also `sources`, and `due`: then only
    what is due is asked for, of sources that no other crawl is at. A list is followed to its next page only while its
    pages bring stories that it has not had before.
    """

    name = "site"

    def __init__(
        self,
        url: str = "",
        sources: Sequence[Source] = (),
        since: str = SINCE,
        max_sections: str | int = MAX_SECTIONS,
        due: bool = False,
        **others: object,
    ) -> None:
        super().__init__(url, sources, since, **others)  # type: ignore[arg-type]  # checked there
        self._given["sections"] = max_sections
        self._is_due = due
        self._due: DueSources | None = None

    def source_of(self, url: str) -> Source:
        """A URL among the arguments is a home page."""
        return Source(start=url)

    async def begin(self) -> AsyncIterator[Request | Page | Dropped]:
        """The first requests: of all sources, or of those that can be taken and have something that is due."""
        if not self._is_due:
            async for seed in super().begin():
                yield seed
            return
        self.prepare()
        self._due = DueSources(Services.of(self.crawler))
        async for number, agenda in self._due.take(self.sources, self.scopes):
            for request in self.requests_for(agenda.due, number):
                yield request
            async for request in self.rechecks(number):
                yield request

    def wants(self, url: str, number: int) -> bool:
        """Whether a place that was found is to be asked for now."""
        return self._due is None or self._due.wants(self.scope_of(number), url)

    def requests_for(self, places: Sequence[NewsPlace], number: int) -> Iterator[Request | Dropped]:
        """Requests for these places of a source; its sitemaps are walked one after the other."""
        for place in places:
            if place.kind is PlaceKind.FEED:
                yield self.feed_request(place.url, number, via=place.via)
            elif place.kind in (PlaceKind.HOME, PlaceKind.SECTION):
                yield self.list_request(place.url, number, home=place.kind is PlaceKind.HOME, via=place.via)
        sitemaps = [_sitemap(place) for place in places if place.kind in (PlaceKind.SITEMAP, PlaceKind.ROBOTS)]
        yield from self.go_on(Walk(number, sitemaps[::-1], picky=not self.sources[number].sitemaps))

    def first_requests(self, number: int, source: Source) -> Iterator[Request | Dropped]:
        """A source's home page, feeds, section pages and sitemaps, as far as it names them."""
        places = list(entrances(source, self.scope_of(number)))
        yield from self.requests_for(places, number)
        if not places:
            named = source.name or ""
            yield Dropped(named, named, DropReason.NO_LINKS, "no start, feeds, sections or sitemaps", outlet=named)

    def list_request(
        self,
        url: str,
        number: int,
        page: int = 1,
        *,
        first: str | None = None,
        home: bool = False,
        via: str | None = None,
    ) -> Request | Dropped:
        """Ask for a home page or a page of a section.

        `first` is the first page of that list, `via` the key of the place where it was found.
        """
        told, outlet = {"page": page, "first": first or url, "home": home}, self.sources[number].name
        terms = None if home else self.terms_of(number)  # a home page leads to more than stories
        kind = PlaceKind.HOME if home else PlaceKind.SECTION
        return self.section_request(
            url,
            self.read_list,
            told,
            outlet=outlet,
            continues=page > 1,
            scope=self.scope_of(number),
            terms=terms,
            place=self.place(url, number, kind, via=via) if page == 1 else None,
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
            yield from self._found(response, links, number)
        yield from self.story_requests([Entry(link.url) for link in links.articles], response.url, number)
        if links.next_page and self.goes_on(number, first, page, [link.url for link in links.articles]):
            yield self.list_request(links.next_page, number, page + 1, first=first, home=home)

    def _found(self, response: Response, links: Links, number: int) -> Iterator[Request | Dropped]:
        """The feeds and sections that a home page leads to, without those that its source shuns or that are not due."""
        assert response.request is not None
        home, shuns = place_of(response.request), self.sources[number].shuns
        via, most = home.key if home else None, self.limits_of(number).sections or None
        feeds = [feed for feed in links.feeds if not shuns(feed)][:MOST_FEEDS]
        sections = [section.url for section in links.sections if not shuns(section.url)]
        sections = varied(sections, most or 0)[:most]
        named = [self.place(feed, number, PlaceKind.FEED, via=via) for feed in feeds]
        named += [self.place(section, number, PlaceKind.SECTION, via=via) for section in sections]
        response.meta[NAMES] = tuple(place for place in named if place and place.key != via)
        yield from (self.feed_request(feed, number, via=via) for feed in feeds if self.wants(feed, number))
        yield from (self.list_request(one, number, via=via) for one in sections if self.wants(one, number))


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


def _sitemap(place: NewsPlace) -> Place:
    """A sitemap or robots.txt as the walk has it."""
    if place.kind is PlaceKind.ROBOTS:
        return Place(place.url, kind=Kind.ROBOTS, via=place.via)
    return Place(place.url, place.depth, Kind.GIVEN if place.via is None else Kind.FOUND, place.via)
