"""The spider of feeds: RSS, Atom and JSON Feed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response

from newsieve import clock
from newsieve.article import Dropped, DropReason, Hints, Page
from newsieve.config import Source
from newsieve.crawl.apart import read_apart
from newsieve.crawl.dupes import page_digest
from newsieve.crawl.overdue import due_rechecks
from newsieve.crawl.pages import charset_of, headers_of, page_from
from newsieve.crawl.quiet import until_quiet
from newsieve.crawl.quota import Quota
from newsieve.crawl.rechecks import recheck_request
from newsieve.crawl.rows import SCOPE
from newsieve.crawl.scopes import scope_of, scopes_of
from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread
from newsieve.discovery import Entry, read_feed
from newsieve.errors import BadURL, InputError, StoreError, UsageError
from newsieve.extraction.pool import Unreadable
from newsieve.store import Check, NewsPlace, PlaceKind
from newsieve.urls import fetch_key

from .limits import MAX_DEPTH, MAX_PAGES, Limits, limits_of, reached, read_limits
from .requests import FEED_PRIORITY, NewsSpider, dropped


class FeedSpider(NewsSpider):
    """Fetch the stories that feeds name, and hand on what the feeds say about them.

    Arguments: `url`, one or several feeds separated by blanks; `max_pages`, the stories of one source at most;
    `max_depth`, the pages of one feed at most; from Python also `sources`.
    """

    name = "feed"

    def __init__(
        self,
        url: str = "",
        sources: Sequence[Source] = (),
        max_pages: str | int = MAX_PAGES,
        max_depth: str | int = MAX_DEPTH,
        **unknown: object,
    ) -> None:
        super().__init__(**unknown)
        self.sources = (*sources, *(self.source_of(address) for address in url.split()))
        self._limits: tuple[Limits, ...] = ()
        self._terms: tuple[int, ...] = ()
        self.scopes: tuple[int, ...] = ()  # of the sources, as the frontier knows them
        self._given: dict[str, str | int] = {"pages": max_pages, "depth": max_depth}
        self._asked = Counter[int]()  # stories of each source that were let pass
        self._seen: set[int] = set()  # digests of the stories asked for
        self._listed: defaultdict[str, set[int]] = defaultdict(set)  # digests of a list's stories, by its first page
        self._late_hints: dict[int, Hints] = {}  # of stories that were asked for before their feed was read

    async def begin(self) -> AsyncIterator[Any]:
        """What `seeds` yields, and once all that came of it is fetched, requests for stored stories that are due."""
        async for seed in super().begin():
            yield seed
        if Services.of(self.crawler).store is None:
            return
        await until_quiet(self.crawler)
        for number in range(len(self.sources)):
            async for request in self.rechecks(number):
                yield request

    async def rechecks(self, number: int) -> AsyncIterator[Request | Dropped]:
        """Requests for those stored stories of the source with this number that are to be looked at again."""
        services, source = Services.of(self.crawler), self.sources[number]
        if services.store is None or not source.recheck:
            return
        try:
            due = await in_thread(due_rechecks, services.store, [source], clock.now())
        except StoreError as error:
            services.give_up(error)
            return
        for one in due:
            if services.rechecks.takes(self.scope_of(number)):
                yield self.recheck(number, one.check)

    def recheck(self, number: int, check: Check) -> Request | Dropped:
        """Ask for a stored story of the source with this number again."""
        outlet, scope = self.sources[number].name, self.scope_of(number)
        asked = self.article_request(check.url, outlet=outlet, scope=scope)
        return recheck_request(asked, check) if isinstance(asked, Request) else asked

    def source_of(self, url: str) -> Source:
        """The source that a URL among the arguments stands for."""
        return Source(feeds=(url,))

    def seeds(self) -> Iterator[Request | Dropped]:
        """A request for each place where a source is entered."""
        self.prepare()
        for number, source in enumerate(self.sources):
            yield from self.first_requests(number, source)

    def prepare(self) -> None:
        """Read the arguments; raises UsageError."""
        given = read_limits(**self._given)
        if not self.sources:
            raise UsageError(f"the spider {self.name} needs -a url=URL")
        self._limits = tuple(limits_of(source, given) for source in self.sources)
        self.scopes = scopes_of(self.name, self.sources)
        self._terms = tuple(
            self._terms_of(source, limits) for source, limits in zip(self.sources, self._limits, strict=True)
        )

    def limits_of(self, number: int) -> Limits:
        """How far the source with this number is followed."""
        return self._limits[number]

    def scope_of(self, number: int) -> int:
        """What the frontier knows the source with this number by."""
        return self.scopes[number]

    def terms_of(self, number: int) -> int:
        """What is wanted of the lists of the source with this number, as a number: others may bring other stories."""
        return self._terms[number]

    def _terms_of(self, source: Source, limits: Limits) -> int:
        patterns = [[pattern.pattern for pattern in some] for some in (source.allow, source.deny)]
        return scope_of(self.name, f"{patterns} {source.since} {limits}")

    def number_of(self, request: Request | None) -> int:
        """The number of the source that a request is for; another run may have made it."""
        assert request is not None
        return self.scopes.index(request.meta[SCOPE])

    def first_requests(self, number: int, source: Source) -> Iterator[Request | Dropped]:
        """Where a source is entered."""
        for feed in source.feeds:
            yield self.feed_request(feed, number)

    def wants(self, url: str, number: int) -> bool:
        """Whether a place that was found is to be asked for now."""
        return True

    def place(
        self, url: str, number: int, kind: PlaceKind, *, via: str | None = None, depth: int = 0
    ) -> NewsPlace | None:
        """Where news of the source with this number is found; None where the URL is none."""
        try:
            fetch_key(url)
        except BadURL:
            return None
        return NewsPlace(self.scope_of(number), url, kind, self.sources[number].bounds, depth, via)

    def feed_request(
        self, url: str, number: int, page: int = 1, *, first: str | None = None, via: str | None = None
    ) -> Request | Dropped:
        """Ask for a page of a feed of the source with this number.

        `first` is the feed's first page, `via` the key of the place where it was found.
        """
        told, outlet, scope = {"page": page, "first": first or url}, self.sources[number].name, self.scope_of(number)
        return self.section_request(
            url,
            self.read_feed,
            told,
            outlet=outlet,
            priority=FEED_PRIORITY,
            continues=page > 1,
            scope=scope,
            terms=self.terms_of(number),
            place=self.place(url, number, PlaceKind.FEED, via=via) if page == 1 else None,
        )

    async def read_feed(self, response: Response, page: int, first: str) -> AsyncIterator[Request | Dropped]:
        """The stories of a feed, and its next page while there are new ones."""
        number = self.number_of(response.request)
        try:
            charset = charset_of(headers_of(response).get("content-type", ""))
            feed = await read_apart(self.crawler, read_feed, response.body, response.url, charset)
        except InputError as error:
            assert response.request is not None
            yield dropped(response.request, DropReason.NOT_A_FEED, error.problem)
            return
        except Unreadable as error:
            assert response.request is not None
            yield dropped(response.request, error.reason, error.detail)
            return
        self.note_late_hints(feed.entries)
        for request in self.story_requests(feed.entries, response.url, number):
            yield request
        if feed.next and self.goes_on(number, first, page, [entry.url for entry in feed.entries]):
            yield self.feed_request(feed.next, number, page + 1, first=first)

    def note_late_hints(self, entries: Iterable[Entry]) -> None:
        """Keep what is said about stories that this run has asked for already."""
        for entry in entries:
            digest = page_digest(entry.url)
            if digest in self._seen and entry.hints.title:
                self._late_hints.setdefault(digest, entry.hints)

    def goes_on(self, number: int, first: str, page: int, stories: Iterable[str]) -> bool:
        """Whether the next page of a list is worth asking for: this one had stories that none before it had."""
        listed, digests = self._listed[first], {page_digest(story) for story in stories}
        new = not digests <= listed
        listed |= digests
        return new and not reached(self.limits_of(number).depth, page)

    def story_requests(self, entries: Sequence[Entry], via: str, number: int) -> Iterator[Request | Dropped]:
        """Requests for what a source wants of these; what is not new, or over the limit, is left out further on."""
        source, scope = self.sources[number], self.scope_of(number)
        quota = Quota(number, self.limits_of(number).pages, self._asked)
        for entry in filter(lambda entry: source.wants(entry.url), entries):
            self._seen.add(page_digest(entry.url))
            modified = entry.hints.modified if source.recheck else None  # a reason to look again, where that is wanted
            hints = replace(entry.hints, language=entry.hints.language or source.language, modified=modified)
            yield self.article_request(entry.url, outlet=source.name, via=via, hints=hints, quota=quota, scope=scope)

    def read_article(self, response: Response) -> Iterator[Page]:
        """One page for the stages, with what its feed said of it, even where the feed was read later."""
        page = page_from(response)
        late = self._late_hints.pop(page_digest(page.requested_url), None)
        if late and not page.hints.title:
            page = replace(page, hints=replace(late, language=late.language or page.hints.language))
        yield page
