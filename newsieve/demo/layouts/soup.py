"""Tag soup of the last century: tables, font, line breaks for paragraphs, tags that nobody closes."""

from __future__ import annotations

from html import escape

from newsieve.demo.chrome import Frame, around, script
from newsieve.demo.layouts import pieces
from newsieve.demo.sheets import Block, Picture, Sheet

BREAK = "<br><br>\n"


def render(sheet: Sheet, frame: Frame) -> str:
    """The page."""
    cell = BREAK.join(
        [
            f"<font size=5><b>{escape(sheet.title, quote=False)}</b></font>",
            f"<i>{escape(sheet.byline or '')}</i>",
            escape(sheet.stamp or ""),
            *(_element(element) for element in sheet.region),
            *(f"<font size=1>{pieces.inline(block)}" for block in sheet.tail),
        ]
    )
    return page(frame, sheet.title, f"<font size=1>{pieces.crumbs(sheet)}</font><br>\n{cell}\n{_related(sheet)}")


def page(frame: Frame, title: str, cell: str) -> str:
    """A page of this kind around the content of its main cell; the charset is left to luck."""
    name = escape(frame.outlet.name)
    side = "<br>".join(f'<a href="{escape(href)}">{escape(label)}</a>' for label, href in frame.menu)
    return (
        f"<HTML><HEAD><TITLE>{name}: {escape(title)}</TITLE></HEAD>\n<BODY bgcolor=#ffffff>\n"
        f'<CENTER><FONT face=Arial size=6><A href="/">{name}</A></FONT></CENTER>\n'
        f"<TABLE width=100% border=0><TR><TD width=20% valign=top bgcolor=#eeeeee><font size=2>{side}\n"
        f"<TD valign=top>\n{cell}\n</TABLE>\n{around(frame, title)}<HR><font size=1>"
        f'<A href="/about">About</A> | <A href="/contact">Contact</A>\n{script(frame, title)}\n</BODY>\n</HTML>\n'
    )


def _element(element: Block | Picture) -> str:
    if isinstance(element, Block):
        return pieces.inline(element)
    image = f'<img src="{element.src}" align=left><br>\n' if element.src else ""
    return f"{image}{escape(element.caption, quote=False)}{BREAK}{escape(element.credit)}"


def _related(sheet: Sheet) -> str:
    lines = (f'<br><a href="{escape(n.href)}">{escape(n.title, quote=False)}</a>' for n in sheet.related)
    return f"<p><b>{sheet.outlet.tongue.label('related')}</b>{''.join(lines)}"
