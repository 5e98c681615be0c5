"""Semantic HTML: article, header, time, figure, aside, and the metadata as JSON-LD."""

from __future__ import annotations

import json
from html import escape

from newsieve.article import RemovalReason
from newsieve.demo.chrome import Frame, document
from newsieve.demo.layouts import pieces
from newsieve.demo.sheets import Block, Picture, Sheet


def render(sheet: Sheet, frame: Frame) -> str:
    """The page."""
    related = sheet.outlet.tongue.label("related")
    when = sheet.posting.published.isoformat()
    body = "\n".join(
        [
            f'<main>\n<nav aria-label="breadcrumb">{pieces.crumbs(sheet)}</nav>\n<article>\n<header>',
            f"<h1>{escape(sheet.title, quote=False)}</h1>",
            f'<address rel="author">{escape(sheet.byline or "")}</address>',
            f'<time datetime="{when}">{escape(sheet.stamp or "")}</time>\n</header>',
            *(_element(element) for element in sheet.region),
            "</article>",
            *(_element(block) for block in sheet.tail),
            f"<aside><h2>{related}</h2>{pieces.links(sheet.related)}</aside>\n</main>",
        ]
    )
    head = f'{pieces.canonical(sheet)}\n<script type="application/ld+json">{_json_ld(sheet)}</script>'
    return document(frame, sheet.title, head, body)


def _element(element: Block | Picture) -> str:
    if isinstance(element, Picture):
        return (
            f'<figure><img src="{element.src}" alt="{escape(element.caption)}">'
            f"<figcaption>{escape(element.caption, quote=False)} <small>{escape(element.credit)}</small>"
            "</figcaption></figure>"
        )
    if element.junk in (None, RemovalReason.SITE_BOILERPLATE):
        return pieces.paragraph(element)
    tag = "footer" if element.junk is RemovalReason.COPYRIGHT else "aside"
    return f"<{tag}><p>{pieces.inline(element)}</p></{tag}>"


def _json_ld(sheet: Sheet) -> str:
    by = sheet.posting.printed.byline
    people = [{"@type": "Person", "name": name} for name in sheet.authors]
    agency = [{"@type": "Organization", "name": by}] if by else []
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": sheet.title,
        "datePublished": sheet.posting.published.isoformat(),
        "author": people or agency,
        "publisher": {"@type": "NewsMediaOrganization", "name": sheet.outlet.name},
        "articleSection": sheet.posting.section,
        "keywords": list(sheet.tags),
        "mainEntityOfPage": sheet.canonical,
        "inLanguage": sheet.outlet.language,
        "image": pieces.first_image(sheet),
        "isAccessibleForFree": True,
    }
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
