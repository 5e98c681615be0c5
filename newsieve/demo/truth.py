"""What every page of the made-up web holds, for comparison with what a crawl made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from newsieve.article import RemovalReason


@dataclass(frozen=True, slots=True)
class Junk:
    """A text on an article page that is not part of the story, and why not."""

    text: str
    kind: RemovalReason


@dataclass(frozen=True, slots=True)
class PageTruth:
    """What an article page holds.

    `paragraphs` are the story's, in order; `tolerated` are lines about the story's origin that may stay or go;
    `authors` are persons (empty where the byline names none); `published` is what the page tells: ISO 8601, a bare
    date where it shows no time. `kind` is "story", "wire" (the agency's own), "copy" or "lookalike".
    """

    url: str
    outlet: str
    kind: str
    title: str
    paragraphs: tuple[str, ...]
    junk: tuple[Junk, ...]
    story: str
    authors: tuple[str, ...]
    published: str
    wire: bool
    tolerated: tuple[str, ...] = ()
    names_source: bool = False
    layout: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Truth:
    """All pages: the articles, other URLs that lead to them (`aliases`), and what is no article.

    `private` are pages that robots.txt forbids; `missing` answer 404; `documents` are no HTML.
    """

    pages: tuple[PageTruth, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)
    index: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
