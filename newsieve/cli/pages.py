"""HTML on disk: which files, and each as a page; archives of pages are only listed here."""

from __future__ import annotations

import gzip
import html
import io
import os
import re
import stat
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from newsieve.archives import SUFFIXES as ARCHIVES
from newsieve.article import Dropped, DropReason, Page
from newsieve.errors import InputError
from newsieve.urls import is_front_page, is_http

SUFFIXES = (".html", ".htm", ".xhtml", ".html.gz", ".htm.gz", ".xhtml.gz", *ARCHIVES)
SUFFIX = re.compile(r"\.x?html?(?:\.gz)?$", re.IGNORECASE)
LARGEST = 10 * 1024 * 1024  # bytes, after decompression: the limit of the crawl
STDIN = "-"

HEAD_TAG = re.compile(r"<(?:meta|link)\b[^>]*>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->", re.IGNORECASE)


def listed(inputs: Iterable[str]) -> Iterator[str | InputError]:
    """The pages that `inputs` name, in their order; a folder's pages sorted; an error where there is nothing."""
    for given in inputs:
        try:
            is_folder = given != STDIN and stat.S_ISDIR(Path(given).stat().st_mode)
        except OSError as error:
            yield InputError(given, (error.strerror or str(error)).lower())
            continue
        if is_folder:
            yield from _in_folder(given)
        else:
            yield given


def _in_folder(folder: str) -> Iterator[str | InputError]:
    empty = True
    for found in _walk(folder):
        empty = False
        yield found
    if empty:
        yield InputError(
            folder, f"no page in this folder: expected files that end in {', '.join((*SUFFIXES[:4], *ARCHIVES))}"
        )


def _walk(folder: str) -> Iterator[str | InputError]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield InputError(folder, f"cannot be read: {(error.strerror or '').lower()}")
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path)
        elif entry.name.lower().endswith(SUFFIXES) and entry.is_file():
            yield entry.path


def file_ids(sources: Iterable[str | InputError]) -> dict[str, str]:
    """The ids of saved pages: each file's name without its ending, where no other file of the call has that name.

    >>> file_ids(["a/one.html", "a/two.html.gz", "b/two.html"])
    {'a/one.html': 'one'}
    """
    names = {source: SUFFIX.sub("", Path(source).name) for source in sources if isinstance(source, str)}
    times = Counter(names.values())
    return {source: name for source, name in names.items() if source != STDIN and times[name] == 1}


def read_page(source: str) -> Page | Dropped:
    """The page in the file `source` ("-": standard input); raises InputError where it cannot be read."""
    body = _read(source)
    if len(body) > LARGEST:
        return Dropped(source, location(source), DropReason.TOO_LARGE, f"over {LARGEST // 1024 // 1024} MiB")
    if body.startswith(b"WARC/"):
        raise InputError(source, "a WARC file: name it as a file, it is not read from a pipe")
    return Page(url=own_url(body) or location(source), requested_url=source, body=body)


def location(source: str) -> str:
    """Where a file lies, as a URL."""
    return "file:///dev/stdin" if source == STDIN else Path(source).absolute().as_uri()


def _read(source: str) -> bytes:
    try:
        if source == STDIN:
            return sys.stdin.buffer.read(LARGEST + 1)
        with Path(source).open("rb") as raw:
            packed = raw.peek(2).startswith(b"\x1f\x8b")
            stream: io.BufferedIOBase = gzip.GzipFile(fileobj=raw) if packed else raw
            return stream.read(LARGEST + 1)
    except OSError as error:  # gzip's BadGzipFile too
        raise InputError(source, f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    except (EOFError, zlib.error):
        raise InputError(source, "cannot be read: broken gzip") from None


def own_url(body: bytes) -> str | None:
    """The URL that a saved page says it has: og:url, else rel=canonical, else the browser's note; never a front page.

    >>> own_url(b'<link rel="canonical" href="https://example.org/a?x=1&amp;y=2">')
    'https://example.org/a?x=1&y=2'
    """
    head = re.split(r"</head\b", body[:262_144].decode("utf-8", "replace"), maxsplit=1, flags=re.IGNORECASE)[0]
    saved = SAVED_FROM.search(head)
    named = dict(reversed(list(_named_urls(head))))  # the first of each kind counts
    candidates = (named.get("og:url"), named.get("canonical"), saved and saved[1])
    return next((url for url in candidates if url and is_http(url) and not is_front_page(url)), None)


def _named_urls(head: str) -> Iterator[tuple[str, str]]:
    for tag in HEAD_TAG.findall(head):
        attributes = {name.lower(): html.unescape(a or b or c).strip() for name, a, b, c in ATTRIBUTE.findall(tag)}
        if "canonical" in attributes.get("rel", "").lower().split():
            yield "canonical", attributes.get("href", "")
        elif "og:url" in (attributes.get("property", "").lower(), attributes.get("name", "").lower()):
            yield "og:url", attributes.get("content", "")
