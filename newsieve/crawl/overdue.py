"""Which stored articles are to be looked at again now: told here, and nowhere else. Nothing of it needs Scrapy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from newsieve.config import Source
from newsieve.store import Check, Store
from newsieve.urls import site_of

MOST = 500  # articles of one source in one run


class Due(NamedTuple):
    """An article that is due to be looked at again, and the number of its source among those asked about."""

    source: int
    check: Check


def due_rechecks(store: Store, sources: Sequence[Source], now: datetime, most: int = MOST) -> list[Due]:
    """The stored articles of these sources that are due, at most so many of each, the newest of each first.

    Sources on one schedule are asked about together. What two sources share is the first one's.
    """
    number = dict[str, int]()
    together = defaultdict[tuple[timedelta, ...], list[str]](list)
    for n, source in enumerate(sources):
        site = site_of(source.entrance, source.name)
        if site not in number:
            number[site] = n
            together[source.recheck].append(site)
    found = (check for ages, sites in together.items() for check in store.due_checks(sites, ages, most, now))
    named = (Due(number[check.site], check) for check in found)
    return [due for due in named if not sources[due.source].shuns(due.check.url)]


def next_looks(store: Store, sources: Sequence[Source], now: datetime) -> dict[int, float]:
    """When the next stored article of each source, by its number, is to be looked at, in seconds since 1970."""
    found = dict[int, float]()
    for ages in {source.recheck for source in sources if source.recheck}:
        sites = {site_of(s.entrance, s.name): n for n, s in enumerate(sources) if s.recheck == ages}
        found |= {sites[site]: at for site, at in store.next_checks(list(sites), ages, now).items()}
    return found
