"""What duplicates are looked for among: a text, and what the canonical rule needs to know about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from newsieve.article import Article


@dataclass(frozen=True, slots=True)
class Document:
    """A story's text with its origin; `id` is unique in the set.

    `published` is ISO 8601 (a date or a time, any zone); `original_source` is the outlet or agency that the page
    names as the story's origin; `site` is who published this copy.
    """

    id: str
    text: str
    site: str | None = None
    published: str | None = None
    url: str | None = None
    title: str | None = None
    original_source: str | None = None

    @classmethod
    def of(cls, article: Article) -> Self:
        """What duplicates of an article are judged on."""
        return cls(
            id=article.id,
            text=article.text,
            site=article.site,
            published=article.published,
            url=article.url,
            title=article.title,
            original_source=article.original_source,
        )
