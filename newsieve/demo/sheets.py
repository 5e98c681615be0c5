"""Making up a page: the story with everything that a site puts around and into it, before any markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from newsieve.article import RemovalReason
from newsieve.demo.outlets import AGENCY, Layout, Outlet
from newsieve.demo.plan import Posting
from newsieve.demo.stories import Cast, cast_for
from newsieve.demo.tongues import curl
from newsieve.demo.truth import Junk


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph: of the story, a notice about its origin, or junk of a kind (perhaps with a link)."""

    text: str
    junk: RemovalReason | None = None
    href: str | None = None
    notice: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """An image with caption and credit; `src` is None where the page shows the words without the image."""

    src: str | None
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another story of the same site, to link to."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that one article page says, in order; a layout turns it into HTML.

    `region` is the part where the story stands, `tail` what follows it. `byline` and `stamp` are None where the
    layout shows none.
    """

    outlet: Outlet
    posting: Posting
    title: str
    crumbs: tuple[str, ...]
    byline: str | None
    authors: tuple[str, ...]
    stamp: str | None
    region: tuple[Block | Picture, ...]
    tail: tuple[Block, ...]
    related: tuple[Neighbour, ...]
    tags: tuple[str, ...]
    canonical: str
    base: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The story's paragraphs as printed."""
        return tuple(b.text for b in self.region if isinstance(b, Block) and b.junk is None and not b.notice)

    @property
    def notices(self) -> tuple[str, ...]:
        """The lines about the story's origin."""
        own = tuple(b.text for b in self.region if isinstance(b, Block) and b.notice)
        return (*own, AGENCY) if self.posting.printed.byline else own

    @property
    def junk(self) -> tuple[Junk, ...]:
        """Everything on the page that is not the story, apart from the site's menus."""
        return tuple(self._junk())

    def _junk(self) -> Iterator[Junk]:
        yield Junk(" › ".join(self.crumbs), RemovalReason.NAVIGATION)
        if self.byline:
            yield Junk(self.byline, RemovalReason.BYLINE)
        if self.stamp:
            yield Junk(self.stamp, RemovalReason.TIMESTAMP)
        for element in (*self.region, *self.tail):
            if isinstance(element, Picture):
                yield Junk(element.caption, RemovalReason.CAPTION)
                yield Junk(element.credit, RemovalReason.PHOTO_CREDIT)
            elif element.junk:
                yield Junk(element.text, element.junk)
        yield from (Junk(neighbour.title, RemovalReason.RELATED) for neighbour in self.related)


def compose(outlet: Outlet, posting: Posting, neighbours: tuple[Neighbour, ...], base: str, canonical: str) -> Sheet:
    """The sheet of a posting: the same for the same outlet and posting."""
    rng = Random(f"sheet/{posting.story.id}/{posting.outlet}")
    cast = cast_for("council", outlet.language, rng)
    authors = () if posting.printed.byline else tuple(_person(cast) for _ in range(rng.choice((1, 1, 1, 2))))
    hidden = outlet.layout is Layout.OPENGRAPH
    return Sheet(
        outlet=outlet,
        posting=posting,
        title=_typeset(outlet, posting.printed.title),
        crumbs=(outlet.tongue.label("home"), posting.section),
        byline=None if hidden else _byline(outlet, posting, authors),
        authors=authors,
        stamp=None if hidden else _stamp(outlet, posting),
        region=tuple(_region(outlet, posting, neighbours, cast)),
        tail=tuple(_tail(outlet, posting, rng)),
        related=neighbours[1:4],
        tags=posting.story.tags,
        canonical=canonical,
        base=base,
    )


def _typeset(outlet: Outlet, text: str) -> str:
    return curl(text, outlet.tongue) if outlet.curly else text


def _person(cast: Cast) -> str:
    return f"{cast.pick('first')} {cast.pick('last')}"


