"""Div soup with telling classes, the metadata in meta tags."""

from __future__ import annotations

from html import escape

from newsieve.article import RemovalReason
from newsieve.demo.chrome import Frame, document
from newsieve.demo.layouts import pieces
from newsieve.demo.sheets import Block, Picture, Sheet

CLASSES = {
    RemovalReason.SHARE: "social-share",
    RemovalReason.SIGN_UP: "newsletter-signup",
    RemovalReason.RELATED: "related-inline",
    RemovalReason.ADVERTISEMENT: "ad-label",
    RemovalReason.TAGS: "tag-list",
    RemovalReason.COPYRIGHT: "copyright",
}


def render(sheet: Sheet, frame: Frame) -> str:
    """The page."""
    related = sheet.outlet.tongue.label("related")
    body = "\n".join(
        [
            f'<div id="content" class="layout"><div class="breadcrumb">{pieces.crumbs(sheet)}</div>',
            f'<div class="article-head"><h1 class="headline">{escape(sheet.title, quote=False)}</h1>',
            f'<div class="byline">{escape(sheet.byline or "")}</div>',
            f'<div class="date">{escape(sheet.stamp or "")}</div></div>\n<div class="article-body">',
            *(_element(element, sheet.outlet.plain) for element in sheet.region),
            "</div>",
            *(_element(block, sheet.outlet.plain) for block in sheet.tail),
            f'<div class="related"><h3>{related}</h3>{pieces.links(sheet.related)}</div></div>',
        ]
    )
    return document(frame, sheet.title, _head(sheet), body)


def _head(sheet: Sheet) -> str:
    return "\n".join(
        [
            pieces.canonical(sheet),
            *(pieces.meta("author", name) for name in sheet.authors),
            pieces.meta("article:published_time", sheet.posting.published.isoformat(), "property"),
            pieces.meta("article:section", sheet.posting.section, "property"),
            pieces.meta("og:type", "article", "property"),
            pieces.meta("og:title", sheet.title, "property"),
            pieces.meta("og:site_name", sheet.outlet.name, "property"),
            pieces.meta("keywords", ", ".join(sheet.tags)),
        ]
    )


def _element(element: Block | Picture, plain: bool) -> str:
    if isinstance(element, Picture):
        return pieces.plain_picture(element) if plain else _picture(element)
    if element.junk in CLASSES:
        return f'<div class="{CLASSES[element.junk]}">{pieces.inline(element)}</div>'
    return pieces.paragraph(element)


def _picture(picture: Picture) -> str:
    caption, credit = escape(picture.caption, quote=False), escape(picture.credit)
    return (
        f'<div class="image-wrap"><img src="{picture.src}" alt=""><div class="image-caption">{caption}</div>'
        f'<div class="image-credit">{credit}</div></div>'
    )
