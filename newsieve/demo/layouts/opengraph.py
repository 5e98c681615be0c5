"""All metadata in Open Graph tags, none on the page; paragraphs are divs with the class names of a build tool."""

from __future__ import annotations

from html import escape

from newsieve.article import RemovalReason
from newsieve.demo.chrome import Frame, document
from newsieve.demo.layouts import pieces
from newsieve.demo.sheets import Block, Picture, Sheet

TEXT, BOX, SMALL = "css-1x7r0k2", "css-9f3qpl", "css-0mmz4e"


def render(sheet: Sheet, frame: Frame) -> str:
    """The page."""
    related = sheet.outlet.tongue.label("related")
    body = "\n".join(
        [
            f'<div id="root"><div class="{SMALL}">{pieces.crumbs(sheet)}</div>',
            f'<section class="{BOX}"><h1>{escape(sheet.title, quote=False)}</h1>',
            *(_element(element) for element in sheet.region),
            "</section>",
            *(_element(block) for block in sheet.tail),
            f'<section class="{BOX}"><h4>{related}</h4>{pieces.links(sheet.related)}</section></div>',
        ]
    )
    return document(frame, sheet.title, _head(sheet), body)


def _head(sheet: Sheet) -> str:
    image = pieces.first_image(sheet)
    properties = {
        "og:type": "article",
        "og:title": sheet.title,
        "og:url": sheet.canonical,
        "og:site_name": sheet.outlet.name,
        "og:locale": "en_US",
        "article:published_time": sheet.posting.published.isoformat(),
        "article:section": sheet.posting.section,
    } | ({"og:image": image} if image else {})
    return "\n".join(
        [
            pieces.canonical(sheet),
            *(pieces.meta(name, content, "property") for name, content in properties.items()),
            *(pieces.meta("article:tag", tag, "property") for tag in sheet.tags),
            *(pieces.meta("author", name) for name in sheet.authors or (sheet.posting.printed.byline or "",)),
        ]
    )


def _element(element: Block | Picture) -> str:
    if isinstance(element, Picture):
        caption, credit = escape(element.caption, quote=False), escape(element.credit)
        return (
            f'<div class="{BOX}"><img src="{element.src}" alt="{escape(element.caption)}">'
            f'<span class="{SMALL}">{caption}</span> <span class="{SMALL}">{credit}</span></div>'
        )
    if element.junk in (None, RemovalReason.SITE_BOILERPLATE):
        return f'<div class="{TEXT}"><p>{pieces.inline(element)}</p></div>'
    return f'<div class="{BOX}"><span>{pieces.inline(element)}</span></div>'
