"""WARC records by hand, as crawlers write them, and as they should not."""

from __future__ import annotations

import gzip
from collections.abc import Iterable

HTML = "Content-Type: text/html; charset=utf-8"


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """An HTTP answer."""
    lines = "".join(f"{line}\r\n" for line in headers or (HTML,))
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def chunked(body: bytes, size: int = 700) -> bytes:
    """A body in chunks."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(f"{len(piece):x};x=1\r\n".encode() + piece + b"\r\n" for piece in pieces) + b"0\r\n\r\n"


def record(
    url: str, block: bytes, *, kind: str = "response", date: str = "2025-03-14T18:00:00Z", length: str | None = None
) -> bytes:
    """One WARC record."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {length or len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def packed(records: Iterable[bytes]) -> bytes:
    """One gzip member a record, as Common Crawl has it."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)
