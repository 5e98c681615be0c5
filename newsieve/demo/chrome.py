"""What surrounds the content on every page of a site: head, menu, footer, and ballast where pages are to be heavy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from random import Random

from newsieve.demo.outlets import FeedKind, Outlet
from newsieve.demo.surroundings import Teaser, deep_footer, deep_menu, rails

FEED_PATHS = {FeedKind.RSS: "/feed.xml", FeedKind.ATOM: "/atom.xml", FeedKind.JSON: "/feed.json"}
FEED_TYPES = {
    FeedKind.RSS: "application/rss+xml",
    FeedKind.ATOM: "application/atom+xml",
    FeedKind.JSON: "application/feed+json",
}
KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Frame:
    """A site's surroundings; `menu` are (label, link) pairs, `shelf` the stories that heavy pages announce."""

    outlet: Outlet
    menu: tuple[tuple[str, str], ...]
    heavy: bool = False
    shelf: tuple[Teaser, ...] = ()


def document(frame: Frame, title: str, head: str, body: str) -> str:
    """A whole page around `body`."""
    outlet = frame.outlet
    return "\n".join(
        [
            f'<!DOCTYPE html>\n<html lang="{outlet.language}">\n<head>\n<meta charset="utf-8">',
            f"<title>{escape(title)} | {escape(outlet.name)}</title>",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            feed_link(outlet),
            _style(frame),
            head,
            f'</head>\n<body>\n<header class="site-header"><a href="/">{escape(outlet.name)}</a></header>',
            menu(frame),
            body,
            around(frame, title),
            footer(frame),
            script(frame, title),
            "</body>\n</html>\n",
        ]
    )


def feed_link(outlet: Outlet) -> str:
    """The head's link to the feed; empty for an outlet without one."""
    if outlet.feed is FeedKind.NONE:
        return ""
    kind, path = FEED_TYPES[outlet.feed], FEED_PATHS[outlet.feed]
    return f'<link rel="alternate" type="{kind}" title="{escape(outlet.name)}" href="{path}">'


def menu(frame: Frame) -> str:
    """The main menu."""
    items = "".join(f'<li><a href="{escape(href)}">{escape(label)}</a></li>' for label, href in frame.menu)
    deep = deep_menu(frame.outlet.name) if frame.heavy else ""
    return f'<nav class="main-nav"><ul>{items}</ul>{deep}</nav>'


def around(frame: Frame, title: str) -> str:
    """What else stands on a heavy page; nothing on a light one."""
    return rails(frame.outlet, title, frame.shelf) if frame.heavy else ""


def footer(frame: Frame) -> str:
    """The links at the foot of each page."""
    links = (("About", "/about"), ("Contact", "/contact"), ("Newsletter", "/newsletter"))
    extra = " ".join(f'<a href="{href}">{label}</a>' for label, href in links)
    many = deep_footer(frame.outlet.name) if frame.heavy else ""
    return f'<footer class="site-footer">{extra}{many}</footer>'


def _style(frame: Frame) -> str:
    rules = "body{font-family:serif;margin:0 auto;max-width:60rem}figure{margin:1rem 0}"
    return f"<style>{rules}{_rules(frame.outlet.name) if frame.heavy else ''}</style>"


def script(frame: Frame, title: str) -> str:
    """The scripts at the end of the page; where pages are heavy, a good part of their weight."""
    if not frame.heavy:
        return "<script>document.documentElement.className='js';</script>"
    state = json.dumps(_state(frame.outlet.name, title)).replace("</", "<\\/")
    return f"<script>{_code(frame.outlet.name)}</script>\n<script>window.__STATE__={state};</script>"


@lru_cache(maxsize=64)
def _rules(name: str) -> str:
    rng = Random(f"style/{name}")
    return "".join(
        f".c{rng.randrange(10**6):x}>li{{padding:{i % 9}px;color:#{rng.randrange(16**6):06x}}}" for i in range(160)
    )


@lru_cache(maxsize=64)
def _code(name: str) -> str:
    rng = Random(f"code/{name}")
    lines = (rng.randint(10, 38) * KILOBYTE) // 80
    return "\n".join(
        f"!function(e,t){{e.q=e.q||[];e.q.push(['m{rng.randrange(10**6)}',t&&t.id||{rng.randrange(999)}])}}(window);"
        for _ in range(lines)
    )


def _state(name: str, title: str) -> dict[str, object]:
    rng = Random(f"state/{name}/{title}")
    return {"title": title, "modules": [{"id": rng.randrange(10**9), "slot": f"s{i}"} for i in range(60)]}
