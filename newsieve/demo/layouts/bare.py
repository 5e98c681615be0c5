"""Divs and paragraphs that tell nothing: no classes, no metadata, all of it for the eye alone."""

from __future__ import annotations

from html import escape

from newsieve.demo.chrome import Frame, document
from newsieve.demo.layouts import pieces
from newsieve.demo.sheets import Block, Picture, Sheet


def render(sheet: Sheet, frame: Frame) -> str:
    """The page."""
    body = "\n".join(
        [
            f"<div><div>{pieces.crumbs(sheet)}</div>\n<div><h1>{escape(sheet.title, quote=False)}</h1>",
            f"<p>{escape(sheet.byline or '')}</p>\n<p>{escape(sheet.stamp or '')}</p>\n<div>",
            *(_element(element) for element in sheet.region),
            *(pieces.paragraph(block) for block in sheet.tail),
            f"</div>\n<div><p>{sheet.outlet.tongue.label('related')}</p>{pieces.links(sheet.related)}</div></div></div>",
        ]
    )
    return document(frame, sheet.title, "", body)


def _element(element: Block | Picture) -> str:
    return pieces.plain_picture(element) if isinstance(element, Picture) else pieces.paragraph(element)
