"""Is this HTML at all? By magic bytes first, then by what the server said."""

from __future__ import annotations

from newsieve.article import Page

MAGIC = (
    (b"%PDF", "a PDF document"), (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive"), (b"\x1f\x8b", "gzip data"), (b"RIFF", "a media file"), (b"ID3", "an audio file"),
    (b"OggS", "an audio file"), (b"BM", "a bitmap image"), (b"\x7fELF", "a program"), (b"Rar!", "an archive"),
    (b"\xd0\xcf\x11\xe0", "an office document"), (b"{\\rtf", "a rich text document"), (b"7z\xbc\xaf", "an archive"),
)  # fmt: skip
HTML_TYPES = frozenset(
    {"", "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "application/octet-stream"}
)
FEED_ROOTS = (
    (b"<rss", "an RSS feed"),
    (b"<feed", "an Atom feed"),
    (b"<urlset", "a sitemap"),
    (b"<sitemapindex", "a sitemap"),
)


CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b")) + b"\x7f"
BINARY = 0.05  # share of control characters beyond which bytes are no text
WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")


def _is_binary(start: bytes) -> bool:
    """Whether bytes are no text in any encoding: many control characters, and no UTF-16 or -32."""
    if start.startswith(WIDE_BOMS) or b"<\0" in start or b"\0<" in start:
        return False
    text = start.translate(None, CONTROLS)
    return bool(text.strip()) and len(start) - len(text) > BINARY * len(start)


def other_kind(page: Page) -> str | None:
    """What a page is where it is no HTML, in words; None where it may be HTML."""
    start = page.body[:1024].lstrip()
    for magic, name in MAGIC:
        if start.startswith(magic) and not (magic == b"BM" and b"<" in start):
            return name
    lowered = start.lower()
    if b"<html" in lowered or lowered.startswith(b"<!doctype html"):
        return None
    for root, name in FEED_ROOTS:
        if root in lowered and (lowered.startswith((b"<?xml", root))):
            return name
    kind = page.content_type
    if kind not in HTML_TYPES:
        return kind
    if _is_binary(page.body[:4096]):
        return "binary data"
    return "JSON" if start[:1] in (b"{", b"[") and b"<" not in start else None
