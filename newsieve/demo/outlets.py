"""The outlets of the made-up web: who they are and how their pages are made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from newsieve.demo.stories import cast_for
from newsieve.demo.templates import Sequence, Slot
from newsieve.demo.tongues import TONGUES, Tongue

AGENCY = "Northmark Wire Agency"


class Layout(StrEnum):
    """How an outlet's article pages are marked up."""

    SEMANTIC = "semantic"  # article, figure, JSON-LD
    CLASSED = "classed"  # div soup with telling classes
    BARE = "bare"  # divs and paragraphs that tell nothing
    OPENGRAPH = "opengraph"  # all metadata in Open Graph, none on the page
    SOUP = "soup"  # a table cell with line breaks, font and unclosed tags


class FeedKind(StrEnum):
    """The syndication format an outlet offers."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"
    NONE = "none"


class Paging(StrEnum):
    """How section pages lead to older stories."""

    NEXT = "next"  # ?page=2 with rel=next
    OLDER = "older"  # /page/2/ behind "Older stories"
    QUERY = "query"  # list.php?s=…&p=2


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet. `sitewide` are plain paragraphs that stand inside every story of it.

    `plain` outlets print captions and photo credits as paragraphs without a telling class; `curly` ones set
    typographic quotes; `american` ones spell that way.
    """

    name: str
    town: str
    language: str
    layout: Layout
    feed: FeedKind
    paging: Paging
    path: str  # an article's path, with {section}, {slug}, {number}, {day}
    sitewide: tuple[str, ...] = ()
    plain: bool = False
    curly: bool = True
    american: bool = False
    robots: bool = True

    @property
    def tongue(self) -> Tongue:
        """The outlet's language."""
        return TONGUES[self.language]

    @property
    def has_canonical(self) -> bool:
        """Whether its pages carry rel=canonical."""
        return self.layout in (Layout.SEMANTIC, Layout.CLASSED, Layout.OPENGRAPH)


# The first six cover the five layouts, all feeds, a second language and the agency.
NAMED = (
    Outlet(AGENCY, "Northmark", "en", Layout.SEMANTIC, FeedKind.RSS, Paging.NEXT, "/{day}/{slug}", curly=False),
    Outlet(
        "The Harrow Gazette",
        "Harrowmere",
        "en",
        Layout.CLASSED,
        FeedKind.RSS,
        Paging.NEXT,
        "/{section}/{slug}-{number}.html",
        sitewide=(
            "The Harrow Gazette is funded by its readers. If you value reporting that answers to nobody else, "
            "consider a contribution from two pounds a month.",
        ),
    ),
    Outlet(
        "Fenmouth Courier",
        "Fenmouth",
        "en",
        Layout.BARE,
        FeedKind.ATOM,
        Paging.OLDER,
        "/news/{slug}-{number}/",
        sitewide=(
            "Reporting in the Fenmouth Courier is done by people who live here; corrections are printed on page two.",
            "If you have a story for the Courier to look into, write to the newsroom or ring the bell at the office.",
        ),
        plain=True,
        curly=False,
    ),
    Outlet(
        "Quarrstead Evening Star",
        "Quarrstead",
        "en",
        Layout.SOUP,
        FeedKind.NONE,
        Paging.QUERY,
        "/story.php?id={number}",
        sitewide=("The Evening Star has been the voice of Quarrstead and the villages since 1894.",),
        plain=True,
        american=True,
        robots=False,
    ),
    Outlet(
        "Lohetaler Bote",
        "Lohetal",
        "de",
        Layout.CLASSED,
        FeedKind.RSS,
        Paging.OLDER,
        "/{section}/{slug},{number}.html",
        sitewide=(
            "Der Lohetaler Bote ist eine unabhängige Zeitung im Besitz seiner Leserinnen und Leser, "
            "und das soll auch in Zukunft so bleiben.",
        ),
        plain=True,
    ),
    Outlet(
        "The Ostrel Post",
        "Ostrelhaven",
        "en",
        Layout.OPENGRAPH,
        FeedKind.JSON,
        Paging.OLDER,
        "/{day}/{section}/{slug}/",
        american=True,
    ),
    Outlet(
        "Le Courrier de la Lanse",
        "Saint-Orlin",
        "fr",
        Layout.SEMANTIC,
        FeedKind.ATOM,
        Paging.NEXT,
        "/{section}/{day}/{slug}.html",
    ),
    Outlet(
        "Wetherwick Observer",
        "Wetherwick",
        "en",
        Layout.BARE,
        FeedKind.RSS,
        Paging.NEXT,
        "/{slug}.{number}",
        sitewide=(
            "You are reading a free story of the Wetherwick Observer, paid for by four hundred members of our club.",
        ),
        plain=True,
        american=True,
    ),
)
_TITLES = {
    "en": ("{} Herald", "{} Mercury", "The {} Echo", "{} Chronicle", "The {} Argus", "{} Telegraph"),
    "de": ("{}er Anzeiger", "{}er Tageblatt"),
    "fr": ("L'Écho de {}", "La Voix de {}"),
}
_SITEWIDE = {
    "en": "{} is owned by a trust and has no shareholders, which is why every story on this site can be read for free.",
    "de": "{} gehört einer Stiftung, darum sind alle Texte auf diesen Seiten frei zugänglich und ohne Abo zu lesen.",
    "fr": "{} appartient à une fondation, et c'est pourquoi tous nos articles restent en accès libre sur ce site.",
}


def outlets(count: int) -> tuple[Outlet, ...]:
    """The first `count` outlets; beyond the named ones, new names with the manners of the named."""
    return tuple(NAMED[i] if i < len(NAMED) else _another(i) for i in range(count))


def _another(index: int) -> Outlet:
    model = NAMED[1 + (index - len(NAMED)) % (len(NAMED) - 1)]
    town = cast_for("council", model.language, Random(f"outlet/{index}")).write(Sequence((Slot("head"), Slot("tail"))))
    titles = _TITLES[model.language]
    name = titles[index % len(titles)].format(town)
    sitewide = (_SITEWIDE[model.language].format(name),) if model.sitewide else ()
    return replace(model, name=name, town=town, sitewide=sitewide)