def _byline(outlet: Outlet, posting: Posting, authors: tuple[str, ...]) -> str:
    joint = {"en": " and ", "de": " und ", "fr": " et "}[outlet.language]
    return f"{outlet.tongue.by} {posting.printed.byline or joint.join(authors)}"


def _stamp(outlet: Outlet, posting: Posting) -> str:
    when, tongue = posting.published, outlet.tongue
    day = tongue.date.format(day=when.day, month=tongue.months[when.month - 1], year=when.year)
    if outlet.layout is Layout.SOUP:
        return day
    return f"{tongue.label('published')} {day}, {when:%H:%M}"


def _region(
    outlet: Outlet, posting: Posting, neighbours: tuple[Neighbour, ...], cast: Cast
) -> Iterator[Block | Picture]:
    """The story's paragraphs with pictures, prompts and the site's own paragraphs between them."""
    rng, tongue, printed = cast.rng, outlet.tongue, posting.printed
    paragraphs = [_typeset(outlet, text) for text in printed.paragraphs]
    between = _between(outlet, posting, neighbours, cast, len(paragraphs))
    if rng.random() < 0.7:
        yield _picture(outlet, posting, cast, 0)
    if rng.random() < 0.4:
        yield Block(tongue.label("share"), RemovalReason.SHARE)
    yield from (Block(text, notice=True) for text in printed.notices_above)
    for index, text in enumerate(paragraphs):
        yield Block(text)
        yield from (element for at, element in between if at == index)
    yield from (Block(text, notice=True) for text in printed.notices_below)
    yield from (Block(text, RemovalReason.SITE_BOILERPLATE) for text in outlet.sitewide[:1])
    if rng.random() < 0.5:
        yield Block(tongue.label("comments"), RemovalReason.SHARE)


def _between(
    outlet: Outlet, posting: Posting, neighbours: tuple[Neighbour, ...], cast: Cast, count: int
) -> list[tuple[int, Block | Picture]]:
    """What stands after which paragraph."""
    rng, tongue = cast.rng, outlet.tongue
    elements: list[tuple[float, Block | Picture]] = [
        (0.35 if count > 5 else 0.0, _picture(outlet, posting, cast, 1)),
        (0.4, Block(tongue.label("signup").format(name=outlet.name), RemovalReason.SIGN_UP, "/newsletter")),
        (0.2, Block(tongue.label("app").format(name=outlet.name), RemovalReason.SIGN_UP, "/app")),
        (0.3, Block(tongue.label("advert"), RemovalReason.ADVERTISEMENT)),
    ]
    if neighbours:
        text = f"{tongue.label('more')}: {neighbours[0].title}"
        elements.append((0.5, Block(text, RemovalReason.RELATED, neighbours[0].href)))
    elements += [(1.0, Block(text, RemovalReason.SITE_BOILERPLATE)) for text in outlet.sitewide[1:]]
    return [(rng.randrange(count - 1), element) for chance, element in elements if rng.random() < chance]


def _picture(outlet: Outlet, posting: Posting, cast: Cast, index: int) -> Picture:
    captions = posting.story.captions
    name, house = _person(cast), cast.pick("agencyphoto")
    forms = (name, house, f"{name} / {house}") if outlet.plain else (f"Photo: {name} / {house}", f"© {house}")
    with_image = not outlet.plain or cast.rng.random() < 0.6
    return Picture(
        src=f"/img/{posting.number}-{index}.png" if with_image else None,
        caption=_typeset(outlet, captions[index % len(captions)]),
        credit=cast.rng.choice(forms),
    )


def _tail(outlet: Outlet, posting: Posting, rng: Random) -> Iterator[Block]:
    tongue = outlet.tongue
    yield Block(f"{tongue.label('tags')}: {', '.join(posting.story.tags)}", RemovalReason.TAGS)
    if rng.random() < 0.5:
        yield Block(tongue.label("share"), RemovalReason.SHARE)
    year = posting.published.year
    yield Block(f"© {year} {outlet.name}. {tongue.label('rights')}", RemovalReason.COPYRIGHT)
