"""One story in eight page layouts, from semantic HTML to tag soup."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape

from tests.pages.told import Photo, Told

Layout = Callable[[Told], str]


def page(told: Told, body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{told.language}"><head><meta charset="utf-8">\n'
        f"<title>{escape(told.headline)} | {escape(told.site)}</title>\n{head}</head><body>\n{body}\n</body></html>\n"
    )


def menu(told: Told) -> str:
    words = ("Home", "World", "Sport", "Weather", "Contact")
    items = "".join(f'<li><a href="/{word.lower()}">{word}</a></li>' for word in words)
    return f'<header><a href="/">{escape(told.site)}</a><nav><ul>{items}</ul></nav></header>\n'


def footer(told: Told) -> str:
    return f"\n<footer><p>© 2024 {escape(told.site)}. {told.labels.rights}.</p></footer>"


def flow(told: Told, paragraph: Callable[[str], str], photo: Callable[[Photo], str]) -> str:
    """Paragraphs with the pictures where they belong."""
    out = []
    for number, text in enumerate(told.paragraphs):
        out += [photo(p) for p in told.photos if p.before == number]
        out.append(paragraph(escape(text)))
    return "\n".join(out)


def p(text: str) -> str:
    return f"<p>{text}</p>"


def _div(text: str) -> str:
    return f"<div>{text}</div>"


def links(told: Told, tag: str = "p") -> str:
    return "".join(f'<{tag}><a href="/story-{i}">{escape(text)}</a></{tag}>' for i, text in enumerate(told.related))


def _figure(photo: Photo) -> str:
    return (
        f'<figure><img src="/p{photo.before}.jpg" alt="{escape(photo.caption)}"><figcaption>{escape(photo.caption)} '
        f'<span class="credit">{escape(photo.credit)}</span></figcaption></figure>'
    )


def semantic(told: Told) -> str:
    """HTML as it is meant: article, figure, figcaption, time, aside."""
    return page(
        told,
        f'{menu(told)}<main><article><p class="section">{escape(told.section)}</p><h1>{escape(told.headline)}</h1>\n'
        f'<p class="byline">{escape(told.byline)}</p><time datetime="{told.day}">{told.date}</time>\n'
        f"{flow(told, p, _figure)}\n<p><em>{escape(told.contributors)}</em></p></article>\n"
        f"<aside><h2>{told.labels.more}</h2><ul>{links(told, 'li')}</ul></aside></main>{footer(told)}",
    )


def plain(told: Told) -> str:
    """Every line a paragraph without a class: header, credit and caption too; no pictures."""

    def lines(photo: Photo) -> str:
        return f"<p>{escape(photo.credit)}</p>\n<p>{escape(photo.caption)}</p>"

    head = "\n".join(p(escape(text)) for text in (told.date, told.site, told.section))
    related = "\n".join(p(escape(text)) for text in told.related)
    return page(
        told,
        f"<div>{head}\n<h1>{escape(told.headline)}</h1>\n{p(escape(told.byline))}\n{flow(told, p, lines)}\n"
        f"{p(escape(told.contributors))}\n{related}</div>",
    )


def pictured(told: Told) -> str:
    """Plain paragraphs with a picture beside each credit and caption."""

    def lines(photo: Photo) -> str:
        image = f'<p><img src="/p{photo.before}.jpg"></p>'
        return f"{image}\n<p>{escape(photo.credit)}</p>\n<p>{escape(photo.caption)}</p>"

    return page(
        told,
        f"{menu(told)}<div id='content'><p>{escape(told.date)}</p><p>{escape(told.section)}</p>\n"
        f"<h1>{escape(told.headline)}</h1>\n{p(escape(told.byline))}\n{flow(told, p, lines)}\n"
        f"{p(escape(told.contributors))}\n{links(told)}</div>{footer(told)}",
    )


def soup(told: Told) -> str:
    """Breaks instead of paragraphs in a cell of a layout table."""

    def lines(photo: Photo) -> str:
        return f"{escape(photo.credit)}<br><br>\n{escape(photo.caption)}<br><br>"

    def line(text: str) -> str:
        return f"{text}<br><br>"

    head = "<br>".join(map(escape, (told.date, told.section)))
    related = "<br><br>\n".join(map(escape, told.related))
    return page(
        told,
        f"<table width=100%><tr><td colspan=2><font size=5>{escape(told.site)}</font></td></tr>\n<tr><td width=120>"
        f'<a href="/">Home</a><br><a href="/w">World</a><br><a href="/s">Sport</a></td><td>{head}<br><br>\n'
        f"<b>{escape(told.headline)}</b><br><br>\n{escape(told.byline)}<br><br>\n{flow(told, line, lines)}\n"
        f"{escape(told.contributors)}<br><br>\n{related}</td></tr></table>",
    )


def divs(told: Told) -> str:
    """Nothing but bare divs."""

    def lines(photo: Photo) -> str:
        return _div(escape(photo.credit)) + "\n" + _div(escape(photo.caption))

    head = "\n".join(_div(escape(t)) for t in (told.date, told.site, told.section, told.headline, told.byline))
    related = "\n".join(_div(escape(text)) for text in told.related)
    return page(
        told,
        f"<div><div>{head}\n{flow(told, _div, lines)}\n{_div(escape(told.contributors))}\n{related}</div></div>",
    )


def classes(told: Told) -> str:
    """A content system's divs, whose classes tell."""

    def box(photo: Photo) -> str:
        return (
            f'<div class="wp-image"><img src="/p{photo.before}.jpg">'
            f'<div class="photo-credit">{escape(photo.credit)}</div>'
            f'<div class="wp-caption-text">{escape(photo.caption)}</div></div>'
        )

    return page(
        told,
        f'{menu(told)}<div class="content-area"><div class="entry-header">'
        f'<span class="cat">{escape(told.section)}</span>\n'
        f'<h1 class="entry-title">{escape(told.headline)}</h1><div class="entry-meta"><span class="author">'
        f'{escape(told.byline)}</span> <span class="date">{told.date}</span></div></div>\n'
        f'<div class="entry-content">{flow(told, p, box)}\n{p(escape(told.contributors))}</div>\n'
        f'<div class="related-posts"><h3>{told.labels.more}</h3>{links(told, "h4")}</div>\n'
        f'<div class="newsletter"><p>{told.labels.sign_up}</p></div></div>{footer(told)}',
    )


