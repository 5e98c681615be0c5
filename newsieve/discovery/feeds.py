"""Feeds of every common kind, told apart by their content, never by their media type.

Read with lxml and json alone. feedparser, the library for feeds, would be one more dependency with a parser and a
sanitiser of its own, for the sake of a link, a title, a date and the authors.
"""

from __future__ import annotations

import codecs

from newsieve.discovery.entry import Feed
from newsieve.discovery.json_feeds import read_json_feed
from newsieve.discovery.xml_feeds import read_xml_feed
from newsieve.errors import InputError

BLANKS = b" \t\r\n\x00" + codecs.BOM_UTF8
EXPECTED = "expected an RSS, Atom or JSON feed"


def read_feed(body: bytes, url: str, encoding: str | None = None) -> Feed:
    """The feed in `body`, fetched from `url`: RSS 0.9 to 2.0, RSS 1.0 (RDF), Atom or JSON Feed.

    `encoding` is the charset of the HTTP header, used where the document itself declares none. Tolerant of wrong
    encodings, leading blanks, undeclared entities and prefixes, and a missing end. Entities of its own are never
    expanded and nothing outside is ever loaded. Raises InputError, which names the URL, for what is no feed.
    """
    start = body.lstrip(BLANKS)
    if not start:
        raise InputError(url, f"empty: {EXPECTED}")
    feed = read_json_feed(start, url) if start.startswith(b"{") else read_xml_feed(body, url, encoding)
    if feed is None:
        raise InputError(url, f"not a feed: {EXPECTED}")
    return feed
