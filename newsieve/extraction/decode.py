"""Bytes to characters, whatever the page claims about itself."""

from __future__ import annotations

import codecs
import re

# What browsers do with these labels (the WHATWG encoding standard): supersets instead of the named set.
LABELS = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252",
    "windows-1252": "cp1252", "iso8859-1": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "x-gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932",
    "windows-31j": "cp932", "x-euc-jp": "euc_jp", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "tis-620": "cp874",
    "iso-8859-11": "cp874", "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8", "big5": "big5hkscs",
}  # fmt: skip
# Where nothing is declared: what pages in that language used before UTF-8.
BY_LANGUAGE = {
    "ja": ("cp932", "euc_jp"), "zh": ("gb18030", "big5hkscs"), "ko": ("cp949",), "ru": ("cp1251", "koi8_r"),
    "uk": ("cp1251",), "bg": ("cp1251",), "sr": ("cp1251",), "pl": ("iso8859_2", "cp1250"), "cs": ("cp1250",),
    "sk": ("cp1250",), "hu": ("cp1250",), "ro": ("cp1250",), "hr": ("cp1250",), "sl": ("cp1250",), "el": ("cp1253",),
    "tr": ("cp1254",), "he": ("cp1255",), "ar": ("cp1256",), "fa": ("cp1256",), "vi": ("cp1258",), "th": ("cp874",),
    "lt": ("cp1257",), "lv": ("cp1257",), "et": ("cp1257",),
}  # fmt: skip
BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
HEAD = 4096
META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
LANG = re.compile(rb"<html[^>]{0,400}?\blang\s*=\s*[\"']?\s*([a-zA-Z]{2,3})", re.IGNORECASE)
MOSTLY = 0.9  # of the sequences beyond ASCII that must be sound for a damaged page to count as UTF-8


def decode(body: bytes, header: str | None = None) -> str:
    """The characters of a page; never fails.

    A byte order mark is believed first, then the bytes themselves (what reads as UTF-8 is UTF-8, whatever is
    declared), then the header, the page's own declaration, and at last the habit of the page's language.
    """
    for mark, name in BOMS:
        if body.startswith(mark):
            return _clean(body[len(mark) :].decode(name, "replace"))
    if wide := _without_mark(body):
        return _clean(body.decode(wide, "replace"))
    return _clean(_by_evidence(body, [*_codecs(header), *_codecs(*_declared(body))]))


def _by_evidence(body: bytes, declared: list[str]) -> str:
    if body.isascii() and not any(name.startswith(("iso2022", "hz")) for name in declared):
        return body.decode("ascii")
    if not body.isascii() and (text := _strict(body, "utf-8")) is not None:
        return text
    if "utf-8" in declared and _is_damaged_utf8(body):
        return body.decode("utf-8", "replace")
    candidates = [name for name in declared if name != "utf-8"]
    if not candidates and _is_damaged_utf8(body):
        return body.decode("utf-8", "replace")
    for name in candidates or _habit(body):
        if (text := _strict(body, name)) is not None:
            return text
    return body.decode((candidates or _habit(body) or ["cp1252"])[0], "replace")


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeError, ValueError):
        return None


def _codecs(*labels: str | None) -> list[str]:
    """Python's names for declared labels; unknown ones fall away."""
    found = []
    for label in labels:
        wanted = (label or "").strip().strip("\"'").lower()
        try:
            info = codecs.lookup(LABELS.get(wanted, wanted))
            b"x".decode(info.name)  # not every codec makes text from bytes
        except (LookupError, UnicodeError, ValueError, TypeError, AssertionError):
            continue
        if not info.name.startswith(("utf-16", "utf-32")):  # unmarked bytes that were legible so far are not
            found.append(info.name)
    return found


def _declared(body: bytes) -> list[str]:
    head = body[:HEAD]
    return [m.group(1).decode("ascii", "ignore") for m in (META_CHARSET.search(head), XML_CHARSET.match(head)) if m]


def _without_mark(body: bytes) -> str | None:
    """UTF-16 without a byte order mark: every second byte of the head is zero."""
    head = body[:200]
    if len(head) < 20:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.35 and even < len(head) * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) * 0.35 and odd < len(head) * 0.1 else None


def _is_damaged_utf8(body: bytes) -> bool:
    """Whether nearly all of the bytes beyond ASCII form sound UTF-8: a cut or a patch, not another charset."""
    text = body.decode("utf-8", "replace")
    beyond = sum(not c.isascii() for c in text)
    return beyond > 0 and (beyond - text.count("\ufffd")) / beyond >= MOSTLY


def _habit(body: bytes) -> list[str]:
    match = LANG.search(body[:HEAD])
    language = match.group(1).decode("ascii").lower() if match else ""
    return [*BY_LANGUAGE.get(language, ()), "cp1252"]


def _clean(text: str) -> str:
    return text.replace("\x00", "")
