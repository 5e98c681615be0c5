"""What is to be asked for in a source now: decided here, and nowhere else. Nothing of it needs Scrapy."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urljoin

from newsieve import clock
from newsieve.config import Source
from newsieve.crawl.origin import host_of
from newsieve.crawl.overdue import due_rechecks, next_looks
from newsieve.crawl.scopes import scopes_of
from newsieve.manners import budget_used_up, source_closed
from newsieve.rhythm import due_at
from newsieve.store import KnownPlace, NewsPlace, Outlook, PlaceKind, Store
from newsieve.urls import is_http

SPIDER = "site"  # which crawls sources
FEW = 10  # articles of a source that tell whether any is to be looked at
NOBODY: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is to be done for a source: places that are `due`, and what a round that broke off has `left_over`.

    Places that are not due are in `later`, by their keys, each with the moment it will be; all moments are in seconds
    since 1970. `articles` tells whether stored articles are to be looked at again. Nothing is done before `opens`,
    where the source is outside of its hours. It `is_well` where any of its places answered when it was asked last.
    `waits` is when what is neither due nor a place may be asked for: a stored article, or what a host that rests has.
    """

    source: Source
    scope: int
    due: tuple[NewsPlace, ...]
    later: dict[str, float]
    left_over: bool = False
    articles: bool = False
    is_well: bool = False
    opens: float | None = None
    waits: float = math.inf

    @property
    def has_work(self) -> bool:
        """Whether there is anything to ask for now."""
        return self.opens is None and (bool(self.due) or self.left_over or self.articles)

    @property
    def next(self) -> float:
        """When there will be something to ask for, of what is not due yet."""
        following = min([self.waits, *self.later.values()])
        if self.opens is None:
            return following
        return self.opens if self.due or self.left_over or self.articles else max(following, self.opens)


def agenda_of(
    source: Source,
    scope: int,
    known: Iterable[KnownPlace],
    now: float,
    *,
    left_over: bool = False,
    articles: bool = False,
    waits: float = math.inf,
    closed: Mapping[str, float] = NOBODY,
) -> Agenda:
    """What is to be asked for in a source at `now`: those of its places whose time has come, in order.

    `closed` are hosts that are not asked before a moment.
    """
    rows = {place.key: place for place in known}
    due, later, is_well = list[NewsPlace](), dict[str, float](), False
    for key, place in places_of(source, scope, rows.values()).items():
        row = rows.get(key)
        moment = now if row is None else due_at(row.rhythm, place.bounds, now)
        moment = max(moment, closed.get(host_of(place.url) or "", 0.0))
        is_well |= row is not None and row.rhythm.is_well
        if moment <= now:
            due.append(place)
        else:
            later[key] = moment
    outside = source_closed(source, datetime.fromtimestamp(now, UTC))
    opens = outside.until.timestamp() if outside else None
    return Agenda(source, scope, tuple(due), later, left_over, articles, is_well, opens, waits)


def places_of(source: Source, scope: int, known: Iterable[KnownPlace]) -> dict[str, NewsPlace]:
    """The places that a source names, and those that were found from there and are still named, by their keys."""
    found, bounds = {place.key: place for place in entrances(source, scope)}, source.bounds
    waiting = [place for place in known if place.listed and place.key not in found]
    while reached := [place for place in waiting if place.via in found]:
        waiting = [place for place in waiting if place.via not in found]
        found |= {
            place.key: NewsPlace(scope, place.url, place.kind, bounds, place.depth, place.via)
            for place in reached
            if not source.shuns(place.url)
        }
    return found


def entrances(source: Source, scope: int) -> Iterator[NewsPlace]:
    """The places that a source names. Where it names no sitemap, its home page's robots.txt may."""
    named = [(url, PlaceKind.FEED) for url in source.feeds]
    named += [(source.start, PlaceKind.HOME)] if source.start else []
    named += [(url, PlaceKind.SECTION) for url in source.sections]
    named += [(url, PlaceKind.SITEMAP) for url in source.sitemaps]
    if source.start and is_http(source.start) and not source.sitemaps:
        named.append((urljoin(source.start, "/robots.txt"), PlaceKind.ROBOTS))
    return (NewsPlace(scope, url, kind, source.bounds) for url, kind in named)


@dataclass(frozen=True, slots=True)
class Forecast:
    """How all sources of a call stand: agendas of those with work that nobody crawls, how many are crawled (`busy`).

    `well` are those of which any place answered when it was asked last. `next` is when something is due that is not
    yet, `soonest` the source of which.
    """

    free: tuple[Agenda, ...]
    busy: int
    well: int
    next: float
    soonest: Source | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What else tells when sources have work.

    By their numbers: `overdue` have articles to be looked at, `looks` is when the next one is. `closed` are hosts that
    are not asked before a moment.
    """

    overdue: Collection[int] = ()
    looks: Mapping[int, float] = field(default_factory=dict)
    closed: Mapping[str, float] = field(default_factory=dict)


def forecast(store: Store, sources: Sequence[Source], spider: str = SPIDER) -> Forecast:
    """What of these sources is due now, and when something will be."""
    now, scopes = clock.now(), scopes_of(spider, sources)
    overdue = {due.source for due in due_rechecks(store, sources, now, most=FEW)}
    waiting = Waiting(overdue, next_looks(store, sources, now), closed_hosts(store, sources, now))
    return forecast_of(sources, scopes, store.outlook(scopes), now.timestamp(), waiting)


def closed_hosts(store: Store, sources: Sequence[Source], now: datetime) -> dict[str, float]:
    """Hosts that rest for longer than a crawl waits, and those whose budget is used up, each with when that is over."""
    rests = store.rests(now)
    closed = {host: rest.until.timestamp() for host, rest in rests.items() if rest.why and not rest.is_soon_over(now)}
    for source in sources:
        host, budget = host_of(source.entrance), source.max_requests_per_day
        if host and budget and store.spent(host, now) >= budget:
            closed[host] = max(closed.get(host, 0.0), budget_used_up(now, budget).until.timestamp())
    return closed


def forecast_of(
    sources: Sequence[Source], scopes: Sequence[int], outlook: Outlook, now: float, waiting: Waiting | None = None
) -> Forecast:
    """The forecast that follows from how the store has these sources."""
    waiting = waiting or Waiting()
    agendas = dict[int, Agenda]()
    for number, (source, scope) in enumerate(zip(sources, scopes, strict=True)):
        hosts, closed = set(outlook.left_over.get(scope, ())), waiting.closed
        shut = [closed[host] for host in hosts if host in closed]
        home = closed.get(host_of(source.entrance) or "", 0.0)
        look = waiting.looks.get(number, math.inf)
        agendas[scope] = agenda_of(
            source,
            scope,
            outlook.places[scope],
            now,
            left_over=len(shut) < len(hosts),
            articles=number in waiting.overdue and not home,
            waits=min([max(look, home), *shut]),
            closed=closed,
        )
    free = tuple(agenda for scope, agenda in agendas.items() if agenda.has_work and scope not in outlook.taken)
    well = sum(agenda.is_well for agenda in agendas.values())
    soonest = min(agendas.values(), key=lambda agenda: agenda.next, default=None)
    following = soonest.next if soonest else math.inf
    return Forecast(free, len(outlook.taken), well, following, soonest.source if soonest else None)
