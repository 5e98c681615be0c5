"""An HTML page's links, told apart: stories, sections, feeds, and the next page of the list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree, html

from newsieve.discovery.decoding import known_charset
from newsieve.discovery.entry import legal
from newsieve.discovery.pagination import is_next
from newsieve.discovery.roles import Role, judge
from newsieve.discovery.shape import Place
from newsieve.discovery.words import MENU_NAMES
from newsieve.errors import BadURL
from newsieve.urls import is_front_page, page_key, resolve, same_site

FEED_TYPES = re.compile(r"application/(?:rss|atom|rdf)\+xml|application/feed\+json", re.I)
COMMENTS = re.compile(r"\bcomments?\b|\bkommentare?\b|\bcommentaires?\b", re.I)
NAME_BREAK = re.compile(r"[\s_-]+")
HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
DEEPEST = 100  # ancestors that are looked at for a link's place


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a page: absolute URL, anchor text, role, and the score for that role."""

    url: str
    text: str
    role: Role
    score: int = 0


@dataclass(frozen=True, slots=True)
class Links:
    """A page's links within its site, each once: stories in the page's order, sections from the likeliest on."""

    articles: tuple[Link, ...] = ()
    sections: tuple[Link, ...] = ()
    feeds: tuple[str, ...] = ()
    next_page: str | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """An `<a>` as it stands on the page."""

    url: str
    text: str
    relation: str
    place: Place


def find_links(body: bytes, url: str, encoding: str | None = None) -> Links:
    """The links of the HTML page in `body`, fetched from `url`; `encoding` is the charset of its HTTP header.

    Only links within the page's own site count; one URL linked several times is judged by its longest anchor and
    best place. Never raises on any bytes.
    """
    tree = _parse(body, encoding)
    if tree is None:
        return Links()
    base = _base(tree, url)
    anchors = [anchor for anchor in _anchors(tree, base) if same_site(anchor.url, url)]
    links = [_judged(anchor) for anchor in _once(anchors, url)]
    sections = sorted((link for link in links if link.role is Role.SECTION), key=lambda link: -link.score)
    following = _next_page(tree, anchors, base, url)
    return Links(
        tuple(link for link in links if link.role is Role.ARTICLE and link.url != following),
        tuple(link for link in sections if link.url != following and not _same_front(link.url, url)),
        tuple(dict.fromkeys(_declared_feeds(tree, base))) or tuple(x.url for x in links if x.role is Role.FEED),
        following,
    )


def _parse(body: bytes, encoding: str | None) -> html.HtmlElement | None:
    charset = known_charset(encoding) or _utf_8(body)
    try:
        parser = html.HTMLParser(encoding=charset, remove_comments=True, remove_pis=True, no_network=True)
    except LookupError:  # a charset that Python knows and libxml2 does not
        parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        return html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing in it
        return None


def _utf_8(body: bytes) -> str | None:
    try:
        body.decode()
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _base(tree: html.HtmlElement, url: str) -> str:
    declared = next((base.get("href") for base in tree.iter("base") if base.get("href")), None)
    return (resolve(url, legal(declared)) if declared else None) or url


def _anchors(tree: html.HtmlElement, base: str) -> Iterator[Anchor]:
    for element in tree.iter("a"):
        target = resolve(base, legal(element.get("href", "").strip() or "#"))
        if target and not element.get("href", "#").lstrip().startswith("#"):
            yield Anchor(target, _text(element), element.get("rel", ""), _place(element))


def _text(element: html.HtmlElement) -> str:
    """The anchor's text, else what stands in for it."""
    shown = " ".join("".join(element.itertext()).split())
    pictures = (image.get("alt") for image in element.iter("img"))
    return shown or next((text for text in (element.get("title"), element.get("aria-label"), *pictures) if text), "")


def _place(element: html.HtmlElement) -> Place:
    menu = heading = footer = story = header = False
    for depth, ancestor in enumerate(element.iterancestors()):
        if depth > DEEPEST:
            break
        names = NAME_BREAK.split(f"{ancestor.get('class', '')} {ancestor.get('id', '')}".lower())
        story = story or ancestor.tag == "article"
        menu = menu or ancestor.tag == "nav" or not MENU_NAMES.isdisjoint(names)
        header = header or (ancestor.tag == "header" and not story)
        heading = heading or ancestor.tag in HEADINGS
        footer = footer or ancestor.tag == "footer" or "footer" in names
    return Place((menu or (header and not story)) and not footer, heading or _holds_heading(element), footer)


def _holds_heading(element: html.HtmlElement) -> bool:
    return next(element.iter(*HEADINGS), None) is not None


def _once(anchors: list[Anchor], here: str) -> Iterator[Anchor]:
    """Each page once, without the page itself."""
    found: dict[str, Anchor] = {}
    own = _key(here)
    for anchor in anchors:
        key = _key(anchor.url)
        if key and key != own:
            found[key] = _better(found[key], anchor) if key in found else anchor
    yield from found.values()


def _better(one: Anchor, other: Anchor) -> Anchor:
    place = Place(
        one.place.menu and other.place.menu,
        one.place.heading or other.place.heading,
        one.place.footer and other.place.footer,
    )
    return Anchor(one.url, max(one.text, other.text, key=len), one.relation, place)


def _judged(anchor: Anchor) -> Link:
    judgement = judge(anchor.url, anchor.text, anchor.place)
    score = judgement.article if judgement.role is Role.ARTICLE else judgement.section
    return Link(anchor.url, anchor.text, judgement.role, score)


def _declared_feeds(tree: html.HtmlElement, base: str) -> Iterator[str]:
    for element in tree.iter("link"):
        declared = "alternate" in element.get("rel", "").lower().split() and FEED_TYPES.match(element.get("type", ""))
        target = resolve(base, legal(element.get("href", "")))
        if declared and target and not COMMENTS.search(f"{element.get('title', '')} {urlsplit(target).path}"):
            yield target


def _next_page(tree: html.HtmlElement, anchors: list[Anchor], base: str, url: str) -> str | None:
    """The next page that the head declares, else the first that an anchor names, a declared relation before others."""
    heads = (resolve(base, legal(e.get("href", ""))) for e in tree.iter("link") if "next" in e.get("rel", "").split())
    named = sorted(anchors, key=lambda anchor: "next" not in anchor.relation.lower().split())
    texts = (anchor.url for anchor in named if is_next(url, anchor.url, anchor.text, anchor.relation))
    return next((link for link in (*heads, *texts) if link and _can_follow(link, url)), None)


def _can_follow(link: str, here: str) -> bool:
    """Whether `link` may be the next page of `here`; on a story's page, "next" is the next story."""
    return same_site(link, here) and _key(link) != _key(here) and judge(link).role is not Role.ARTICLE


def _same_front(link: str, here: str) -> bool:
    """Whether `link` is the front page of the host that the page `here` is on, with or without www."""
    hosts = {(urlsplit(address).hostname or "").removeprefix("www.") for address in (link, here)}
    return is_front_page(link) and len(hosts) == 1


def _key(url: str) -> str | None:
    try:
        return page_key(url)
    except BadURL:
        return None
