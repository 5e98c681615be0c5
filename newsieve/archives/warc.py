"""WARC files read back into pages, past whatever is broken in them.

Read with FastWARC, without its own decoding of HTTP bodies: that loses the records behind one whose coding is broken.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from newsieve.archives.exchange import TOLD
from newsieve.archives.files import GZIP, MARK, begins_as_archive
from newsieve.archives.payload import LARGEST, Undecodable, decoded
from newsieve.article import Dropped, DropReason, Hints, Page
from newsieve.errors import InputError
from newsieve.urls import is_http

OK = 200
ARTICLE = "article"  # the role of a page that is no page of links
HTML = frozenset({"", "text/html", "application/xhtml+xml"})
LARGEST_BLOCK = 2 * LARGEST  # bytes of one record that are read
NEXT_RECORD = b"\r\n\r\nWARC/1."
NEVER = datetime.max.replace(tzinfo=UTC)
LOOKED_AT = 1 << 16  # bytes of an archive that tell it from others
WINDOW = 1 << 20  # bytes that are searched at once for the next record


def read_archive(path: str, begin: int = 0) -> Iterator[Page | Dropped]:
    """The HTML pages in the WARC file at `path`, in its order; a broken record is a `Dropped`, and reading goes on.

    A page is a response with the status 200: its URL is the record's, its body decoded, `fetched_at` the record's date,
    `via` the record's place, "PATH#OFFSET" (the offset in the file as it is stored). Other records are skipped, and so
    are pages of links, as far as the crawl that wrote the file has told which these are.
    It begins at the record at the offset `begin`. Raises InputError where the file cannot be read or is no WARC file.
    """
    try:
        with Path(path).open("rb") as file:
            start = file.peek(512)[:512]
            if not begins_as_archive(start):
                raise InputError(path, "not a WARC file" if start else "empty: expected a WARC file")
            yield from _pages(file, path, begin, packed=start.startswith(GZIP))
    except OSError as error:
        raise InputError(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from None


def _pages(file: BinaryIO, path: str, begin: int, *, packed: bool) -> Iterator[Page | Dropped]:
    """Pages and broken records; behind one that ends the reading, it begins again at the next."""
    told = False
    while True:
        last, place = begin, f"{path}#{begin}"
        try:
            for number, record in enumerate(_records(file, begin), 1):
                same = begin < record.stream_pos <= last  # one gzip member holds them all
                last, told = record.stream_pos, False
                place = f"{path}#{last}.{number}" if same else f"{path}#{last}"
                if (outcome := _read(record, place)) is not None:
                    yield outcome
            return
        except _Lost as lost:
            yield _broken(place, lost.url, str(lost))
            told = True
        except OSError as error:  # FastWARC's word for a record that it cannot read
            if not told:
                yield _broken(place, None, f"a record behind this one cannot be read: {_line(error)}")
                told = True
        found = _next_record(file, last + 1, packed=packed) if file.seekable() else None
        if found is None:
            return
        begin = found


def offset_of(place: str) -> int:
    """The offset in a record's place; 0 where its archive is one gzip member, which cannot be entered in the middle.

    >>> offset_of("a.warc.gz#120"), offset_of("a.warc.gz#120.3")
    (120, 0)
    """
    found = place.rpartition("#")[2]
    return int(found) if found.isdecimal() else 0


def begun_at(path: str) -> datetime:
    """The date of an archive's first record; the end of time where none can be told."""
    with suppress(OSError), Path(path).open("rb") as file:
        for record in ArchiveIterator(file, parse_http=False):
            return _moment(record.headers.get("WARC-Date")) or NEVER
    return NEVER


