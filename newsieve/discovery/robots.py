"""The sitemaps that a robots.txt names."""

from __future__ import annotations

import re

from newsieve.urls import resolve

LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*([^\s#]\S*)", re.IGNORECASE | re.MULTILINE)


def sitemaps_in(robots: bytes, url: str) -> tuple[str, ...]:
    r"""The sitemaps of the robots.txt at `url`, those of news first, each once.

    >>> sitemaps_in(b"User-agent: *\nSitemap: /all.xml\nsitemap:https://example.org/news.xml", "https://example.org/")
    ('https://example.org/news.xml', 'https://example.org/all.xml')
    """
    text = robots.decode("utf-8-sig", "replace").replace("\r", "\n")
    found = dict.fromkeys(link for named in LINE.findall(text) if (link := resolve(url, named)))
    return tuple(sorted(found, key=lambda link: "news" not in link.lower().partition("://")[2].partition("/")[2]))
