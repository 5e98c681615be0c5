"""The way through the sitemaps of one source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from scrapy import Request
from scrapy.http import Response

from newsieve.crawl.pages import charset_of, headers_of
from newsieve.dates import NEVER, instant
from newsieve.discovery import Listed, SubSitemap, read_sitemap
from newsieve.urls import page_key

Told = dict[str, Any]  # as JSON has it
MOST_NESTED = 3  # an index in an index in an index is read, no deeper one


class Kind(StrEnum):
    """How a place was found."""

    GIVEN = "given"  # by the user: a sitemap, else a page whose host may have one
    FOUND = "found"  # in an index, by a robots.txt, or by guessing
    ROBOTS = "robots"  # a robots.txt


@dataclass(frozen=True, slots=True)
class Place:
    """A sitemap to be read, or a robots.txt; an index that is entered first has the nesting 0.

    `via` is the key of the place that names it, if one does.
    """

    url: str
    nesting: int = 0
    kind: Kind = Kind.FOUND
    via: str | None = None

    @classmethod
    def of(cls, told: Told) -> Self:
        """The place that was told of."""
        return cls(told["url"], told["nesting"], Kind(told["kind"]), told.get("via"))

    def told(self) -> Told:
        """The place as JSON has it."""
        return {"url": self.url, "nesting": self.nesting, "kind": str(self.kind), "via": self.via}


@dataclass(slots=True)
class Walk:
    """The sitemaps of one source that are still to be read, the next one last.

    `picky`: only what looks like a story is followed, where no news sitemap says that it is one. `guesses`: where no
    robots.txt names a sitemap, its usual place is tried.
    """

    number: int
    places: list[Place]
    picky: bool = False
    guesses: bool = False
    entered: int = 0
    _seen: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, told: Told, number: int) -> Self:
        """The walk that was told of, through the sitemaps of the source with this number."""
        places = [Place.of(place) for place in told["places"]]
        return cls(number, places, told["picky"], told["guesses"], told["entered"], set(told["seen"]))

    def told(self) -> Told:
        """The walk as JSON has it, so that another run may go on with it."""
        return {
            "places": [place.told() for place in self.places],
            "picky": self.picky,
            "guesses": self.guesses,
            "entered": self.entered,
            "seen": sorted(self._seen),
        }

    def add(self, places: Iterable[Place]) -> None:
        """More places, the first of them to be read next."""
        self.places.extend(reversed(list(places)))

    def next(self, digest: Callable[[str], int]) -> Place | None:
        """The next place that has not been entered yet; None at the end."""
        while self.places:
            place = self.places.pop()
            if (found := digest(place.url)) not in self._seen:
                self._seen.add(found)
                return place
        return None


@dataclass(slots=True)
class Reading:
    """A sitemap that is being read: its entries are taken one by one, and its sitemaps noted."""

    walk: Walk
    place: Place
    url: str
    request: Request
    entries: Iterator[Listed | SubSitemap]
    may_be_home: bool
    meta: dict[str, Any]  # of the response
    sitemaps: list[SubSitemap] = field(default_factory=list)

    @classmethod
    def of(cls, response: Response, walk: Walk, place: Place) -> Reading:
        """The sitemap in a response, not read yet."""
        assert response.request is not None
        content_type = headers_of(response).get("content-type", "")
        entries = read_sitemap(response.body, response.url, charset_of(content_type))
        may_be_home = place.kind is Kind.GIVEN and "html" in content_type
        again = response.request.replace(cb_kwargs={})
        return cls(walk, place, response.url, again, entries, may_be_home, response.meta)

    def found(self) -> list[Place]:
        """The sitemaps noted so far, the newest first; those without a date come last, as they stood."""
        newest = sorted(self.sitemaps, key=lambda found: _age(found.modified))
        here = page_key(self.place.url)
        return [Place(found.url, self.place.nesting + 1, via=here) for found in newest]


def _age(modified: str | None) -> float:
    moment = instant(modified)
    return NEVER if moment == NEVER else -moment
