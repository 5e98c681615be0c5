"""The rule by which one article stands for its story.

First the source that a copy names as the origin, then the earliest trustworthy date, then the longest text, then
the URL, then the id: a function of the set of documents, whatever their order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from newsieve.dates import instant
from newsieve.urls import is_http, site_of

from .document import Document

Rank = tuple[bool, float, int, str, str]


def order(documents: Iterable[Document]) -> list[Document]:
    """One story's documents in the order of the rule: the canonical one first."""
    documents = list(documents)
    named = {name for d in documents if d.original_source for name in _names(d.original_source)}
    return sorted(documents, key=lambda d: rank(d, named))


def rank(document: Document, named: Collection[str] = ()) -> Rank:
    """What the rule sorts by, given the normalised names of the sources that the story's copies name."""
    return (
        not (named and _is_named(document, named)),
        instant(document.published),
        -len(document.text),
        document.url or "",
        document.id,
    )


def _is_named(document: Document, named: Collection[str]) -> bool:
    own = {name for place in (document.site, document.url) if place for name in _names(place)}
    return not own.isdisjoint(named)


def _names(place: str) -> set[str]:
    """The ways to write one source: `The Example Wire`, `examplewire.org`, `https://www.theexamplewire.org/a`."""
    site = (site_of(place) if is_http(place) else place).casefold().removeprefix("www.")
    first = site.partition(".")[0] if " " not in site else site
    return {_fold(name.removeprefix(article)) for name in (site, first) for article in ("", "the ")} - {""}


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name)
