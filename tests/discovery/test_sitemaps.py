from __future__ import annotations

import gzip
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsieve.article import Hints
from newsieve.discovery import Listed, SubSitemap, is_older, read_sitemap, sitemaps_in
from newsieve.errors import InputError
from newsieve.urls import is_http
from newsieve.values import read_since

URL = "https://aldwick.example/maps/news.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://aldwick.example/2024/05/01/wall</loc><lastmod>2024-05-02T08:00:00Z</lastmod>
<image:image><image:loc>https://aldwick.example/wall.jpg</image:loc><image:title>The wall</image:title></image:image>
<news:news><news:publication><news:name>Aldwick Times</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2024-05-01T10:00:00+01:00</news:publication_date>
<news:title>Harbour wall &amp; pier</news:title></news:news></url>
<url><loc><![CDATA[ /2024/05/02/ferry?a=1&b=2 ]]></loc><changefreq>daily</changefreq></url>
</urlset>"""
WALL = Listed(
    "https://aldwick.example/2024/05/01/wall",
    "2024-05-02T08:00:00+00:00",
    Hints("Harbour wall & pier", "2024-05-01T10:00:00+01:00", (), "en"),
    news=True,
)
FERRY = Listed("https://aldwick.example/2024/05/02/ferry?a=1&b=2")
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def read(text: str | bytes) -> list[Listed | SubSitemap]:
    return list(read_sitemap(text.encode() if isinstance(text, str) else text, URL))


def urls(text: str | bytes) -> list[str]:
    return [entry.url.rpartition("aldwick.example")[2] for entry in read(text)]


def test_a_news_sitemap_gives_urls_and_what_it_says_of_each_story_but_not_its_pictures() -> None:
    assert read(NEWS) == [WALL, FERRY]
    assert [entry.dated for entry in read(NEWS)] == ["2024-05-01T10:00:00+01:00", None]


def test_an_index_gives_its_sitemaps_with_their_dates() -> None:
    text = "<sitemapindex><sitemap><loc>b.xml.gz</loc><lastmod>2024-05-01</lastmod></sitemap><sitemap><loc>/c</loc>"
    assert read(text) == [
        SubSitemap("https://aldwick.example/maps/b.xml.gz", "2024-05-01"),
    ]
    assert read(text + "</sitemap></sitemapindex>")[1:] == [SubSitemap("https://aldwick.example/c")]


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(NEWS.encode(), mtime=0),
        gzip.compress(NEWS[:300].encode(), mtime=0) + gzip.compress(NEWS[300:].encode(), mtime=0) + b"\0" * 20,
        NEWS.encode("utf-16"),
        NEWS.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        BOM + NEWS,
        "\n \t" + NEWS,
        "Notice: something in /srv/map.php\n" + NEWS,
        NEWS.replace("http://www.sitemaps.org/schemas/sitemap/0.9", "http://www.google.com/schemas/sitemap/0.84"),
        NEWS.replace('xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" ', ""),
        NEWS.replace("</urlset>", ""),
        NEWS.replace(' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', ""),
        NEWS.replace("wall &amp; pier", "wall & pier"),
        NEWS.replace("Aldwick Times", "Aldwick&nbsp;Times&bogus;\x0b\x00"),
    ],
)
def test_a_slightly_broken_or_packed_sitemap_gives_all_its_entries(body: str | bytes) -> None:
    assert read(body) == [WALL, FERRY]


def test_a_plain_text_sitemap_is_one_url_a_line() -> None:
    text = "https://aldwick.example/1\r\nhttps://aldwick.example/2?a=1&b=2\n\nnonsense\nhttps://aldwick.example/3"
    assert urls(text) == ["/1", "/2?a=1&b=2", "/3"]
    assert urls(BOM + text) == urls(gzip.compress(text.encode())) == ["/1", "/2?a=1&b=2", "/3"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (gzip.compress(b"", mtime=0), "empty"),
        (b"<html><body><a href='/1'>no sitemap</a></body></html>", "not a sitemap"),
        (b"<!doctype html><html></html>", "not a sitemap"),
        (b"<rss><channel><item><link>/1</link></item></channel></rss>", "not a sitemap"),
        (b"%PDF-1.7", "not a sitemap"),
        (b"plain words", "not a sitemap"),
        (b"<<<<", "not a sitemap"),
        (b"\x1f\x8b\x08nothing", "broken gzip"),
    ],
)
def test_what_is_no_sitemap_is_refused_by_name(body: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        read(body)
    assert str(caught.value).startswith(URL)
    assert "\n" not in str(caught.value)


def test_of_a_broken_gzip_the_entries_before_the_break_are_given() -> None:
    lines = "".join(f"https://aldwick.example/{n}\n" for n in range(50_000)).encode()
    found: list[Listed | SubSitemap] = []
    with pytest.raises(InputError, match="broken gzip: it ends too early"):
        found.extend(read_sitemap(gzip.compress(lines)[:-5000], URL))
    assert 10_000 < len(found) < 50_000


def test_a_gzip_bomb_is_left_at_fifty_mebibytes() -> None:
    bomb = gzip.compress(f"<urlset>{'<url><loc>/1</loc></url>' + ' ' * 1_000_000}".encode() * 60)
    with pytest.raises(InputError, match="larger than 50 MiB"):
        read(bomb)
    with pytest.raises(InputError, match="larger than 50 MiB"):
        read(b"<urlset>" + b" " * (51 << 20))


def test_megabytes_without_an_entry_are_not_kept() -> None:
    with pytest.raises(InputError, match="more than 2 MiB without an entry"):
        read("<urlset><url><loc>/1</loc></url>" + "<x/>" * (1 << 20))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMBS = {
    "in text": f'<!DOCTYPE urlset [<!ENTITY l0 "ha">{LAUGHS}]>'
    "<urlset><url><title>&l11;</title><loc>/1</loc></url></urlset>",
    "in an attribute": f'<!DOCTYPE urlset [<!ENTITY l0 "ha">{LAUGHS}]>'
    '<urlset><url a="&l11;"><title>x</title><loc>/1</loc></url></urlset>',
    "quadratic": f"<!DOCTYPE urlset [<!ENTITY b '{'x' * 50_000}'>]>"
    f"<urlset><url><title>{'&b;' * 20_000}</title><loc>/1</loc></url></urlset>",
}


@pytest.mark.parametrize("kind", BOMBS)
def test_an_entity_bomb_does_not_go_off(kind: str) -> None:
    begun = time.process_time()
    (entry,) = read(BOMBS[kind])
    assert time.process_time() - begun < 2
    assert isinstance(entry, Listed)
    assert "haha" not in (entry.hints.title or "")
    assert len(entry.hints.title or "") < 1_000_000


def test_nothing_outside_the_sitemap_is_read() -> None:
    text = "<!DOCTYPE u SYSTEM 'file:///etc/hostname' [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
    (entry,) = read(f"{text}<urlset><url><loc>/1</loc><title>[&x;]</title></url></urlset>")
    assert isinstance(entry, Listed)
    assert (entry.hints.title or "").replace("&x;", "") == "[]"


def test_a_sitemap_of_fifty_thousand_urls_is_read_in_seconds_and_flat_memory() -> None:
    entry = NEWS.partition("<url>")[2].partition("</url>")[0]
    entries = "".join(f"<url>{entry.replace('01/wall', f'01/wall-{n}')}</url>\n" for n in range(50_000))
    body = f"{NEWS.partition('<url>')[0]}{entries}</urlset>".encode()
    begun, before, most = time.process_time(), resident(), 0
    reading, count = read_sitemap(body, URL), 0
    while read := sum(1 for _ in islice(reading, 5_000)):
        count, most = count + read, max(most, resident() - before)
    assert count == 50_000
    assert most < 16 << 20
    assert time.process_time() - begun < 30


def resident() -> int:
    """The bytes of memory that this process has, those of the C libraries too."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


