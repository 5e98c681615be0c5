"""Pages that are no articles: home, sections, topics, gallery, about, search, and the ones nobody should fetch."""

from __future__ import annotations

from html import escape

from newsieve.demo.chrome import Frame, document
from newsieve.demo.layouts import soup
from newsieve.demo.outlets import Layout, Paging
from newsieve.demo.plan import slug
from newsieve.demo.sheets import Neighbour
from newsieve.demo.surroundings import Teaser

PAGE_SIZE = 5


def wrap(frame: Frame, title: str, body: str, head: str = "") -> str:
    """A page of the outlet's kind around `body`."""
    if frame.outlet.layout is Layout.SOUP:
        return soup.page(frame, title, body)
    return document(frame, title, head, f"<main><h1>{escape(title)}</h1>\n{body}</main>")


def home(frame: Frame, teasers: tuple[Teaser, ...], oddities: tuple[Neighbour, ...]) -> str:
    """The front page: the newest stories, and the links that a crawler stumbles over."""
    notes = "".join(f'<li><a href="{escape(n.href)}">{escape(n.title, quote=False)}</a></li>' for n in oddities)
    return wrap(frame, frame.outlet.name, f'{_cards(teasers)}\n<ul class="notes">{notes}</ul>')


def section(frame: Frame, name: str, page: int, teasers: tuple[Teaser, ...]) -> str:
    """One page of a section; `teasers` are all of the section's, the newest first."""
    shown = teasers[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    more = page * PAGE_SIZE < len(teasers)
    older = section_path(frame, name, page + 1) if more else None
    head = f'<link rel="next" href="{escape(older)}">' if older and frame.outlet.paging is Paging.NEXT else ""
    return wrap(frame, name, _cards(shown) + _pager(frame, name, page, older), head)


def pages(count: int) -> int:
    """How many pages a section with `count` stories has.

    >>> pages(0), pages(5), pages(6)
    (1, 1, 2)
    """
    return max(1, -(-count // PAGE_SIZE))


def section_path(frame: Frame, name: str, page: int = 1) -> str:
    """Where a page of a section is."""
    part = slug(name)
    match frame.outlet.paging:
        case Paging.QUERY:
            return f"/list.php?s={part}" + (f"&p={page}" if page > 1 else "")
        case Paging.OLDER:
            return f"/{part}/" + (f"page/{page}/" if page > 1 else "")
        case Paging.NEXT:
            return f"/{part}" + (f"?page={page}" if page > 1 else "")


def listing(frame: Frame, title: str, teasers: tuple[Teaser, ...]) -> str:
    """A page of links on one topic."""
    return wrap(frame, title, _cards(teasers))


def gallery(frame: Frame, captions: tuple[str, ...]) -> str:
    """Pictures with captions and nothing else."""
    shots = (
        f'<div><img src="/img/gallery-{i}.png" alt=""><span>{escape(text, quote=False)}</span></div>'
        for i, text in enumerate(captions)
    )
    return wrap(frame, "Pictures of the week", "\n".join(shots))


def notice(frame: Frame, title: str, *lines: str) -> str:
    """A page about the outlet itself."""
    return wrap(frame, title, "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in lines))


def search(frame: Frame) -> str:
    """The search page."""
    return wrap(frame, "Search", '<form action="/search"><input name="q"><button>Search</button></form>')


def _cards(teasers: tuple[Teaser, ...]) -> str:
    return "\n".join(
        f'<div class="card"><h2><a href="{escape(t.href)}">{escape(t.title, quote=False)}</a></h2>'
        f"<span>{escape(t.day)}</span><p>{escape(t.text, quote=False)}</p></div>"
        for t in teasers
    )


def _pager(frame: Frame, name: str, page: int, older: str | None) -> str:
    label = frame.outlet.tongue.label("older") if frame.outlet.paging is not Paging.NEXT else str(page + 1)
    newer = f'<a href="{escape(section_path(frame, name, page - 1))}">{page - 1}</a> ' if page > 1 else ""
    return f'<p>{newer}{f"""<a href="{escape(older)}">{label}</a>""" if older else ""}</p>'
