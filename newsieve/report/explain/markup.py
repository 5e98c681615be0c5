"""HTML that is escaped by construction: only what `element` made stands as it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from importlib.resources import files

# What no page may carry bare: controls, overrides of direction, lone surrogates.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
REPLACEMENT = "\ufffd"
VOID = frozenset({"meta"})
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class Markup(str):
    """A piece of HTML; made by `element` alone."""

    __slots__ = ()


def element(name: str, /, *content: str | Iterable[Markup], **attributes: str) -> Markup:
    """An element; text in it is escaped, markup is not. `class_` is `class`, an empty attribute is left out.

    >>> element("p", "a < b", element("b", "<script>"), class_="x")
    '<p class="x">a &lt; b<b>&lt;script&gt;</b></p>'
    """
    given = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value}
    named = "".join(f' {key}="{_text(value)}"' for key, value in given.items())
    inner = "".join(map(_content, content))
    return Markup(f"<{name}{named}>" if name in VOID else f"<{name}{named}>{inner}</{name}>")


def _content(content: str | Iterable[Markup]) -> str:
    if isinstance(content, Markup):
        return content
    return _text(content) if isinstance(content, str) else "".join(content)


def _text(text: str) -> str:
    return html.escape(HIDDEN.sub(REPLACEMENT, text))


def document(title: str, *body: Markup) -> str:
    """A whole page with the style in it; nothing is fetched and nothing runs."""
    style = Markup(files("newsieve.report.explain").joinpath("style.css").read_text(encoding="utf-8"))
    head = element(
        "head",
        element("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", style),
    )
    page = element("html", head, element("body", element("main", *body)), lang="en")
    return f"<!doctype html>\n{page}\n"


def link(url: str) -> Markup:
    """A URL to follow; what is no web address is shown only."""
    if not re.match(r"https?://", url, re.IGNORECASE):
        return element("span", url)
    return element("a", url, href=url, rel="noreferrer noopener nofollow")
