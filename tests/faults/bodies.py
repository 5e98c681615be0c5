"""Faults of answers: too much, too slow, broken off, wrongly told."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from functools import cache

from tests.faults import stories
from tests.faults.server import BAD, HTML, XML, Fault, Visit

MEBIBYTE = 1024 * 1024
AT_BAD = ("{base}" + BAD,)


@cache
def packed(begin: bytes = b"", mebibytes: int = 256) -> bytes:
    """A beginning and many mebibytes of blanks, as gzip: a thousandth of that."""
    packer = zlib.compressobj(1, wbits=31)
    blanks = (packer.compress(b" " * MEBIBYTE) for _ in range(mebibytes))
    return b"".join((packer.compress(begin), *blanks, packer.flush()))


async def bomb(visit: Visit) -> None:
    await visit.answer(packed(), headers={"Content-Encoding": "gzip"})


async def endless(visit: Visit) -> None:
    await visit.send(f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\n\r\n".encode())
    while not visit.writer.is_closing():
        await visit.send(b"<p>and so on, without an end, " * 2000)


async def dripping(visit: Visit) -> None:
    await visit.send(f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\n\r\n<p>".encode())
    while not visit.writer.is_closing():
        await visit.send(b".")
        await asyncio.sleep(0.2)


async def dripping_headers(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not visit.writer.is_closing():
        await visit.send(b".")
        await asyncio.sleep(0.2)


async def silent(visit: Visit) -> None:
    await asyncio.sleep(15)


async def huge_headers(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\n")
    number = 0
    while not visit.writer.is_closing():
        number += 1
        await visit.send(b"".join(b"X-%d-%d: %s\r\n" % (number, i, b"x" * 1000) for i in range(100)))


async def never_ready(visit: Visit) -> None:
    while not visit.writer.is_closing():
        await visit.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


async def loop(visit: Visit) -> None:
    await visit.redirect(f"{BAD}-again" if not visit.path.endswith("again") else BAD)


async def ever_on(visit: Visit) -> None:
    await visit.redirect(f"/elsewhere?step={visit.host.asked.total()}")


async def broken_off(visit: Visit) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\nContent-Length: 100000\r\n\r\n"
    await visit.send(head.encode() + stories.page("half", 1)[:500].encode())
    await asyncio.sleep(0.05)
    visit.reset()


async def too_short(visit: Visit) -> None:
    """The body is shorter than was said."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\nContent-Length: 100000\r\n\r\n"
    await visit.send(head.encode() + stories.page("half", 2).encode())
    visit.writer.close()


async def no_http(visit: Visit) -> None:
    await visit.send(b"\x00\xff\x16 220 ready for mail \r\n\r\n")
    visit.writer.close()


async def empty(visit: Visit) -> None:
    await visit.answer(b"")


async def broken_gzip(visit: Visit) -> None:
    await visit.answer(b"no gzip at all", headers={"Content-Encoding": "gzip"})


async def wrong_charset(visit: Visit) -> None:
    page = stories.page("charset", 1, title="Überfälle auf Fährmänner häufen sich").replace(
        '<meta charset="utf-8">', ""
    )
    await visit.answer(page, kind="text/html; charset=klingon")


async def deep(visit: Visit) -> None:
    await visit.answer(b"<html><body>" + b"<div>" * 100_000 + stories.page("deep", 1).encode())


async def costly(visit: Visit) -> None:
    """A page of two megabytes that a parser needs minutes for."""
    attributes = b" ".join(b"a%d=1" % number for number in range(200_000))
    await visit.answer(b"<html><body><a " + attributes + b" href=/x>y</a></body></html>")


async def packed_sitemap(visit: Visit) -> None:
    await visit.answer(packed(b"<urlset>"), kind="application/gzip")


async def long_sitemap(visit: Visit) -> None:
    urls = [*visit.host.good, *(f"{visit.host.base}/news/2026/05/01/no-such-report-{i}" for i in range(100_000))]
    listed = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    await visit.answer(gzip.compress(f"<urlset>{listed}</urlset>".encode(), 1), kind="application/gzip")


