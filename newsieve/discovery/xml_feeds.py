"""RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom, read by the local names of their elements.

Names are compared without their namespace, because feeds forget to declare it, misspell it or mix vocabularies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from newsieve.article import Hints
from newsieve.discovery.dates import iso_date
from newsieve.discovery.decoding import decode_xml
from newsieve.discovery.entry import Entry, Feed, legal, one_line
from newsieve.discovery.markup import HARMLESS, local_name
from newsieve.urls import resolve

ROOTS = {"rss", "rdf", "feed"}
ENTRIES = {"item", "entry"}
DATES = ("published", "pubdate", "date", "issued", "created", "updated", "modified")
MODIFIED = ("updated", "modified")
RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LONGEST_NAME = 300  # characters; what is longer names nobody
LONGEST_TITLE = 2_000
MAIL_AND_NAME = re.compile(r"\S+@\S+\s*\(([^()]+)\)")


def read_xml_feed(body: bytes, url: str, encoding: str | None = None) -> Feed | None:
    """The RSS or Atom feed in `body`, or None where it is none."""
    root = _parse(decode_xml(body, encoding))
    if root is None or local_name(root) not in ROOTS:
        return None
    channel = _first(root, "channel")
    head = root if channel is None else channel
    language = _text(head, "language") or one_line(root.get(XML_LANG))
    entries: dict[str, Entry] = {}
    for element in root.iter(etree.Element):
        if local_name(element) in ENTRIES and (link := _link(element, url)):
            entries.setdefault(link, Entry(link, _hints(element, language)))
    return Feed(_text(head, "title"), language, tuple(entries.values()), _related(head, "next", url))


def _parse(text: str) -> etree._Element | None:
    try:
        return etree.fromstring(text.encode(), etree.XMLParser(**HARMLESS))
    except etree.XMLSyntaxError:
        return None


def _link(entry: etree._Element, base: str) -> str | None:
    """Where the story is: the original of a rewritten link, the link, the permalink."""
    original = _text(entry, "origlink")
    plain = next((text for child in _all(entry, "link") if (text := _own_text(child))), None)
    guid = _first(entry, "guid")
    permalink = _own_text(guid) if guid is not None and guid.get("isPermaLink", "").lower() != "false" else None
    about = entry.get(RDF_ABOUT)
    for place in (original, plain):
        if place and (found := _absolute(entry, base, place)):
            return found
    named = (name for name in (permalink, _text(entry, "id"), about) if name)
    return _related(entry, "alternate", base) or next((u for name in named if (u := resolve(name, name))), None)


def _related(element: etree._Element, relation: str, base: str) -> str | None:
    """The target of the link with this relation, HTML before other media types."""
    links = [link for link in _all(element, "link") if link.get("rel", "alternate").lower() == relation]
    links.sort(key=lambda link: "html" not in link.get("type", "html"))
    return next((found for link in links if (found := _absolute(link, base, link.get("href")))), None)


def _absolute(element: etree._Element, base: str, link: str | None) -> str | None:
    if not link:
        return None
    return resolve(resolve(base, str(element.base or "")) or base, legal(link))


def _hints(entry: etree._Element, language: str | None) -> Hints:
    published = next((date for name in DATES if (date := iso_date(_text(entry, name)))), None)
    modified = next((date for name in MODIFIED if (date := iso_date(_text(entry, name)))), None)
    authors, own = tuple(_authors(entry)), _text(entry, "language")
    title = (_text(entry, "title") or "")[:LONGEST_TITLE] or None
    return Hints(title, published, authors, own or language, modified)


def _authors(entry: etree._Element) -> Iterator[str]:
    found: dict[str, None] = {}
    for element in [*_all(entry, "creator"), *_all(entry, "author")]:
        name = _text(element, "name") or _own_text(element)
        if name and len(name) > LONGEST_NAME:
            continue
        if name and (named := MAIL_AND_NAME.fullmatch(name)):
            name = named[1].strip()
        if name and "@" not in name:
            found[name] = None
    yield from found


def _all(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element.iterchildren(etree.Element) if local_name(child) == name)


def _first(element: etree._Element, name: str) -> etree._Element | None:
    return next(_all(element, name), None)


def _text(element: etree._Element, name: str) -> str | None:
    """The text of the first child with this name that has any."""
    return next((text for child in _all(element, name) if (text := _own_text(child))), None)


def _own_text(element: etree._Element) -> str | None:
    return one_line("".join(str(text) for text in element.itertext()))
