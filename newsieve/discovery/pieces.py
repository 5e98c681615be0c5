"""Large XML or text, unpacked and decoded piece by piece, with what would trip a parser taken out."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator

from newsieve.discovery.decoding import BOMS, DECLARED, NAMED_ENTITY, character, known_charset, without_declarations
from newsieve.discovery.entry import legal
from newsieve.errors import InputError

GZIP = b"\x1f\x8b"
PIECE = 64 * 1024  # bytes
LARGEST = 50 * 1024 * 1024  # bytes, unpacked: the limit of the sitemap protocol
TOO_LARGE = f"larger than {LARGEST // 1024 // 1024} MiB, the most that a sitemap may have"
LONGEST_CARRY = 1024 * 1024  # characters without an end of line or tag; then they are cut anywhere
XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,32};)")


def xml_pieces(body: bytes, url: str, encoding: str | None = None) -> Iterator[str]:
    """`body`, gzip or not, as text in pieces that end with a tag or a line.

    Without XML and entity declarations and illegal characters; HTML's named entities and bare ampersands are made good.
    Raises InputError, which names `url`, where the gzip is broken or holds more than 50 MiB.
    """
    carried, begun = "", False
    for text in _decoded(_unpacked(body, url), encoding):
        text = carried + legal(text)
        if not begun:
            text, begun = _without_head(text), True
        end = max(text.rfind(">"), text.rfind("\n")) + 1
        if not end and len(text) > LONGEST_CARRY:
            end = len(text)
        if end:
            yield _mended(text[:end])
        carried = text[end:]
    if carried:
        yield _mended(carried)


def _unpacked(body: bytes, url: str) -> Iterator[bytes]:
    """The bytes in pieces, unpacked where they are gzip (by its magic number, never by a name)."""
    if not body.startswith(GZIP):
        if len(body) > LARGEST:
            raise InputError(url, TOO_LARGE)
        yield from (body[at : at + PIECE] for at in range(0, len(body), PIECE))
        return
    unpacked = 0
    for piece in _gunzipped(body, url):
        unpacked += len(piece)
        if unpacked > LARGEST:
            raise InputError(url, TOO_LARGE)
        yield piece


def _gunzipped(body: bytes, url: str) -> Iterator[bytes]:
    """Gzip of one member or several, a bounded piece at a time; zeros and whatever else follows the end is ignored."""
    rest = body
    while rest.startswith(GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        while not unpacker.eof:
            try:
                piece = unpacker.decompress(rest, PIECE)
            except zlib.error:
                raise InputError(url, "broken gzip") from None
            rest = unpacker.unconsumed_tail
            if not piece and not rest and not unpacker.eof:
                raise InputError(url, "broken gzip: it ends too early")
            yield piece
        rest = unpacker.unused_data


def _decoded(pieces: Iterator[bytes], encoding: str | None) -> Iterator[str]:
    """Text by the byte order mark, the declaration, `encoding`, UTF-8 or Windows-1252, as the first piece agrees."""
    first = next(pieces, b"")
    mark, charset = _charset(first, encoding)
    decoder = codecs.getincrementaldecoder(charset)("replace")
    yield decoder.decode(first.removeprefix(mark))
    yield from (decoder.decode(piece) for piece in pieces)
    yield decoder.decode(b"", final=True)


def _charset(first: bytes, encoding: str | None) -> tuple[bytes, str]:
    for mark, name in BOMS:
        if first.startswith(mark):
            return mark, name
    declared = DECLARED.search(first[:1024])
    for candidate in (declared[1].decode() if declared else None, encoding, "utf-8"):
        charset = known_charset(candidate)
        if charset and _agrees(first, charset):
            return b"", charset
    return b"", "cp1252"


def _agrees(first: bytes, charset: str) -> bool:
    try:
        codecs.getincrementaldecoder(charset)().decode(first)
    except (UnicodeError, LookupError):  # LookupError: a charset that cannot be decoded in pieces
        return False
    return True


def _without_head(text: str) -> str:
    """The beginning of a document from its first tag on; a text that is no XML is left as it is."""
    start = text.find("<")
    if start > 0 and not text[:start].lstrip().startswith(("http://", "https://")):
        text = text[start:]  # what a broken server printed before
    return without_declarations(text)


def _mended(text: str) -> str:
    return BARE_AMPERSAND.sub("&amp;", NAMED_ENTITY.sub(_character, text)) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    """An entity's character, else its name in plain text: whatever the document declared, nothing is expanded."""
    found = character(entity)
    return found if found != entity[0] or entity[1] in XML_ENTITIES else f"&amp;{entity[1]};"
