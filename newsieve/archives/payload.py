"""The body of an HTTP answer as it lies in an archive: unchunked and unpacked, never beyond a limit."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable

import brotli
from fastwarc.stream_io import ZstdReader

from newsieve.article import DropReason

LARGEST = 10 * 1024 * 1024  # bytes, after decompression: the limit of the crawl
CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


class Undecodable(Exception):
    """A body that is not what its headers say; `reason` is the drop's."""

    def __init__(self, detail: str, reason: DropReason = DropReason.BROKEN_RECORD) -> None:
        super().__init__(detail)
        self.reason = reason


def decoded(body: bytes, transfer: str, content: str) -> bytes:
    """`body` without its transfer and content codings, as the headers of these names give them.

    Archives are often stored decoded with the headers left as they were; what does not look encoded is taken as it is.
    Raises Undecodable for a broken coding, an unknown one, and more than 10 MiB.
    """
    if "chunked" in transfer.lower():
        body = _unchunked(body)
    for coding in reversed([name.strip().lower() for name in content.split(",")]):
        if coding not in ("", "identity", "none", "utf-8"):
            body = _unpacked(body, coding)
    if len(body) > LARGEST:
        raise Undecodable(f"over {LARGEST // 1024 // 1024} MiB", DropReason.TOO_LARGE)
    return body


def _unchunked(body: bytes) -> bytes:
    found, at = bytearray(), 0
    if CHUNK_SIZE.match(body) is None:
        return body  # stored without its chunks
    while size := CHUNK_SIZE.match(body, at):
        length = int(size[1], 16)
        if not length:
            return bytes(found)
        found += body[size.end() : size.end() + length]
        at = size.end() + length
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"
    raise Undecodable("the record's chunks are broken or cut off")


def _unpacked(body: bytes, coding: str) -> bytes:
    if body.lstrip()[:1] == b"<":
        return body  # stored unpacked
    try:
        unpack = CODINGS[coding]
    except KeyError:
        raise Undecodable(f"unknown content coding {coding[:40]!r}") from None
    try:
        return unpack(body)
    except (zlib.error, brotli.error, EOFError, OSError):  # the last is FastWARC's word
        raise Undecodable(f"broken {coding}") from None


def _gunzip(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=47)  # gzip or zlib, by its header
    found = unpacker.decompress(body, LARGEST + 1)
    if not unpacker.eof and len(found) <= LARGEST:
        raise EOFError
    return found


def _inflate(body: bytes) -> bytes:
    try:
        return _gunzip(body)
    except zlib.error:  # deflate without zlib's header, as some servers send it
        return zlib.decompressobj(wbits=-15).decompress(body, LARGEST + 1)


def _brotli(body: bytes) -> bytes:
    unpacker = brotli.Decompressor()
    found = unpacker.process(body, output_buffer_limit=LARGEST + 1)
    if not unpacker.is_finished() and len(found) <= LARGEST:
        raise EOFError
    return bytes(found)


def _unzstd(body: bytes) -> bytes:
    found = bytearray()
    reader = ZstdReader(io.BytesIO(body))
    while len(found) <= LARGEST and (piece := reader.read(LARGEST + 1 - len(found))):
        found += piece
    return bytes(found)


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _brotli,
    "zstd": _unzstd,
}
