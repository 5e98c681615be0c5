"""The rule by which one article stands for its story.

First the source that a copy names as the origin, then the earliest trustworthy date, then the longest text, then
the URL, then the id: a function of the set of documents, whatever their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from newsieve.urls import is_http, site_of

from .document import Document

EPOCH_DAYS = frozenset({date(1970, 1, 1), date(1969, 12, 31)})  # a clock that was never set
Rank = tuple[bool, float, int, str, str]


def order(documents: Iterable[Document]) -> list[Document]:
    """One story's documents in the order of the rule: the canonical one first."""
    documents = list(documents)
    named = {name for d in documents if d.original_source for name in _names(d.original_source)}
    return sorted(documents, key=lambda d: rank(d, named))


def rank(document: Document, named: Iterable[str] = ()) -> Rank:
    """What the rule sorts by, given the normalised names of the sources that the story's copies name."""
    own = {name for place in (document.site, document.url) if place for name in _names(place)}
    return own.isdisjoint(named), moment(document.published), -len(document.text), document.url or "", document.id


def moment(published: str | None) -> float:
    """A trustworthy ISO 8601 date in seconds since 1970; infinite for one that is missing, unreadable or unset.

    Without a zone it is read as UTC. A bare date counts as that day's end, so that a known time wins the day.

    >>> moment("2026-03-01") > moment("2026-03-01T09:00:00+01:00")
    True
    >>> moment("last Tuesday")
    inf
    """
    try:
        at = datetime.fromisoformat((published or "").strip())
    except ValueError:
        return float("inf")
    if len((published or "").strip()) <= len("2026-03-01"):
        at = datetime.combine(at, time.max)
    if at.date() in EPOCH_DAYS or at.year < 1800:
        return float("inf")
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _names(place: str) -> set[str]:
    """The ways to write one source: `Example Wire`, `examplewire.org`, `https://www.examplewire.org/a`."""
    site = (site_of(place) if is_http(place) else place).removeprefix("www.")
    first = site.partition(".")[0] if " " not in site else site
    return {_fold(site), _fold(first)} - {""}


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold().removeprefix("the "))