def fingerprint(path: str) -> str:
    """A name for an archive's contents, wherever it lies: told by its size and its beginning. Raises InputError."""
    try:
        with Path(path).open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            return hashlib.sha256(f"{size}\0".encode() + file.read(LOOKED_AT)).hexdigest()[:32]
    except OSError as error:
        raise InputError(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from None


class _Lost(Exception):
    """A record that runs into the next one, so that the place in the file is lost."""

    def __init__(self, url: str | None, problem: str) -> None:
        super().__init__(problem)
        self.url = url


def _records(file: BinaryIO, begin: int) -> Iterator[WarcRecord]:
    if begin:
        file.seek(begin)
    yield from ArchiveIterator(file, WarcRecordType.response, parse_http=False)


def _read(record: WarcRecord, place: str) -> Page | Dropped | None:
    """The page in a record; None where it holds none."""
    url = (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")
    if not is_http(url) or _is_robots(url):
        return None
    told = _told(record.headers.get(TOLD))
    if told.role not in (None, ARTICLE):
        return None
    block = record.reader.read(min(record.content_length, LARGEST_BLOCK))
    if NEXT_RECORD in block:
        raise _Lost(url, "the record is longer than its place")
    if len(block) < min(record.content_length, LARGEST_BLOCK):
        return _broken(place, url, "the record is cut off")
    status, headers, body = _http(block)
    if status != OK or _media_type(headers) not in HTML:
        return None
    if record.content_length > LARGEST_BLOCK:
        return _dropped(place, url, DropReason.TOO_LARGE, f"over {LARGEST_BLOCK // 1024 // 1024} MiB as it is stored")
    try:
        body = decoded(body, headers.get("transfer-encoding", ""), headers.get("content-encoding", ""))
    except Undecodable as error:
        return _dropped(place, url, error.reason, str(error))
    return Page(
        url=url.partition("#")[0],
        requested_url=told.source or url,
        body=body,
        encoding=_charset(headers),
        headers=headers,
        fetched_at=_moment(record.headers.get("WARC-Date")),
        outlet=told.outlet,
        via=place,
        hints=told.hints,
    )


def _is_robots(url: str) -> bool:
    return url.partition("?")[0].split("/", 3)[3:] == ["robots.txt"]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the crawl that wrote a record knew of the page; of others' records, nothing."""

    role: str | None = None
    outlet: str | None = None
    source: str | None = None
    hints: Hints = field(default_factory=Hints)


def _told(text: str | None) -> _Told:
    """What stands in a record's field; nothing where it is not ours."""
    try:
        found = json.loads(text or "{}")
        hints = found.get("hints") or {}
        authors = tuple(str(author) for author in hints.get("authors", ()))
        plain = {name: _text(hints.get(name)) for name in ("title", "published", "language")}
        named = {name: _text(found.get(name)) for name in ("role", "outlet", "source")}
        return _Told(**named, hints=Hints(**plain, authors=authors))
    except (ValueError, AttributeError, TypeError):
        return _Told()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _http(block: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status (0 where there is none), headers (names in lower case, the first of each) and body of an HTTP answer."""
    head, _, body = block.partition(b"\r\n\r\n" if b"\r\n\r\n" in block[:65_536] else b"\n\n")
    first, *lines = head.decode("latin-1").splitlines() or [""]
    words = first.split(None, 2)
    status = int(words[1]) if len(words) > 1 and words[0].startswith("HTTP/") and words[1].isdecimal() else 0
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return status, headers, body


def _media_type(headers: dict[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _charset(headers: dict[str, str]) -> str | None:
    named = headers.get("content-type", "").lower().partition("charset")[2].lstrip(" =").strip("\"' ")
    return named.partition(";")[0].strip("\"' ") or None


def _moment(text: str | None) -> datetime | None:
    with suppress(ValueError):
        moment = datetime.fromisoformat((text or "").strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def _next_record(file: BinaryIO, begin: int, *, packed: bool) -> int | None:
    """Where the next record begins, at `begin` or later; None where there is none."""
    mark = GZIP + b"\x08" if packed else b"\nWARC/1."
    at, carried = begin, b""
    file.seek(begin)
    while window := file.read(WINDOW):
        searched = carried + window
        start = at - len(carried)
        found = searched.find(mark)
        while found >= 0:
            place = start + found + (not packed)
            if not packed or _holds_record(file, place):
                return place
            found = searched.find(mark, found + 1)
        at += len(window)
        carried = searched[-len(mark) :]
        file.seek(at)
    return None


def _holds_record(file: BinaryIO, place: int) -> bool:
    """Whether a gzip member that begins with a record stands at this place, and not bytes that look like one."""
    file.seek(place)
    with suppress(zlib.error):
        return zlib.decompressobj(wbits=31).decompress(file.read(512), len(MARK)) == MARK
    return False


def _broken(place: str, url: str | None, problem: str) -> Dropped:
    return _dropped(place, url, DropReason.BROKEN_RECORD, problem)


def _dropped(place: str, url: str | None, reason: DropReason, detail: str) -> Dropped:
    return Dropped(place, url or Path(place).absolute().as_uri(), reason, detail)


def _line(error: OSError) -> str:
    return " ".join(str(error).split()).lower() or "unknown error"
