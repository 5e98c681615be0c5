"""The headline: where JSON-LD, Open Graph, the title tag and the page's largest heading agree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import html

from newsieve.article import Hints
from newsieve.cleaning import fold
from newsieve.extraction.head import Head
from newsieve.extraction.jsonld import Linked, plain

SEPARATOR = re.compile(r"\s+(?:[|\u2013\u2014\u2022\u00b7\u00bb:<-]|::|//)\s+|\s*[|｜]\s*|:\s+")
LONGEST_NAME = 3  # words behind a last bar that are a site's name, known or not
LONGEST_TITLE = 500  # characters; a longer one is not looked through for the name of a site
SHORTEST = 8  # characters of a heading that may stand alone as a headline


def choose_title(
    tree: html.HtmlElement, head: Head, linked: Linked, hints: Hints, site_names: frozenset[str]
) -> tuple[str | None, frozenset[str]]:
    """The headline and every writing of it, folded.

    The heading a reader sees wins where another source says the same or begins the same, unless JSON-LD and Open Graph
    agree on another writing; else JSON-LD, Open Graph, the title tag without the site's name, what the feed said.
    """
    headings = [text for e in tree.iter("h1") if (text := " ".join(e.text_content().split()))]
    named = [
        linked.text("headline"),
        _bare(head.first("og:title"), site_names), _bare(head.first("twitter:title"), site_names),
        _bare(head.title, site_names), linked.text("name"),
    ]  # fmt: skip
    said = [text for text in named if text]
    chosen = next((h for h in headings if any(_agree(h, text) for text in said)), None)
    if chosen is None and len(headings) == 1 and not any(named[:3]):
        chosen = headings[0]  # the title tag alone names pages carelessly
    if chosen is None:
        chosen = said[0] if said else next((h for h in headings if len(h) >= SHORTEST), None) or plain(hints.title)
    alike = {fold(text) for text in (*said, *headings) if chosen and _agree(chosen, text)}
    chosen = _outvoted(chosen, named[:2]) or chosen
    return chosen, frozenset(filter(None, alike | {fold(chosen or "")}))


def _outvoted(heading: str | None, others: Sequence[str | None]) -> str | None:
    """What JSON-LD and Open Graph both say, word for word, where the heading says it otherwise."""
    linked, graph = others
    if not heading or not linked or not graph or fold(linked) != fold(graph) or fold(linked) == fold(heading):
        return None
    return graph


def _bare(title: str | None, site_names: frozenset[str]) -> str | None:
    """A title without the site's name before or behind it."""
    title = plain(title)
    if not title or len(title) > LONGEST_TITLE:
        return title
    for match in reversed(list(SEPARATOR.finditer(title))):
        first, last = title[: match.start()], title[match.end() :]
        if _names_site(last, site_names) and first:
            return _bare(first, site_names)
        if _names_site(first, site_names) and last:
            return last
    head, _, tail = title.rpartition(" | ")
    return head if head and len(tail.split()) <= LONGEST_NAME < len(head.split()) else title


def _names_site(text: str, site_names: frozenset[str]) -> bool:
    folded = fold(text)
    squeezed = folded.replace(" ", "")
    return bool(folded) and (
        folded in site_names or squeezed in site_names or any(squeezed == s.replace(" ", "") for s in site_names)
    )


def _agree(a: str, b: str) -> bool:
    """Whether two titles are writings of one: the same words, one begins the other, or most words shared."""
    x, y = fold(a), fold(b)
    if x == y:
        return True
    short, long = sorted((x, y), key=len)
    if len(short) >= SHORTEST and long.startswith(short):
        return True
    one, two = set(x.split()), set(y.split())
    return len(one & two) >= 0.6 * max(len(one), len(two), 3)
