"""The characters of a page come out right, whatever it declares."""

from __future__ import annotations

import codecs

import pytest

from newsieve.extraction.decode import decode

GERMAN = "Fräulein Söhnlein aß drüben süße Äpfel – „für mich“, sagte sie. "
JAPANESE = "水無月湖の遊覧船は今秋に再開する。"
RUSSIAN = "Мост через реку Ольм закроют на два года."


def page(text: str, charset: str, declared: str | None, lang: str = "de") -> bytes:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f'<html lang="{lang}"><head>{meta}</head><body>{text}</body></html>'.encode(charset)


@pytest.mark.parametrize(
    ("text", "charset", "declared", "header", "lang"),
    [
        (GERMAN, "utf-8", "utf-8", None, "de"),
        (GERMAN, "utf-8", None, "utf-8", "de"),
        (GERMAN, "utf-8", None, None, "de"),
        (GERMAN, "utf-8", "windows-1252", None, "de"),
        (GERMAN, "utf-8", "iso-8859-1", "ISO-8859-1", "de"),
        (GERMAN, "cp1252", "utf-8", None, "de"),
        (GERMAN, "cp1252", None, "utf-8", "de"),
        (GERMAN, "cp1252", "iso-8859-1", None, "de"),
        (GERMAN, "cp1252", None, None, "de"),
        (GERMAN, "cp1252", "no-such-charset", "'quoted\"", "de"),
        (JAPANESE, "cp932", "shift_jis", None, "ja"),
        (JAPANESE, "cp932", None, "Shift_JIS", "ja"),
        (JAPANESE, "cp932", None, None, "ja"),
        (JAPANESE, "euc_jp", "euc-jp", None, "ja"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp", None, "ja"),
        (JAPANESE, "utf-8", "shift_jis", None, "ja"),
        (RUSSIAN, "cp1251", None, None, "ru"),
        (RUSSIAN, "koi8_r", "koi8-r", None, "ru"),
        (GERMAN, "utf-16", "utf-8", None, "de"),
        (GERMAN, "utf-16-le", None, None, "de"),
        (GERMAN, "utf-16-be", "utf-8", "utf-8", "de"),
    ],
)
def test_text_comes_out_right(text: str, charset: str, declared: str | None, header: str | None, lang: str) -> None:
    assert text in decode(page(text, charset, declared, lang), header)


def test_a_byte_order_mark_is_believed_and_removed() -> None:
    decoded = decode(codecs.BOM_UTF8 + page(GERMAN, "utf-8", "cp1252"))
    assert decoded.startswith("<html")
    assert GERMAN in decoded


def test_a_damaged_byte_does_not_change_the_charset_of_the_page() -> None:
    body = page(GERMAN * 5, "utf-8", "utf-8").replace(b"</body>", b"\xe4\xf6</body>")
    assert GERMAN in decode(body)


def test_an_unmarked_page_that_was_cut_is_still_utf8() -> None:
    assert GERMAN in decode(page(GERMAN * 5 + "ä", "utf-8", None)[: -len("</body></html>") - 1])


def test_codecs_that_make_no_text_are_passed_over() -> None:
    assert GERMAN in decode(page(GERMAN, "cp1252", "rot13"), "base64")
