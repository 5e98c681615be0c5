"""What a reader sees on the page of one story: the material of the saved pages, about made-up people and places."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture with its credit and caption, standing before a paragraph of the story."""

    credit: str
    caption: str
    before: int  # number of the paragraph that follows


@dataclass(frozen=True, slots=True)
class Labels:
    """What sites write around stories in one language."""

    more: str
    share: str
    sign_up: str
    rights: str


@dataclass(frozen=True, slots=True)
class Told:
    """One story as its page shows it."""

    language: str
    site: str
    date: str
    day: str  # the same, ISO 8601
    section: str
    headline: str
    byline: str
    authors: tuple[str, ...]
    paragraphs: tuple[str, ...]
    photos: tuple[Photo, ...]
    contributors: str
    related: tuple[str, ...]
    labels: Labels


def stories() -> dict[str, Told]:
    """The stories of `stories.toml` by their names."""
    tables = tomllib.loads((Path(__file__).parent / "stories.toml").read_text("utf-8"))
    return {name: _story(table) for name, table in tables.items()}


def _story(table: dict[str, Any]) -> Told:
    lists: dict[str, Any] = {key: tuple(table.pop(key)) for key in ("authors", "paragraphs", "related")}
    photos = tuple(Photo(**photo) for photo in table.pop("photos"))
    return Told(photos=photos, labels=Labels(**table.pop("labels")), **lists, **table)