async def index_of_itself(visit: Visit) -> None:
    """Each index names itself and two new ones, without an end; the stories are in the one beside them."""
    base, here = visit.host.base, visit.path.partition("?")[2] or "0"
    listed = [
        f"{base}{visit.path}",
        f"{base}/sitemap.xml?{here}1",
        f"{base}/sitemap.xml?{here}2",
        f"{base}/stories.xml",
    ]
    body = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in listed)
    await visit.answer(f"<sitemapindex>{body}</sitemapindex>", kind=XML)


async def stories_sitemap(visit: Visit) -> None:
    listed = "".join(f"<url><loc>{url}</loc></url>" for url in visit.host.good)
    await visit.answer(f"<urlset>{listed}</urlset>", kind=XML)


FAULTS = (
    Fault("decompression bomb", {BAD: bomb}, AT_BAD, does="too_large"),
    Fault("endless body", {BAD: endless}, AT_BAD, does="too_large"),
    Fault("slow-loris body", {BAD: dripping}, AT_BAD, does="timeout: the page comes too slowly"),
    Fault("slow-loris headers", {BAD: dripping_headers}, AT_BAD, does="timeout: no answer within"),
    Fault("no answer at all", {BAD: silent}, AT_BAD, does="timeout: no answer within"),
    Fault("headers without end", {BAD: huge_headers}, AT_BAD, does="too_large: more than 256 KiB of headers"),
    Fault("100 Continue without end", {BAD: never_ready}, AT_BAD, does="too_large: more than 256 KiB of headers"),
    Fault("redirect loop", {BAD: loop, f"{BAD}-again": loop}, AT_BAD, does="http_error: too many redirects"),
    Fault("redirects without end", {BAD: ever_on, "/elsewhere": ever_on}, AT_BAD, does="too many redirects"),
    Fault("reset in mid-body", {BAD: broken_off}, AT_BAD, does="unreachable: connection broken off"),
    Fault("body shorter than told", {BAD: too_short}, AT_BAD, does="unreachable: connection broken off"),
    Fault("no HTTP", {BAD: no_http}, AT_BAD, does="unreachable: no valid HTTP answer"),
    Fault(
        "TLS failure",
        {},
        tells=("https://{door}",),
        source='feeds = ["{base}/feed.xml", "https://{door}/feed.xml"]',
        does="TLS failed",
    ),
    Fault("broken gzip", {BAD: broken_gzip}, AT_BAD, does="unreachable: broken compression"),
    Fault("empty body", {BAD: empty}, AT_BAD, does="empty_page"),
    Fault("unknown charset", {BAD: wrong_charset}, AT_BAD),
    Fault("HTML 100,000 deep", {BAD: deep}, AT_BAD),
    Fault("a story that takes minutes to parse", {BAD: costly}, AT_BAD, does="extraction_timeout"),
    Fault(
        "a home page that takes minutes to parse",
        {"/": costly},
        source='start = "{base}/"\nfeeds = ["{base}/feed.xml"]',
        does="extraction_timeout",
    ),
    Fault(
        "decompression bomb of a sitemap",
        {"/sitemap.xml": packed_sitemap},
        source='sitemaps = ["{base}/sitemap.xml"]\nfeeds = ["{base}/feed.xml"]',
        does="not_a_sitemap",
    ),
    Fault(
        "sitemap of 100,000 URLs",
        {"/sitemap.xml": long_sitemap},
        source='sitemaps = ["{base}/sitemap.xml"]\nmax_pages = 20\nsince = "all"',
        does="http_error",
    ),
    Fault(
        "indexes that name themselves",
        {"/sitemap.xml": index_of_itself, "/stories.xml": stories_sitemap},
        source='sitemaps = ["{base}/sitemap.xml"]\nsince = "all"',
    ),
)
