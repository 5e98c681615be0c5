"""One page of an archive, read again: what becomes of it in a store that knows the page, or does not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from newsieve.article import Article, Dropped
from newsieve.urls import site_of

# A record bears the moment at which the answer came, an article that at which it was taken up.
SAME_FETCH = timedelta(minutes=10)

# What an article does not say.
BESIDE = {
    "source": "",
    "via": None,
    "fetched_at": None,
    "boilerplate": frozenset[int](),
    "etag": None,
    "last_modified": None,
    "gone_at": None,
    "versions": None,
}


class Fate(StrEnum):
    """What became of a page of an archive."""

    ADDED = "added"  # the store did not have it
    UPDATED = "updated"  # it reads otherwise now
    AS_BEFORE = "as before"
    OLDER = "older"  # than what the store has; a version of its past, where it reads otherwise
    KEPT = "kept"  # today it would give no article, or less than half of it; what it gave once stays
    PRUNED = "pruned"  # it was stored once, and has been removed
    DROPPED = "dropped"  # it gives no article, and never did


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of a page: its article if it has one, and whether it ever had."""

    article: Article | None = None
    was_stored: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """A page's fate, and the article to be stored, if any."""

    fate: Fate
    article: Article | None = None


def judge(outcome: Article | Dropped, known: Known) -> Again:
    """What becomes of a page that was read again.

    An article keeps its id and its outlet. Of the same fetch it keeps, too, its address, and when and how it was found;
    a later capture takes the place of an earlier one, and never the other way round: that is kept as a version of the
    past.
    """
    before = known.article
    if before is None:
        if isinstance(outcome, Dropped):
            return Again(Fate.DROPPED)
        return Again(Fate.PRUNED) if known.was_stored else Again(Fate.ADDED, outcome)
    older = before.fetched_at and outcome.fetched_at and outcome.fetched_at < before.fetched_at - SAME_FETCH
    if isinstance(outcome, Dropped):
        return Again(Fate.OLDER if older else Fate.KEPT)
    found = _of_its_outlet(outcome, before)
    if older:
        return Again(Fate.OLDER, found)
    if _is_same_fetch(found, before):
        found = _dated_as_then(_had_as_then(found, before), before)
    if _reads_like(found, before):
        return Again(Fate.AS_BEFORE, None if found.fetched_at == before.fetched_at else found)
    return Again(Fate.UPDATED, found)


def _of_its_outlet(found: Article, before: Article) -> Article:
    if before.outlet is None:
        return found
    return replace(found, outlet=before.outlet, site=site_of(found.url, before.outlet))


def _is_same_fetch(found: Article, before: Article) -> bool:
    if found.fetched_at is None or before.fetched_at is None:
        return found.fetched_at is None
    return abs(found.fetched_at - before.fetched_at) <= SAME_FETCH


def _had_as_then(found: Article, before: Article) -> Article:
    """The same fetch; its page may have moved since."""
    found = replace(found, key=before.key, url=before.url)
    return replace(found, source=before.source, via=before.via, fetched_at=before.fetched_at)


def _dated_as_then(found: Article, before: Article) -> Article:
    """What a feed said when the page had been fetched already is in no archive: a time of the same day, mostly."""
    told = before.published
    if told and (found.published is None or told.startswith(f"{found.published}T")):
        return replace(found, published=told)
    return found


def _reads_like(found: Article, before: Article) -> bool:
    """Whether both say the same, besides how they were had, what their sites repeat, and what later looks saw."""
    ours = replace(found, **BESIDE, lease=None, signature=None, match=None)  # type: ignore[arg-type]  # of those fields
    return ours == replace(before, **BESIDE)  # type: ignore[arg-type]  # see above
