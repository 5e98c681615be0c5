"""The tables of a store, the same on every database.

::

    meta        what the whole store agrees on: the signature's parameters, the suppressed shingles
    runs        one row per command that wrote
    source_runs what one crawl brought of one source   source_totals  what all crawls brought of it
    troubles    what is wrong with a source, or with the crawls, and since when
    alerts      troubles that were told, by which way
    pages       what is known of each page key: fetched when, with which outcome
    redirects   page key → the key of the page it led to, where that was fetched by itself
    lists       keys of pages that go on a list of stories which was read to its end
    validators  key of a page of links → what its server is asked by whether it has changed
    requests    the frontier: what is to be fetched, by whom it is held, and what was fetched in this round
    crawlers    who crawls now                     hosts       which crawler asks which host
    sources     which crawler crawls which source  places      where a source's news is found, and when it is due
    rests       hosts that are not asked before a moment, and why
    spent       how often a host with a budget was asked on its latest day
    well_known  robots.txt and tdmrep.json of hosts, as they were last had
    articles    the stories, one row per page key
    signatures  article → MinHash signature        bands       band key → articles (LSH)
    paragraphs  (site, paragraph) → articles       repeated    those that are site boilerplate
    versions    how articles read before           checks      when each article was looked at, and what was seen
    matches     verified pairs of near-duplicates  verdicts    article → its story's cluster
    changes     article → the numbers of its latest changes
    archives    archives whose pages were read again, by which rules, and how far

Articles are numbered (`n`) so that the index tables stay small; the number never leaves the store.
"""

from __future__ import annotations

from newsieve.store.tables.base import metadata
from newsieve.store.tables.crawling import (
    crawlers,
    hosts,
    lists,
    pages,
    places,
    redirects,
    requests,
    rests,
    sources,
    spent,
    validators,
    well_known,
)
from newsieve.store.tables.reading import (
    archives,
    articles,
    bands,
    changes,
    checks,
    matches,
    paragraphs,
    repeated,
    signatures,
    verdicts,
    versions,
)
from newsieve.store.tables.running import (
    alerts,
    meta,
    runs,
    source_runs,
    source_totals,
    troubles,
)

__all__ = [
    "alerts",
    "archives",
    "articles",
    "bands",
    "changes",
    "checks",
    "crawlers",
    "hosts",
    "lists",
    "matches",
    "meta",
    "metadata",
    "pages",
    "paragraphs",
    "places",
    "redirects",
    "repeated",
    "requests",
    "rests",
    "runs",
    "signatures",
    "source_runs",
    "source_totals",
    "sources",
    "spent",
    "troubles",
    "validators",
    "verdicts",
    "versions",
    "well_known",
]
