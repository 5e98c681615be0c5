"""The traits of a link by which its role is judged."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from newsieve.discovery import words
from newsieve.discovery.pagination import page_number
from newsieve.urls import TRACKING

DATED = re.compile(
    r"/(?:19|20)\d\d[/_-]?(?:0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:[/_-]?(?:0?[1-9]|[12]\d|3[01]))?(?=[/_-]|\.|$)|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)"
)
BARE_DATE = re.compile(r"(?:\d{1,2}|\d{4}|\d{8}|\d{4}-\d\d(?:-\d\d)?|[a-z]{3})(?:\.\w+)?")
FEED = re.compile(
    r"(?:^|/)(?:feed|feeds|rss|atom|rdf)(?:/(?:rss2?|atom|rdf|[^/]+\.(?:xml|json|rss))?)?$"
    r"|(?:^|[/._-])(?:rss|atom|feed|rdf)2?\.\w+$|\.(?:rss|atom|rdf)$"
)
IDENTIFIER = re.compile(r"(?=\w*\d)(?=\w*[a-z])\w{8,}")
SLUG_BREAK = re.compile(r"[-_+.,\s~]+")
WORD = re.compile(r"\w+")
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where on its page a link stands."""

    menu: bool = False
    heading: bool = False
    footer: bool = False


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Shape:
    """What can be told of a link from its URL, anchor and place; counts are of whole words."""

    depth: int  # parts of the path
    dated: bool
    bare_date: bool  # the last part belongs to the date
    slug_words: int  # words of the last part
    digits: int  # digits of the longest number in the last part or an identifying parameter
    hashed: bool  # the last part, or the end of it, is an identifier of letters and digits
    file: bool
    query: bool
    article_word: bool
    section_marker: bool
    section_word: bool
    section_query: bool  # a parameter names a section
    hub: bool
    plain: bool
    feed: bool
    excluded: bool
    page_number: int
    anchor_words: int
    place: Place


def shape_of(url: str, anchor: str = "", place: Place = NOWHERE) -> Shape:
    """The traits of a link to an absolute URL."""
    parts = urlsplit(url)
    path = unquote(parts.path).lower()
    segments = [segment for segment in path.split("/") if segment]
    query = [(k.lower(), v) for k, v in parse_qsl(parts.query) if not TRACKING.fullmatch(k)]
    last = segments[-1] if segments else ""
    stem, ending = _ending(last)
    slug = [word for word in SLUG_BREAK.split(stem) if word]
    spelled = [word for word in slug if not word.isdigit()]
    digits = _digits(stem, query)
    number = page_number(url)
    return Shape(
        depth=len(segments),
        dated=DATED.search(path) is not None,
        bare_date=BARE_DATE.fullmatch(last) is not None,
        slug_words=len(spelled) + len(CJK.findall(stem)) // 3,
        digits=0 if number > 1 else digits,
        hashed=any(IDENTIFIER.fullmatch(word) for word in slug[-1:]),
        file=ending in words.PAGE_ENDINGS,
        query=bool(query),
        article_word=not words.ARTICLE_WORDS.isdisjoint([*segments[:-1], stem]),
        section_marker=not words.SECTION_MARKERS.isdisjoint(segments[:-1]),
        section_word=stem in words.SECTION_WORDS,
        section_query=any(_names_section(key, value, segments) for key, value in query),
        hub=not words.HUBS.isdisjoint(segments),
        plain=len(segments) <= 1 and len(spelled) <= 1 and not digits,
        feed=FEED.search(path) is not None and words.EXCLUDED.isdisjoint(segments),
        excluded=_excluded(segments, stem, ending, slug) or any(key in words.OTHER_FORM_KEYS for key, _ in query),
        page_number=number,
        anchor_words=len(WORD.findall(anchor)) + len(CJK.findall(anchor)) // 2,
        place=place,
    )


def _ending(last: str) -> tuple[str, str]:
    stem, dot, ending = last.rpartition(".")
    known = ending in words.PAGE_ENDINGS or ending in words.STATIC_ENDINGS
    return (stem, ending) if dot and stem and known else (last, "")


def _digits(stem: str, query: list[tuple[str, str]]) -> int:
    values = [value for key, value in query if key in words.ID_KEYS]
    return max((len(run) for text in (stem, *values) for run in re.findall(r"\d+", text)), default=0)


def _names_section(key: str, value: str, segments: list[str]) -> bool:
    """Whether a parameter's value may be a section's name or number; `?s=` on a front page is a search."""
    short = len(value) <= 3 if value.isdigit() else len(SLUG_BREAK.split(value)) <= 3
    return key in words.SECTION_KEYS and short and (key != "s" or bool(segments))


def _excluded(segments: list[str], stem: str, ending: str, slug: list[str]) -> bool:
    """Whether no story lies there: a service, a person, a media hub, a file."""
    if ending in words.STATIC_ENDINGS or not words.EXCLUDED.isdisjoint([*segments, stem]):
        return True
    return len(slug) <= 3 and not words.EXCLUDED_WORDS.isdisjoint(slug)
