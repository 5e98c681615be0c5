"""Articles as rows, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from newsieve.article import Article, Hints, Image, Relation, RemovalReason, Removed, Verdict
from newsieve.record import sound

# What an article's row holds as it stands; the rest is told below.
PLAIN = (
    "id", "key", "source", "url", "site", "outlet", "via", "title", "canonical_url", "original_url",
    "original_source", "published", "modified", "language", "section", "paywalled",
)  # fmt: skip


def article_row(article: Article) -> dict[str, Any]:
    """The columns of an article's row that its page tells."""
    row: dict[str, Any] = {name: _storable(getattr(article, name)) for name in PLAIN}
    return row | {
        "authors": _json(article.authors),
        "tags": _json(article.tags),
        "images": _json([asdict(image) for image in article.images]),
        "paragraphs": _json(article.paragraphs),
        "removed": _json([asdict(removed) for removed in article.removed]),
        "boilerplate": boilerplate_told(article.boilerplate),
        "fetched_at": article.fetched_at.isoformat() if article.fetched_at else None,
    }


def boilerplate_told(boilerplate: frozenset[int]) -> str:
    """The column of the same name."""
    return _json(sorted(boilerplate))


def article_of(row: RowMapping) -> Article:
    """The article of a row."""
    return Article(
        **{name: row[name] for name in PLAIN},
        authors=tuple(json.loads(row["authors"])),
        tags=tuple(json.loads(row["tags"])),
        images=tuple(Image(**image) for image in json.loads(row["images"])),
        paragraphs=tuple(json.loads(row["paragraphs"])),
        removed=tuple(Removed(r["text"], RemovalReason(r["reason"])) for r in json.loads(row["removed"])),
        boilerplate=frozenset(json.loads(row["boilerplate"])),
        fetched_at=datetime.fromisoformat(row["fetched_at"]) if row["fetched_at"] else None,
        gone_at=datetime.fromisoformat(row["gone_at"]) if row["gone_at"] else None,
        versions=row["versions"],
    )


def hints_of(row: RowMapping) -> Hints:
    """What is known of an article, for where its page does not say it any more."""
    return Hints(row["title"], row["published"], tuple(json.loads(row["authors"])), row["language"])


def verdict_of(row: RowMapping) -> Verdict:
    """The verdict of a row with an article's `id`, the ids `cluster` and `duplicate_of`, and the measures."""
    relation = Relation(row["relation"]) if row["relation"] else None
    return Verdict(row["cluster"] or row["id"], row["duplicate_of"], relation, row["similarity"], row["containment"])


def _json(value: object) -> str:
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if "\\u0000" in told or storable(told) != told:
        told = json.dumps(_storable(value), ensure_ascii=False, separators=(",", ":"))
    return told


def storable(text: str) -> str:
    """`text` without what databases refuse: what UTF-8 cannot say (lone surrogates), and (PostgreSQL) NUL."""
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return sound(text)
    return text


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {name: _storable(item) for name, item in value.items()}
    return value
