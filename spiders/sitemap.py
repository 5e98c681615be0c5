"""The spider of sitemaps: news sitemaps, indexes of sitemaps, and those that a robots.txt names."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from newsieve.article import Dropped, DropReason, Unmodified
from newsieve.config import Source
from newsieve.crawl.conditional import LEADS_ON
from newsieve.crawl.dupes import page_digest
from newsieve.crawl.visits import NAMES
from newsieve.discovery import Entry, Listed, Role, SubSitemap, classify, is_older, is_story, sitemaps_in
from newsieve.errors import InputError, UsageError
from newsieve.store import NewsPlace, PlaceKind
from newsieve.urls import is_front_page, page_key
from newsieve.values import read_since

from .feed import FeedSpider
from .limits import MAX_SITEMAPS, Limits, reached
from .requests import SECTION_PRIORITY, SITEMAP_PRIORITY, dropped
from .walk import MOST_NESTED, Kind, Place, Reading, Told, Walk

MOST_BYTES = 50 * 1024 * 1024  # of one sitemap, the most that the protocol allows
BREATH = 20  # entries between two moments for everything else that the crawl does
BATCH, MOST_WAITING = 200, 500  # requests: at least so many of one sitemap at once, at most so many in the queue


class SitemapSpider(FeedSpider):
    """Fetch the stories that sitemaps name, the newest sitemap first, and hand on what news sitemaps say about them.

    Arguments: `url`, one or several separated by blanks, each a sitemap, an index, a robots.txt or a home page;
    `since`, a date or a span such as 2d: what is older is left out; `max_pages`, the stories of one source at most;
    `max_sitemaps`, its sitemaps at most; from Python also `sources`.

    The sitemaps of one source are walked one after the other; where no store keeps the requests, a long one in batches:
    the next requests are made when most of those before have been answered.
    """

    name = "sitemap"

    def __init__(
        self,
        url: str = "",
        sources: Sequence[Source] = (),
        since: str = "",
        max_sitemaps: str | int = MAX_SITEMAPS,
        **others: object,
    ) -> None:
        super().__init__(url, sources, **others)  # type: ignore[arg-type]  # checked there
        self._given["sitemaps"] = max_sitemaps
        self._since, self._oldest = str(since), tuple[float, ...]()

    def source_of(self, url: str) -> Source:
        """A URL among the arguments is a sitemap, or leads to one."""
        return Source(sitemaps=(url,))

    def prepare(self) -> None:
        """Read the arguments; raises UsageError."""
        try:
            since = read_since(self._since)
        except ValueError as error:
            raise UsageError(f"since: {self._since!r}: {error}") from None
        own = (source.since for source in self.sources)  # checked where they were read
        self._oldest = tuple(since if named is None else read_since(named) for named in own)
        super().prepare()

    def _terms_of(self, source: Source, limits: Limits) -> int:
        own = source if source.since is not None else replace(source, since=self._since)
        return super()._terms_of(own, limits)

    def first_requests(self, number: int, source: Source) -> Iterator[Request | Dropped]:
        """Where a source's sitemaps are, or may be found."""
        places = [_entrance(url) for url in source.sitemaps or ((source.start,) if source.start else ())]
        if not places:
            named = source.name or ""
            yield Dropped(named, named, DropReason.NO_LINKS, "no sitemaps or start", outlet=source.name)
        yield from self.go_on(Walk(number, places[::-1], guesses=True))

    def go_on(self, walk: Walk) -> Iterator[Request | Dropped]:
        """Ask for the next sitemap of a source; for none where a limit is reached."""
        while place := walk.next(page_digest):
            if not self.wants(place.url, walk.number):
                continue
            if self._has_enough(walk) or reached(self.limits_of(walk.number).sitemaps, walk.entered):
                self.logger.info("%s and %s more sitemaps are left out: limit reached", place.url, len(walk.places))
                return
            read = self.read_robots if place.kind is Kind.ROBOTS else self.read_sitemap
            told, outlet = {"place": place.told(), "walk": {}}, self.sources[walk.number].name
            asked = self.section_request(
                place.url,
                read,
                told,
                outlet=outlet,
                priority=SITEMAP_PRIORITY,
                most_bytes=MOST_BYTES,
                scope=self.scope_of(walk.number),
                terms=None if place.kind is Kind.ROBOTS else self.terms_of(walk.number) ^ walk.picky,
                place=self._news_place(place, walk.number),
            )
            if isinstance(asked, Request):
                walk.entered += place.kind is not Kind.ROBOTS
                asked.cb_kwargs["walk"] = walk.told()
                yield asked.replace(dont_filter=True)  # the walk knows where it has been
                return
            yield asked

    def read_robots(self, response: Response, walk: Told, place: Told) -> Iterator[Request | Dropped]:
        """The sitemaps that a robots.txt names, else the usual place of one."""
        going = Walk.of(walk, self.number_of(response.request))
        named = sitemaps_in(response.body, response.url)
        here = page_key(Place.of(place).url)
        found = [Place(url, via=here) for url in named if not self.sources[going.number].shuns(url)]
        self._names(response.meta, found, going.number)
        going.add(found)
        if not named:
            self._guess(going, Place.of(place))
        yield from self.go_on(going)

    def read_sitemap(self, response: Response, walk: Told, place: Told) -> AsyncIterator[Request | Dropped]:
        """The stories and sitemaps that a sitemap names."""
        going = Walk.of(walk, self.number_of(response.request))
        return self._read_on(Reading.of(response, going, Place.of(place)))

    def read_more(self, response: Response, reading: Reading) -> AsyncIterator[Request | Dropped]:
        """The next batch of a sitemap."""
        return self._read_on(reading)

    async def _read_on(self, reading: Reading) -> AsyncIterator[Request | Dropped]:
        made, walk = 0, reading.walk
        try:
            for count, entry in enumerate(reading.entries, 1):
                if count % BREATH == 0:
                    await asyncio.sleep(0)
                for asked in self._follow(entry, reading):
                    yield asked
                    made += 1
                if self._has_enough(walk):
                    reading.meta[LEADS_ON] = True  # to what is left for another run
                    break
                if made >= BATCH and self._is_crowded():
                    yield self._later(reading, entry.url)
                    return
        except InputError as error:
            if reading.may_be_home:
                walk.add([robots_of(reading.place.url, via=page_key(reading.place.url))])
            else:
                yield dropped(reading.request, DropReason.NOT_A_SITEMAP, error.problem)
        found = reading.found()
        self._names(reading.meta, found, walk.number)
        walk.add(found)
        for asked in self.go_on(walk):
            yield asked

    def _names(self, meta: dict[str, Any], found: Iterable[Place], number: int) -> None:
        """Note which sitemaps a place names, as many as may be read."""
        places = [place for one in found if (place := self._news_place(one, number))]
        meta[NAMES] = tuple(places[: self.limits_of(number).sitemaps or None])

    def _news_place(self, place: Place, number: int) -> NewsPlace | None:
        kind = PlaceKind.ROBOTS if place.kind is Kind.ROBOTS else PlaceKind.SITEMAP
        return self.place(place.url, number, kind, via=place.via, depth=place.nesting)

    def _follow(self, entry: Listed | SubSitemap, reading: Reading) -> Iterator[Request | Dropped]:
        """A request for a story; a sitemap is noted for later."""
        number = reading.walk.number
        if is_older(entry.dated, entry.url, self._oldest[number]):
            return
        if isinstance(entry, Listed):
            if entry.news or (classify(entry.url) is Role.ARTICLE if reading.walk.picky else is_story(entry.url)):
                story = Entry(entry.url, replace(entry.hints, modified=entry.modified))
                self.note_late_hints([story])
                yield from self.story_requests([story], reading.url, number)
        elif self.sources[number].shuns(entry.url):
            return
        elif reading.place.nesting < MOST_NESTED:
            reading.sitemaps.append(entry)
            reading.meta[LEADS_ON] = True
        else:
            self.logger.warning("%s: not followed, it is nested %s indexes deep", entry.url, MOST_NESTED)

    def _has_enough(self, walk: Walk) -> bool:
        """Whether as many stories of the source have been asked for as may be."""
        return reached(self.limits_of(walk.number).pages, self._asked[walk.number])

    def _is_crowded(self) -> bool:
        """Whether many requests wait already."""
        stats = self.crawler.stats
        assert stats is not None
        waiting: int = stats.get_value("scheduler/enqueued", 0) - stats.get_value("scheduler/dequeued", 0)
        return waiting >= MOST_WAITING

    def _later(self, reading: Reading, url: str) -> Request:
        """A request that nobody but the queue answers: its turn comes after that of the stories asked for so far."""
        reading.meta[LEADS_ON] = True  # to what its first batch does not name
        slot = urlsplit(url).hostname or ""  # the scheduler's, for the stories' order and this one's is one
        return Request(
            "data:,",
            self.read_more,
            dont_filter=True,
            priority=SECTION_PRIORITY - 5,
            meta={"download_slot": slot},
            cb_kwargs={"reading": reading},
        )

    def give_up(self, failure: Failure) -> Iterator[Request | Dropped | Unmodified]:  # type: ignore[override]  # the walk goes on
        """Why a request brought nothing; a source's other sitemaps are still read."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        if "walk" not in request.cb_kwargs:
            yield from super().give_up(failure)
            return
        walk, place = Walk.of(request.cb_kwargs["walk"], self.number_of(request)), Place.of(request.cb_kwargs["place"])
        if place.kind is Kind.ROBOTS:
            self._guess(walk, place)  # who has no robots.txt may still have a sitemap
        else:
            yield from super().give_up(failure)
        yield from self.go_on(walk)

    def _guess(self, walk: Walk, robots: Place) -> None:
        if walk.guesses:
            walk.add([Place(urljoin(robots.url, "/sitemap.xml"), via=page_key(robots.url))])


def _entrance(url: str) -> Place:
    """What a URL among the arguments is: a home page or a robots.txt by its look, else a sitemap."""
    is_robots = urlsplit(url).path == "/robots.txt"
    return robots_of(url) if is_robots or is_front_page(url) else Place(url, kind=Kind.GIVEN)


def robots_of(url: str, via: str | None = None) -> Place:
    """The robots.txt of a URL's host."""
    return Place(urljoin(url.strip(), "/robots.txt"), kind=Kind.ROBOTS, via=via)