FRAGMENTS = """<urlset> <sitemapindex> <url> </url> <sitemap> </sitemap> <loc> </loc> <lastmod> </lastmod>
<news:news> <title> &amp; &nbsp; <![CDATA[ ]]> ]> &a; http://[ /1 https://a.example/ '?> '/> <publication_date>
utf-7 idna é"""
PHRASES = ["<!DOCTYPE u [", "<!ENTITY a '&a;'>", "<?xml encoding='", "99 May 99999", "<url xml:base='http://[::1'>"]
SOUP = st.lists(st.sampled_from(FRAGMENTS.split()) | st.sampled_from(PHRASES), max_size=30)


@given(
    st.binary(max_size=400)
    | SOUP.map(lambda parts: "".join(parts).encode())
    | st.binary(max_size=99).map(gzip.compress)
)
def test_any_bytes_are_a_sitemap_or_refused(body: bytes) -> None:
    found: list[Listed | SubSitemap] = []
    with suppress(InputError):
        found.extend(read_sitemap(body, URL))
    assert all(is_http(entry.url) for entry in found)


# --- robots.txt, and how far back ---


def test_a_robots_txt_names_its_sitemaps_those_of_news_first() -> None:
    text = (
        b"\xef\xbb\xbfSITEMAP : https://aldwick.example/a.xml # all\r\nsitemap: /google-news.xml\rSitemap: ftp://x/\n"
    )
    assert sitemaps_in(text + b"#Sitemap: /no.xml\nSitemap:\n", "https://aldwick.example/robots.txt") == (
        "https://aldwick.example/google-news.xml",
        "https://aldwick.example/a.xml",
    )


@given(st.binary(max_size=200))
def test_any_robots_txt_is_survived(body: bytes) -> None:
    assert all(is_http(link) for link in sitemaps_in(b"Sitemap: " + body, "https://aldwick.example/robots.txt"))


@pytest.mark.parametrize("text", ["soon", "2", "2y", "400d", "2024-13-01", "-1d"])
def test_a_window_that_is_neither_date_nor_span_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match="expected a date or a time span"):
        read_since(text)


def test_what_was_published_on_the_first_day_of_the_window_lies_in_it() -> None:
    since = read_since("2024-05-01T18:00:00+02:00")
    assert [
        is_older(date, "", since) for date in ("2024-04-30", "2024-05-01", "2024-05-01T15:59Z", "2024-05-01T16:00Z")
    ] == [
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("url", "older"),
    [
        ("https://a.example/sitemap-2004-05.xml", True),
        ("https://a.example/2024/04/30/harbour", True),
        ("https://a.example/2024/05/harbour", False),
        ("https://a.example/20240430-harbour", True),
        ("https://a.example/story/19990412345", False),
        ("https://2004-05.example/story", False),
        ("https://a.example/2024/04/31/harbour", False),
    ],
)
def test_without_a_date_the_one_in_the_url_counts(url: str, older: bool) -> None:
    assert is_older(None, url, read_since("2024-05-01")) is older
