"""Is this link a story, a section page or neither? Told by the shape of the URL, the anchor and its place on the page.

A link's score for each role is the sum of the signs that it shows; the signs are the two tables below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from newsieve.discovery.shape import NOWHERE, Place, Shape, shape_of


class Role(StrEnum):
    """What a link leads to."""

    ARTICLE = "article"
    SECTION = "section"
    FEED = "feed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Sign:
    """A trait of a link, and the points it gives for a role."""

    name: str
    points: int
    shown: Callable[[Shape], bool]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A link's role with its scores."""

    role: Role
    article: int = 0
    section: int = 0


ARTICLE_FROM = 4
ARTICLE_SIGNS = (
    Sign("a date in the path", 3, lambda s: s.dated),
    Sign("nothing after the date", -4, lambda s: s.dated and s.bare_date),
    Sign("a slug of two words", 1, lambda s: s.slug_words == 2),
    Sign("a slug of three words", 2, lambda s: s.slug_words == 3),
    Sign("a slug of four words", 3, lambda s: s.slug_words == 4),
    Sign("a slug of five words or more", 4, lambda s: s.slug_words >= 5),
    Sign("a number of one or two digits", 1, lambda s: s.digits in (1, 2)),
    Sign("a number of three or four digits", 2, lambda s: s.digits in (3, 4)),
    Sign("a number of five digits or more", 3, lambda s: s.digits >= 5),
    Sign("an identifier of letters and digits", 2, lambda s: s.hashed),
    Sign("a word for article in the path", 2, lambda s: s.article_word),
    Sign("a file ending", 1, lambda s: s.file),
    Sign("three levels or more", 1, lambda s: s.depth >= 3),
    Sign(
        "two levels, the last of several words or a number", 1, lambda s: s.depth == 2 and s.slug_words + s.digits >= 2
    ),
    Sign("an anchor of four words", 1, lambda s: s.anchor_words == 4),
    Sign("an anchor of five or six words", 2, lambda s: s.anchor_words in (5, 6)),
    Sign("an anchor of seven words or more", 3, lambda s: s.anchor_words >= 7),
    Sign("an anchor of one or two words", -1, lambda s: s.anchor_words in (1, 2) and s.slug_words < 5),
    Sign("a heading", 3, lambda s: s.place.heading),
    Sign("a menu", -2, lambda s: s.place.menu),
    Sign("a footer", -2, lambda s: s.place.footer),
    Sign("a word for section in the path", -4, lambda s: s.section_marker),
    Sign("the last part names a section", -3, lambda s: s.section_word),
    Sign("a part that holds much else", -2, lambda s: s.hub),
    Sign("a short path without number or words", -2, lambda s: s.plain),
    Sign("a page of a list", -4, lambda s: s.page_number > 1),
)
SECTION_FROM = 3
SECTION_SIGNS = (
    Sign("a menu", 2, lambda s: s.place.menu),
    Sign("a footer", -2, lambda s: s.place.footer),
    Sign("a heading", -1, lambda s: s.place.heading),
    Sign("a host of its own", 2, lambda s: s.depth == 0 and not s.query),
    Sign("one level", 2, lambda s: s.depth == 1),
    Sign("two levels", 1, lambda s: s.depth == 2),
    Sign("four levels or more", -2, lambda s: s.depth >= 4),
    Sign("an anchor of one to three words", 1, lambda s: 1 <= s.anchor_words <= 3),
    Sign("no anchor", -1, lambda s: s.anchor_words == 0),
    Sign("an anchor of six words or more", -3, lambda s: s.anchor_words >= 6),
    Sign("the last part names a section", 2, lambda s: s.section_word),
    Sign("a parameter names a section", 3, lambda s: s.section_query),
    Sign("a word for section in the path", 2, lambda s: s.section_marker),
    Sign("a word for article in the path", -2, lambda s: s.article_word),
    Sign("a part that holds much else", -2, lambda s: s.hub),
    Sign("a date in the path", -4, lambda s: s.dated),
    Sign("a number of three digits or more", -3, lambda s: s.digits >= 3),
    Sign("an identifier of letters and digits", -3, lambda s: s.hashed),
    Sign("a slug of four words or more", -3, lambda s: s.slug_words >= 4),
    Sign("a query", -1, lambda s: s.query),
    Sign("a page of a list", -4, lambda s: s.page_number > 1),
)


def classify(url: str, anchor: str = "", place: Place = NOWHERE) -> Role:
    """The role of a link to an absolute URL with this anchor text.

    >>> classify("https://example.org/2024/03/05/harbour-wall-gives-way", "Harbour wall gives way in the night").value
    'article'
    >>> classify("https://example.org/politics/", "Politics").value, classify("https://example.org/login").value
    ('section', 'other')
    """
    return judge(url, anchor, place).role


def is_story(url: str) -> bool:
    """Whether a URL that was called a story may be one: it does not look like a section, a feed, a tag, an author, ….

    >>> is_story("https://example.org/ferry"), is_story("https://example.org/tag/ferry")
    (True, False)
    """
    return judge(url).role in (Role.ARTICLE, Role.OTHER) and not shape_of(url, "", NOWHERE).excluded


def judge(url: str, anchor: str = "", place: Place = NOWHERE) -> Judgement:
    """The role of a link, with the two scores behind it."""
    shape = shape_of(url, anchor, place)
    if shape.feed:
        return Judgement(Role.FEED)
    if shape.excluded:
        return Judgement(Role.OTHER)
    article, section = _score(ARTICLE_SIGNS, shape), _score(SECTION_SIGNS, shape)
    if article >= ARTICLE_FROM and article >= section and shape.depth + shape.query:
        return Judgement(Role.ARTICLE, article, section)
    return Judgement(Role.SECTION if section >= SECTION_FROM else Role.OTHER, article, section)


def explain(url: str, anchor: str = "", place: Place = NOWHERE) -> dict[Role, tuple[Sign, ...]]:
    """The signs that a link shows, for each role.

    >>> [sign.name for sign in explain("https://example.org/politics/", "Politics", Place(menu=True))[Role.ARTICLE]]
    ['an anchor of one or two words', 'a menu', 'the last part names a section', 'a short path without number or words']
    """
    shape = shape_of(url, anchor, place)
    tables = {Role.ARTICLE: ARTICLE_SIGNS, Role.SECTION: SECTION_SIGNS}
    return {role: tuple(sign for sign in signs if sign.shown(shape)) for role, signs in tables.items()}


def _score(signs: tuple[Sign, ...], shape: Shape) -> int:
    return sum(sign.points for sign in signs if sign.shown(shape))
