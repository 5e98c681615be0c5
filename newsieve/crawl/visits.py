"""What became of the places that a crawl visits, from when a page came until the frontier tells the store."""

from __future__ import annotations

from dataclasses import dataclass, field

from scrapy import Request

from newsieve.crawl.leases import lease_of
from newsieve.store import NewsPlace, Visit

PLACE = "place"  # in a request's meta: the `NewsPlace` that it is for
NAMES = "names"  # in a response's meta, set by who reads it: the places that it names, a tuple of `NewsPlace`


def place_of(request: Request) -> NewsPlace | None:
    """The place that a request is for."""
    place = request.meta.get(PLACE)
    return place if isinstance(place, NewsPlace) else None


@dataclass(slots=True)
class Visits:
    """The visits of one crawl; of a place that nothing was heard of in the end, the visit has failed."""

    _came: dict[str, Visit] = field(default_factory=dict)  # by the lease of the request
    _moved: set[str] = field(default_factory=set)  # leases of requests that another goes on with

    def came(self, request: Request, new: int) -> None:
        """A place was read, or has not changed; so many of its stories are new."""
        if place := place_of(request):
            self._came[lease_of(request)] = Visit(place, new, request.meta.get(NAMES))

    def moved(self, request: Request) -> None:
        """Another page is asked for in the place of one that redirects there."""
        if place_of(request):
            self._moved.add(lease_of(request))

    def end(self, request: Request) -> Visit | None:
        """The last request for a place has left: what is to be told of the visit."""
        place, lease = place_of(request), lease_of(request)
        if place is None:
            return None
        if lease in self._moved:
            self._moved.remove(lease)
            return None
        return self._came.pop(lease, None) or Visit(place, None)
