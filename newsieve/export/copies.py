"""A copy and what it duplicates, as `export --what copies` tells it: one edge of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsieve.dates import minutes_later
from newsieve.export.stories import MINUTES_OR_NULL
from newsieve.record import RELATION_OR_NULL, SHARE_OR_NULL, TEXT, TEXT_OR_NULL, Field, share

if TYPE_CHECKING:
    from newsieve.store import Copy

Json = dict[str, Any]

COPY_FIELDS = (
    Field(
        "first",
        TEXT_OR_NULL,
        "The id of the article that was copied: the canonical one of its story. Null for what was a copy once and is "
        "none now.",
    ),
    Field("copy", TEXT, "The id of the copy."),
    Field("first_url", TEXT_OR_NULL, "Where the first stands."),
    Field("copy_url", TEXT, "Where the copy stands."),
    Field("first_site", TEXT_OR_NULL, "The site of the first."),
    Field("copy_site", TEXT, "The site of the copy."),
    Field(
        "delay_minutes",
        MINUTES_OR_NULL,
        "How much later the copy was published; null where a date is missing or tells no time; below zero where the "
        "first is the named source and bears a later date.",
    ),
    Field("relation", RELATION_OR_NULL, "How the copy relates to the first. A digest is a story of its own."),
    Field("similarity", SHARE_OR_NULL, "Jaccard index of the two texts, 0 to 1."),
    Field("containment", SHARE_OR_NULL, "The share of the shorter text found in the longer one, 0 to 1."),
)


def copy_record(edge: Copy) -> Json:
    """The record of a copy; without a first it says that the article is no copy any more."""
    first, copy = edge.first, edge.copy
    return {
        "first": first and first.id,
        "copy": copy.id,
        "first_url": first and first.url,
        "copy_url": copy.url,
        "first_site": first and first.site,
        "copy_site": copy.site,
        "delay_minutes": minutes_later(first.published, copy.published) if first else None,
        "relation": None if copy.relation is None else str(copy.relation),
        "similarity": share(copy.similarity),
        "containment": share(copy.containment),
    }
