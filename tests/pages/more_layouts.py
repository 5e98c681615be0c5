"""Four more page layouts: for telephones, in microdata, of cards, and of boxes within boxes."""

from __future__ import annotations

from html import escape

from tests.pages.layouts import Layout, flow, footer, links, menu, p, page
from tests.pages.told import Photo, Told


def mobile(told: Told) -> str:
    """For telephones: elements of their own for pictures, a carousel of other stories, advertisements amid the text."""

    def picture(photo: Photo) -> str:
        return (
            f'<amp-img src="/p{photo.before}.jpg" alt="{escape(photo.caption)}" width="6" height="4"></amp-img>'
            f'<p class="caption">{escape(photo.caption)} {escape(photo.credit)}</p>'
        )

    def line(text: str) -> str:
        return p(text) + (AD if text == escape(told.paragraphs[2]) else "")

    cards = "".join(f'<a href="/m/{i}"><amp-img src="/r{i}.jpg"></amp-img><h4>{escape(t)}</h4></a>'
                    for i, t in enumerate(told.related))  # fmt: skip
    return page(
        told,
        f'<amp-sidebar id="side"><ul><li><a href="/">{escape(told.site)}</a></li></ul></amp-sidebar>'
        f'<main id="content"><h1>{escape(told.headline)}</h1><div class="byline">{escape(told.byline)}</div>\n'
        f'<div class="date"><time datetime="{told.day}">{told.date}</time></div>\n{flow(told, line, picture)}\n'
        f"{p(escape(told.contributors))}</main>\n<amp-carousel>{cards}</amp-carousel>{footer(told)}",
    )


AD = '<div class="ad-slot"><span>Advertisement</span><amp-ad type="x"></amp-ad></div>'


def microdata(told: Told) -> str:
    """Everything told by `itemprop`; the story's paragraphs end in breaks within one element."""

    def line(text: str) -> str:
        return f"{text}<br><br>"

    def picture(photo: Photo) -> str:
        return (
            f'<div itemprop="image" itemscope><img itemprop="url" src="/p{photo.before}.jpg">'
            f'<span itemprop="caption">{escape(photo.caption)}</span> '
            f'<span itemprop="copyrightHolder" class="credit">{escape(photo.credit)}</span></div>'
        )

    return page(
        told,
        f'{menu(told)}<div itemscope itemtype="https://schema.org/NewsArticle">\n'
        f'<h1 itemprop="headline">{escape(told.headline)}</h1><div class="info"><span itemprop="author">'
        f'{escape(", ".join(told.authors))}</span> <meta itemprop="datePublished" content="{told.day}">'
        f"{told.date}</div>\n"
        f'<div itemprop="articleBody">{flow(told, line, picture)}\n{escape(told.contributors)}</div></div>\n'
        f'<div class="recirc"><h3>{told.labels.more}</h3>{links(told)}</div>{footer(told)}',
    )


def cards(told: Told) -> str:
    """The story beside a list of others, whose teasers read like prose, and above a box to sign up."""
    teasers = "".join(
        f'<div class="card"><h3><a href="/c/{i}">{escape(text)}</a></h3><p class="teaser">{escape(text)} …</p></div>'
        for i, text in enumerate(told.related)
    )
    return page(
        told,
        f'{menu(told)}<div class="row"><div class="col-3 sidebar"><h2>{told.labels.more}</h2>{teasers}</div>\n'
        f'<div class="col-9"><div class="article"><h1>{escape(told.headline)}</h1>\n'
        f'<ul class="share-bar"><li><a href="#">{told.labels.share}</a></li></ul>\n'
        f'<p class="author">{escape(told.byline)}</p><p class="timestamp">{told.date}</p>\n'
        f'<div class="article-body">{flow(told, p, _boxed)}\n{p(escape(told.contributors))}</div></div>\n'
        f'<div class="signup-box"><p>{told.labels.sign_up}</p><form><input></form></div></div></div>{footer(told)}',
    )


def _boxed(photo: Photo) -> str:
    return (
        f'<div class="media"><img src="/p{photo.before}.jpg" alt="{escape(photo.caption)}">'
        f'<p class="media-caption">{escape(photo.caption)}</p><p class="media-credit">{escape(photo.credit)}</p></div>'
    )


def boxes(told: Told) -> str:
    """Each paragraph in three boxes whose classes mean nothing, with a question about cookies before all."""

    def box(text: str) -> str:
        return f'<div class="x1a"><div class="x2b"><div class="x3c"><p>{text}</p></div></div></div>'

    def picture(photo: Photo) -> str:
        return f'<div class="x1a">{_figure(photo)}</div>'

    return page(
        told,
        '<div id="cookie-banner"><p>This site stores small files on your computer. Please tell us whether you agree '
        f"with that.</p><button>Yes</button></div>{menu(told)}"
        f'<div class="x9f"><h1 class="x8e">{escape(told.headline)}</h1><div class="x7d">{escape(told.byline)}</div>\n'
        f'<div class="x6c"><time>{told.date}</time></div>\n'
        f"{flow(told, box, picture)}\n{box(escape(told.contributors))}</div>\n"
        f'<div class="x5b"><h2>{told.labels.more}</h2>{links(told)}</div>{footer(told)}',
    )


def _figure(photo: Photo) -> str:
    return (
        f'<figure><picture><source srcset="/p{photo.before}.webp"><img src="/p{photo.before}.jpg"></picture>'
        f"<figcaption>{escape(photo.caption)} {escape(photo.credit)}</figcaption></figure>"
    )


MORE: dict[str, Layout] = {layout.__name__: layout for layout in (mobile, microdata, cards, boxes)}
