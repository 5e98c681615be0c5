"""The record: what `clean`, `scrape` and `export` say of a page, and its JSON Schema.

`FIELDS` tells names, order, types and meanings once; the schema and the reference in the docs are made from it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypedDict

from newsieve.article import Article, Dropped, DropReason, Relation, RemovalReason, Removed, Verdict
from newsieve.urls import article_id, site_of

Json = dict[str, Any]

# Delete, C1 controls, line separators, bidirectional overrides, lone surrogates: JSON lets them stand bare, but
# terminals, readers of lines and UTF-8 do not.
HIDDEN = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class ImageRecord(TypedDict):
    """A picture of the story."""

    url: str
    caption: str | None
    credit: str | None
    alt: str | None


class RemovedRecord(TypedDict):
    """A paragraph that is not part of the story, and why."""

    text: str
    reason: str


class Record(TypedDict):
    """What newsieve says of one page; the order of the keys is the order in the output."""

    id: str
    source: str
    url: str
    canonical_url: str | None
    original_url: str | None
    status: Literal["article", "dropped"]
    reason: str | None
    title: str | None
    authors: list[str]
    published: str | None
    modified: str | None
    language: str | None
    site: str | None
    section: str | None
    tags: list[str]
    images: list[ImageRecord]
    paywalled: bool | None
    text: str | None
    removed: list[RemovedRecord]
    fetched_at: str | None
    gone_at: str | None
    versions: int | None
    cluster: str | None
    duplicate_of: str | None
    relation: str | None
    similarity: float | None
    containment: float | None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the record: its name, its JSON Schema, what it means."""

    name: str
    schema: Json
    meaning: str


TEXT: Json = {"type": "string"}
TEXT_OR_NULL: Json = {"type": ["string", "null"]}
TEXTS: Json = {"type": "array", "items": TEXT}
SHARE_OR_NULL: Json = {"type": ["number", "null"], "minimum": 0, "maximum": 1}


def table(fields: dict[str, Json]) -> Json:
    """The schema of an object that has exactly these fields."""
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _one_of(values: type[DropReason | Relation]) -> Json:
    return {"enum": [*(str(value) for value in values), None]}


RELATION_OR_NULL = _one_of(Relation)
IMAGE = table({"url": TEXT, "caption": TEXT_OR_NULL, "credit": TEXT_OR_NULL, "alt": TEXT_OR_NULL})
REMOVED = table({"text": TEXT, "reason": {"enum": [str(reason) for reason in RemovalReason]}})

FIELDS = (
    Field(
        "id",
        {"type": "string", "minLength": 1},
        "Stable: sixteen hexadecimal digits that depend on the page's first URL alone; of a saved page its file's name "
        "without the ending, where no other page of the call has that name.",
    ),
    Field("source", TEXT, "The input as given: a URL or a path."),
    Field("url", TEXT, "The final URL; a file: URL for a page on disk that does not name its own."),
    Field("canonical_url", TEXT_OR_NULL, "The URL on the same site that the page calls its canonical one."),
    Field("original_url", TEXT_OR_NULL, "The URL on another site that the page calls its canonical one."),
    Field("status", {"enum": ["article", "dropped"]}, "Whether the page gave an article."),
    Field("reason", _one_of(DropReason), "Why the page was dropped; null for an article."),
    Field("title", TEXT_OR_NULL, "The headline."),
    Field("authors", TEXTS, "The authors' names."),
    Field("published", TEXT_OR_NULL, "When it was first published, ISO 8601: a date, or a time with its zone."),
    Field("modified", TEXT_OR_NULL, "When it was last changed, ISO 8601."),
    Field("language", TEXT_OR_NULL, "The language code of the story."),
    Field("site", TEXT_OR_NULL, "The outlet's name, else the registrable domain, else host and port."),
    Field("section", TEXT_OR_NULL, "The section the outlet put it in."),
    Field("tags", TEXTS, "The outlet's keywords."),
    Field("images", {"type": "array", "items": IMAGE}, "The story's pictures with caption, credit and alt text."),
    Field("paywalled", {"type": ["boolean", "null"]}, "Whether the page says it is not free to read; null if silent."),
    Field("text", TEXT_OR_NULL, "The story: paragraphs separated by a blank line; null for a dropped page."),
    Field("removed", {"type": "array", "items": REMOVED}, "What is not part of the story, each with its reason."),
    Field("fetched_at", TEXT_OR_NULL, "When this text was first fetched, ISO 8601 in UTC; null for a file."),
    Field(
        "gone_at",
        TEXT_OR_NULL,
        "When the page was found to be gone (HTTP 404 or 410), ISO 8601 in UTC; null while it is there.",
    ),
    Field(
        "versions",
        {"type": ["integer", "null"], "minimum": 1},
        "How many versions of it the store has seen, this one counted; null outside of a store.",
    ),
    Field("cluster", TEXT_OR_NULL, "The id of the canonical article of its story; null where not asked."),
    Field("duplicate_of", TEXT_OR_NULL, "The id of the article it copies; null for the canonical one."),
    Field("relation", RELATION_OR_NULL, "How the copy relates to that article."),
    Field("similarity", SHARE_OR_NULL, "Jaccard index of the two texts, 0 to 1."),
    Field("containment", SHARE_OR_NULL, "The share of the shorter text found in the longer one, 0 to 1."),
)