def spans(told: Told) -> str:
    """Paragraphs of spans in sections, with share prompts, related stories beneath and comments."""

    def lines(photo: Photo) -> str:
        return (
            f'<section><img src="/p{photo.before}.jpg"><p><span>{escape(photo.credit)}</span></p>'
            f"<p><span>{escape(photo.caption)}</span></p></section>"
        )

    def line(text: str) -> str:
        return f"<p><span>{text}</span></p>"

    return page(
        told,
        f'{menu(told)}<div role="main"><div><h2>{escape(told.section)}</h2></div><h1><span>{escape(told.headline)}'
        f"</span></h1>\n<p><span>{escape(told.byline)}</span></p><p>{told.labels.share}</p>\n"
        f"<section>{flow(told, line, lines)}</section>\n<p>{escape(told.contributors)}</p>\n"
        f"<h3>{told.labels.more}</h3>{links(told)}</div>\n"
        f'<div id="comments"><h3>Comments</h3><p>What a shame, I said so years ago.</p></div>{footer(told)}',
    )


def linked(told: Told) -> str:
    """JSON-LD in a graph, Open Graph and meta tags; related links and a sign-up line within the text."""
    graph = [
        {"@type": "Organization", "@id": "#org", "name": told.site},
        {
            "@type": ["NewsArticle"],
            "headline": told.headline,
            "datePublished": f"{told.day}T08:30:00+02:00",
            "author": [{"@type": "Person", "name": name} for name in told.authors],
            "publisher": {"@id": "#org"},
            "articleSection": told.section,
            "isAccessibleForFree": "False",
            "image": [{"@type": "ImageObject", "url": f"/p{p.before}.jpg", "caption": p.caption} for p in told.photos],
        },
    ]
    data = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    head = (
        f'<meta property="og:title" content="{escape(told.headline)}">'
        f'<meta property="og:site_name" content="{escape(told.site)}">\n'
        f'<link rel="canonical" href="https://news.example.org/{told.language}/story">\n'
        f'<script type="application/ld+json">{data}</script>\n'
    )

    def line(text: str) -> str:
        extra = (
            f'<p>{told.labels.more}: <a href="/r">{escape(told.related[0])}</a></p>'
            if text == escape(told.paragraphs[1])
            else ""
        )
        return p(text) + extra

    return page(
        told,
        f"{menu(told)}<article><header><h1>{escape(told.headline)}</h1><time>{told.date}</time></header>\n"
        f'{flow(told, line, _figure)}\n<p><a href="/news">{told.labels.sign_up}</a></p></article>{footer(told)}',
        head,
    )


LAYOUTS: dict[str, Layout] = {
    layout.__name__: layout for layout in (semantic, plain, pictured, soup, divs, classes, spans, linked)
}
