"""Small pieces of HTML that several layouts share."""

from __future__ import annotations

from html import escape

from newsieve.demo.sheets import Block, Neighbour, Picture, Sheet


def inline(block: Block) -> str:
    """A block's text, as a link where it is one."""
    text = escape(block.text, quote=False)
    return f'<a href="{escape(block.href)}">{text}</a>' if block.href else text


def paragraph(block: Block) -> str:
    """A block as a paragraph that tells nothing of its kind."""
    return f"<p>{inline(block)}</p>"


def plain_picture(picture: Picture) -> str:
    """Image, caption and credit as paragraphs without a telling class."""
    image = f'<p><img src="{picture.src}" alt=""></p>\n' if picture.src else ""
    caption, credit = escape(picture.caption, quote=False), escape(picture.credit, quote=False)
    return f"{image}<p>{caption}</p>\n<p>{credit}</p>"


def links(neighbours: tuple[Neighbour, ...]) -> str:
    """A list of links to other stories."""
    items = (f'<li><a href="{escape(n.href)}">{escape(n.title, quote=False)}</a></li>' for n in neighbours)
    return f"<ul>{''.join(items)}</ul>" if neighbours else ""


def crumbs(sheet: Sheet) -> str:
    """The breadcrumb line."""
    return escape(" › ".join(sheet.crumbs))


def meta(name: str, content: str, attribute: str = "name") -> str:
    """One meta tag."""
    return f'<meta {attribute}="{name}" content="{escape(content)}">'


def canonical(sheet: Sheet) -> str:
    """The link to the page that counts."""
    return f'<link rel="canonical" href="{escape(sheet.canonical)}">'


def first_image(sheet: Sheet) -> str | None:
    """The absolute URL of the page's first image."""
    sources = (e.src for e in sheet.region if isinstance(e, Picture) and e.src)
    src = next(sources, None)
    return sheet.base + src if src else None
