"""The story's pictures with caption, credit and alternative text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice

from lxml import html

from newsieve.article import Image
from newsieve.cleaning import fold
from newsieve.extraction.jsonld import plain
from newsieve.extraction.metadata import Metadata
from newsieve.urls import resolve

SOURCES = ("data-src", "data-original", "data-lazy-src", "data-srcset", "src", "srcset")
CREDIT = re.compile(r"credit|copyright|photographer|attribution|rights", re.IGNORECASE)
CAPTION = re.compile(r"caption|legend", re.IGNORECASE)
BOX = 40  # elements of a picture's box that are looked at
MOST = 40
LONGEST = 1_000


def read_images(tree: html.HtmlElement, metadata: Metadata, url: str) -> tuple[Image, ...]:
    """Pictures that the page names for the story, then its figures; each URL once, what is said of it joined.

    Call it before the tree is stripped.
    """
    found: dict[str, Image] = {}
    for image in chain(_named(metadata, url), _figures(tree, url)):
        if len(found) > MOST:
            break
        old = found.get(image.url)
        found[image.url] = image if old is None else _join(old, image)
    return tuple(found.values())[:MOST]


def picture_texts(tree: html.HtmlElement, images: tuple[Image, ...]) -> frozenset[str]:
    """Every caption, credit and alternative text of the page's pictures, folded."""
    said = {text for image in images for text in (image.caption, image.credit, image.alt) if text}
    said |= {
        alt for element in tree.iter("img", "amp-img") for alt in (element.get("alt"), element.get("title")) if alt
    }
    return frozenset(map(fold, said))


def _join(a: Image, b: Image) -> Image:
    return Image(a.url, a.caption or b.caption, a.credit or b.credit, a.alt or b.alt)


def _named(metadata: Metadata, url: str) -> list[Image]:
    images = []
    for node in metadata.linked.nodes("image"):
        address = plain(node.get("url")) or plain(node.get("contentUrl"))
        if address and (link := resolve(url, address)):
            images.append(Image(link, plain(node.get("caption")), plain(node.get("creditText"))))
    named = [
        (metadata.linked.text("image"), None),
        *((v, metadata.head.first("og:image:alt")) for v in metadata.head.all("og:image", "og:image:url")[:3]),
    ]
    images += [Image(link, alt=alt) for value, alt in named if value and (link := resolve(url, value))]
    return images


def _figures(tree: html.HtmlElement, url: str) -> Iterator[Image]:
    for element in tree.iter("img", "amp-img"):
        address = _address(element)
        if address is None:
            continue
        alt = plain(element.get("alt"))
        caption, credit = _said(element)
        if (alt or caption or credit) and (link := resolve(url, address)):
            yield Image(link, caption, credit, alt[:LONGEST] if alt else None)


def _address(image: html.HtmlElement) -> str | None:
    for name in SOURCES:
        value = (image.get(name) or "").strip(" ,")
        if value and not value.startswith("data:"):
            return value.partition(",")[0].split()[0]
    return None


def _said(image: html.HtmlElement) -> tuple[str | None, str | None]:
    """Caption and credit beside a picture: in its figure, or in a small box whose classes say so."""
    box = image
    for _ in range(4):
        parent = box.getparent()
        if parent is None or parent.tag in ("body", "article", "main", "section"):
            break
        box = parent
        if box.tag == "figure":
            break
    if box is image or len(box) > 12:
        return None, None
    caption = credit = None
    for element in islice(box.iter("figcaption", "span", "div", "p", "small", "cite", "em"), BOX):
        is_credit, is_caption = _names(element.get("class"), element.get("itemprop"), element.get("id"))
        if credit is None and is_credit:
            credit = _text(element)
        elif caption is None and (is_caption or element.tag == "figcaption"):
            caption = _text(element)
    if caption and credit and caption.endswith(credit) and caption != credit:
        caption = caption[: -len(credit)].rstrip(" (|/-–—") or None
    return caption, credit


@lru_cache(maxsize=2048)
def _names(*named: str | None) -> tuple[bool, bool]:
    """Whether the names of an element speak of a credit, and of a caption."""
    said = " ".join(filter(None, named))
    return bool(CREDIT.search(said)), bool(CAPTION.search(said))


def _text(element: html.HtmlElement) -> str | None:
    text = plain(element.text_content())
    return text if text and len(text) <= LONGEST else None
