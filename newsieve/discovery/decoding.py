"""XML bytes as text, whatever encoding they declare."""

from __future__ import annotations

import codecs
import re
from html.entities import html5

from newsieve.discovery.entry import legal

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
DECLARED = re.compile(rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.I)
DECLARATION = re.compile(r"<\?xml[^>]*\?>", re.I)
NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
ENTITY_BEGINS = re.compile(r"<!ENTITY", re.I)
ENTITY_ENDS = re.compile(r"""(?:"[^"]*"|'[^']*'|[^>"']+)*+>""")
NO_CHARSETS = {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"}


def decode_xml(body: bytes, encoding: str | None = None) -> str:
    """`body` as text that an XML parser takes, without XML declaration, entity declarations and illegal characters.

    A byte order mark counts first, then the declaration, `encoding`, UTF-8, and Windows-1252, each only where the
    bytes agree. HTML's named entities, which feeds use undeclared, become the characters they stand for.
    """
    text = legal(_decode(body, encoding))
    text = text[max(text.find("<"), 0) :]  # what a broken server printed before
    text = without_declarations(text)
    return NAMED_ENTITY.sub(character, text)


def without_declarations(text: str) -> str:
    """A document without its XML declaration and the entities that it declares, in time that grows as its length.

    >>> without_declarations("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b '>'>]><a/>")
    '<!DOCTYPE a []><a/>'
    """
    declared = DECLARATION.match(text)
    at, kept = declared.end() if declared else 0, []
    while begins := ENTITY_BEGINS.search(text, at):
        kept.append(text[at : begins.start()])
        ends = ENTITY_ENDS.match(text, begins.end())
        if ends is None:  # all that follows is part of what never ends
            return "".join(kept)
        at = ends.end()
    return "".join((*kept, text[at:]))


def _decode(body: bytes, encoding: str | None) -> str:
    for mark, name in BOMS:
        if body.startswith(mark):
            return body.removeprefix(mark).decode(name, "replace")
    declared = DECLARED.search(body[:1024])
    for candidate in (declared[1].decode() if declared else None, encoding, "utf-8"):
        if charset := known_charset(candidate):
            try:
                return body.decode(charset)
            except UnicodeError:
                continue
    return body.decode("cp1252", "replace")


def known_charset(name: str | None) -> str | None:
    """The charset's name in Python, or None where Python has none by that name.

    >>> known_charset("Latin1"), known_charset("unicode_escape"), known_charset("klingon")
    ('iso8859-1', None, None)
    """
    try:
        found = codecs.lookup(name or "")
        b"?".decode(found.name, "replace")
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return None
    return None if found.name in NO_CHARSETS else found.name


def character(entity: re.Match[str]) -> str:
    """The character of one of HTML's entities, unless XML knows it itself or it would be markup."""
    character = html5.get(f"{entity[1]};", entity[0])
    return entity[0] if character in set("<>&\"'") else character
