"""Sitemaps of every kind: lists of stories, news sitemaps, indexes of sitemaps, plain text; gzip or not.

A sitemap may hold 50,000 URLs in 50 MiB, so it is read piece by piece: each entry is handed out as its end is seen, and
forgotten. Names are compared without their namespace, because sitemaps forget to declare it or misspell it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain

from lxml import etree

from newsieve.article import Hints
from newsieve.discovery.dates import iso_date
from newsieve.discovery.entry import one_line
from newsieve.discovery.markup import HARMLESS, local_name
from newsieve.discovery.pieces import xml_pieces
from newsieve.errors import InputError
from newsieve.urls import is_http, resolve

EXPECTED = "expected a sitemap or an index of sitemaps"
MEBIBYTE = 1024 * 1024
LARGEST_ENTRY = 2 * MEBIBYTE  # characters; more without an entry is an attack
LISTS = frozenset({"urlset", "sitemapindex"})
ENTRIES = frozenset({"url", "sitemap"})
NEWS = frozenset({"publication_date", "title"})
NOT_THE_STORY = frozenset({"image", "video"})  # their titles and places are not the story's


@dataclass(frozen=True, slots=True)
class Listed:
    """One URL of a sitemap, and when it changed, as ISO 8601; a news sitemap gives hints, and the entry is `news`."""

    url: str
    modified: str | None = None
    hints: Hints = field(default_factory=Hints)
    news: bool = False

    @property
    def dated(self) -> str | None:
        """When the story was published, else when its page changed."""
        return self.hints.published or self.modified


@dataclass(frozen=True, slots=True)
class SubSitemap:
    """A sitemap that an index names, and when it changed."""

    url: str
    modified: str | None = None

    @property
    def dated(self) -> str | None:
        """When it changed."""
        return self.modified


def read_sitemap(body: bytes, url: str, encoding: str | None = None) -> Iterator[Listed | SubSitemap]:
    """The entries of the sitemap in `body`, fetched from `url`, in its order, read as they are asked for.

    `encoding` is the charset of the HTTP header, used where the document declares none. Tolerant as feeds are; entities
    of its own are never expanded and nothing outside is loaded. Raises InputError, which names the URL, for what is no
    sitemap, and in the middle where the gzip is broken or holds more than 50 MiB.
    """
    pieces = xml_pieces(body, url, encoding)
    first = next((piece for piece in pieces if piece.strip()), "")
    if not first:
        raise InputError(url, f"empty: {EXPECTED}")
    if first.lstrip().startswith("<"):
        yield from _read_xml(first, pieces, url)
    elif is_http(first.split()[0]):
        yield from _read_lines(chain((first,), pieces))
    else:
        raise InputError(url, f"not a sitemap: {EXPECTED}")


def _read_lines(pieces: Iterable[str]) -> Iterator[Listed]:
    """A plain-text sitemap, one URL a line; the pieces end with a line."""
    for piece in pieces:
        for line in piece.splitlines():
            link = line.strip().replace("&amp;", "&")
            if is_http(link):
                yield Listed(link)


def _read_xml(first: str, pieces: Iterator[str], url: str) -> Iterator[Listed | SubSitemap]:
    reader = _Reader(url)
    for piece in chain((first,), pieces):
        yield from reader.read(piece)
        if reader.root is None:
            raise InputError(url, f"not a sitemap: {EXPECTED}")


class _Reader:
    """Entries from the pieces of one sitemap; what has been read is freed."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.root: etree._Element | None = None
        self._parser = _parser()
        self._fruitless = 0  # characters since the last entry

    def read(self, piece: str) -> Iterator[Listed | SubSitemap]:
        """The entries that end in this piece."""
        with suppress(etree.XMLSyntaxError):  # beyond recovery, or nested in thousands: what came before counts
            self._parser.feed(piece.encode())
        self._fruitless += len(piece)
        for event, element in self._parser.read_events():
            assert isinstance(element, etree._Element)
            name = local_name(element)
            if name in LISTS and self.root is None:
                self.root = element
            elif event == "end" and name in ENTRIES and self.root is not None:
                self._fruitless = 0
                yield from _entry(element, name, self.url)
                _forget(element)
        if self.root is not None:
            del self.root[:-1]
        if self._fruitless > LARGEST_ENTRY:
            raise InputError(self.url, f"more than {LARGEST_ENTRY // MEBIBYTE} MiB without an entry")


def _parser() -> etree.XMLPullParser:
    return etree.XMLPullParser(
        ("start", "end"),
        tag=[f"{{*}}{name}" for name in sorted(LISTS | ENTRIES)],
        **HARMLESS,
    )


def _entry(element: etree._Element, name: str, base: str) -> Iterator[Listed | SubSitemap]:
    fields: dict[str, str] = {}
    for said, text in _fields(element):
        fields.setdefault(said, text)
    link = _absolute(fields.get("loc", ""), base)
    if link is None:
        return
    modified = iso_date(fields.get("lastmod"))
    if name == "sitemap":
        yield SubSitemap(link, modified)
    elif fields.keys() & NEWS:
        published = iso_date(fields.get("publication_date"))
        hints = Hints(one_line(fields.get("title")), published, (), one_line(fields.get("language")))
        yield Listed(link, modified, hints, news=True)
    else:
        yield Listed(link, modified)


def _absolute(link: str, base: str) -> str | None:
    link = link.replace("&amp;", "&")  # escaped twice, or escaped in a CDATA section
    if link.startswith(("http://", "https://")):
        return link.partition("#")[0] if is_http(link) else None
    return resolve(base, link) if link else None


def _fields(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Names and texts of the innermost elements of an entry, but for those of its pictures and films."""
    for child in element.iterchildren(etree.Element):
        name = local_name(child)
        if name in NOT_THE_STORY:
            continue
        if not len(child):
            if text := (child.text or "").strip():
                yield name, text
        elif next(child.iterchildren(etree.Element), None) is not None:
            yield from _fields(child)
        else:  # references to entities, which are not followed
            yield name, "".join(str(part) for part in child.itertext()).strip()


def _forget(element: etree._Element) -> None:
    """Free an entry that has been read, and whatever stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
