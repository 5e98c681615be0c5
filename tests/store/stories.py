"""Made-up articles for the store's tests."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from newsieve.article import Article
from newsieve.urls import article_id, page_key, site_of

SYLLABLES = ["ba", "ko", "ri", "ten", "mu", "sal", "dor", "vi", "pel", "gra", "nos", "tu", "wen", "ha", "lim", "ost"]


def words(seed: str, number: int) -> list[str]:
    """Invented words, the same for the same seed."""
    rnd = random.Random(seed)
    return ["".join(rnd.choices(SYLLABLES, k=rnd.randint(2, 4))) for _ in range(number)]


def paragraph(seed: str, number: int = 40) -> str:
    text = " ".join(words(seed, number))
    return f"{text[0].upper()}{text[1:]}."


def story(seed: str, paragraphs: int = 6) -> tuple[str, ...]:
    return tuple(paragraph(f"{seed}-{i}") for i in range(paragraphs))


def article(
    url: str, paragraphs: tuple[str, ...], *, published: str | None = None, outlet: str | None = None
) -> Article:
    key = page_key(url)
    return Article(
        id=article_id(key),
        key=key,
        source=url,
        url=url,
        site=site_of(url, outlet),
        title=" ".join(words(url, 6)),
        paragraphs=paragraphs,
        published=published,
        outlet=outlet,
        fetched_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
    )


def refused(url: str) -> Article:
    """An article that no database takes."""
    return replace(article(url, story(url)), section=cast(Any, object()))
