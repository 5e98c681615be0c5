"""What a site offers to machines: RSS, Atom, JSON Feed, news sitemaps, robots.txt."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

FEED_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One story in a feed or sitemap; `url` is absolute."""

    url: str
    title: str
    summary: str
    published: datetime
    authors: tuple[str, ...] = ()


def rss(name: str, home: str, language: str, entries: Iterable[Entry]) -> str:
    """An RSS 2.0 feed."""
    items = "\n".join(
        f"<item><title>{escape(e.title)}</title><link>{escape(e.url)}</link><guid>{escape(e.url)}</guid>"
        f"<pubDate>{format_datetime(e.published)}</pubDate>"
        f"{''.join(f'<dc:creator>{escape(author)}</dc:creator>' for author in e.authors)}"
        f"<description>{escape(e.summary)}</description></item>"
        for e in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{escape(name)}</title><link>{escape(home)}</link><description>{escape(name)}</description>"
        f"<language>{language}</language>\n{items}\n</channel></rss>\n"
    )


def atom(name: str, home: str, entries: Iterable[Entry]) -> str:
    """An Atom feed."""
    listed = list(entries)
    updated = max((e.published for e in listed), default=datetime.min).isoformat()
    items = "\n".join(
        f'<entry><title>{escape(e.title)}</title><link rel="alternate" href="{escape(e.url)}"/>'
        f"<id>{escape(e.url)}</id><published>{e.published.isoformat()}</published>"
        f"<updated>{e.published.isoformat()}</updated>"
        f"{''.join(f'<author><name>{escape(author)}</name></author>' for author in e.authors)}"
        f"<summary>{escape(e.summary)}</summary></entry>"
        for e in listed
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f'<title>{escape(name)}</title><link href="{escape(home)}"/><id>{escape(home)}</id>'
        f"<updated>{updated}</updated>\n{items}\n</feed>\n"
    )


def json_feed(name: str, home: str, entries: Iterable[Entry]) -> str:
    """A JSON Feed."""
    items = [
        {
            "id": e.url,
            "url": e.url,
            "title": e.title,
            "summary": e.summary,
            "date_published": e.published.isoformat(),
            "authors": [{"name": author} for author in e.authors],
        }
        for e in entries
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": name, "home_page_url": home, "items": items}
    return json.dumps(feed, ensure_ascii=False, indent=1)


def news_sitemap(name: str, language: str, entries: Iterable[Entry]) -> str:
    """A news sitemap."""
    urls = "\n".join(
        f"<url><loc>{escape(e.url)}</loc><news:news><news:publication><news:name>{escape(name)}</news:name>"
        f"<news:language>{language}</news:language></news:publication>"
        f"<news:publication_date>{e.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(e.title)}</news:title></news:news></url>"
        for e in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{urls}\n</urlset>\n'
    )


def sitemap_index(sitemaps: Iterable[str]) -> str:
    """An index of sitemaps."""
    parts = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in sitemaps)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{parts}</sitemapindex>\n'
    )


def robots(sitemap: str) -> str:
    """A robots.txt that keeps everybody out of /private/ and the search, and one crawler out of everything."""
    return (
        "User-agent: GreedyBot\nDisallow: /\n\nUser-agent: *\nDisallow: /private/\nDisallow: /search\n"
        f"Allow: /\n\nSitemap: {sitemap}\n"
    )