DRAFT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA: Json = {
    "$schema": DRAFT,
    "title": "newsieve record",
    "description": "One page: an article, or why there is none.",
    **table({field.name: {"description": field.meaning, **field.schema} for field in FIELDS}),
}


def record(article: Article, verdict: Verdict | None = None) -> Record:
    """The record of an article; without a verdict the duplicate fields are null."""
    return {
        "id": article.id,
        "source": sound(article.source),
        "url": sound(article.url),
        "canonical_url": _sound(article.canonical_url),
        "original_url": _sound(article.original_url),
        "status": "article",
        "reason": None,
        "title": _sound(article.title),
        "authors": [sound(author) for author in article.authors],
        "published": _sound(article.published),
        "modified": _sound(article.modified),
        "language": _sound(article.language),
        "site": _sound(article.site or None),
        "section": _sound(article.section),
        "tags": [sound(tag) for tag in article.tags],
        "images": [
            {"url": sound(i.url), "caption": _sound(i.caption), "credit": _sound(i.credit), "alt": _sound(i.alt)}
            for i in article.images
        ],
        "paywalled": article.paywalled,
        "text": sound(article.text),
        "removed": _removed(article.all_removed),
        "fetched_at": _time(article.fetched_at),
        "gone_at": _time(article.gone_at),
        "versions": article.versions,
        "cluster": verdict.cluster if verdict else None,
        "duplicate_of": verdict.duplicate_of if verdict else None,
        "relation": str(verdict.relation) if verdict and verdict.relation else None,
        "similarity": share(verdict.similarity) if verdict else None,
        "containment": share(verdict.containment) if verdict else None,
    }


def dropped_record(dropped: Dropped) -> Record:
    """The record of a page that gave no article: its reason, and null or empty where an article has values."""
    return {
        "id": article_id(dropped.key or dropped.url or dropped.source),
        "source": sound(dropped.source),
        "url": sound(dropped.url),
        "canonical_url": None,
        "original_url": None,
        "status": "dropped",
        "reason": str(dropped.reason),
        "title": _sound(dropped.title),
        "authors": [],
        "published": None,
        "modified": None,
        "language": None,
        "site": _sound(site_of(dropped.key, dropped.outlet) if dropped.key else dropped.outlet) or None,
        "section": None,
        "tags": [],
        "images": [],
        "paywalled": None,
        "text": None,
        "removed": _removed(dropped.removed),
        "fetched_at": _time(dropped.fetched_at),
        "gone_at": None,
        "versions": None,
        "cluster": None,
        "duplicate_of": None,
        "relation": None,
        "similarity": None,
        "containment": None,
    }


def sound(text: str) -> str:
    r"""`text` as valid Unicode: surrogate pairs joined, lone surrogates made U+FFFD.

    >>> sound("a\ud83d\ude00b\ud800")
    'a😀b�'
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if not text.isascii() else text


def to_line(value: object) -> str:
    r"""One line of JSON, without its newline; it shows no control character and holds no other end of line.

    >>> to_line({"a": "x\n\u2028é"})
    '{"a": "x\\n\\u2028é"}'
    """
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def _sound(text: str | None) -> str | None:
    return None if text is None else sound(text)


def _removed(removed: tuple[Removed, ...]) -> list[RemovedRecord]:
    return [{"text": sound(item.text), "reason": str(item.reason)} for item in removed]


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def share(value: float | None) -> float | None:
    """A share as records tell it: within 0 to 1, four places."""
    return None if value is None else round(min(1.0, max(0.0, value)), 4)
