from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsieve.article import Hints
from newsieve.discovery import Entry, Feed, read_feed
from newsieve.errors import InputError
from newsieve.urls import is_http

URL = "https://aldwick.example/news/feed.xml"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Aldwick Times</title><link>https://aldwick.example/</link><language>en-GB</language>
<atom:link rel="self" href="https://aldwick.example/news/feed.xml"/><atom:link rel="next" href="feed.xml?page=2"/>
<image><url>https://aldwick.example/logo.png</url><title>Logo</title><link>https://aldwick.example/</link></image>
<item><title>Harbour wall &amp; pier</title><link>https://aldwick.example/2024/05/01/wall</link>
<guid isPermaLink="false">77</guid><pubDate>Wed, 01 May 2024 10:00:00 +0100</pubDate>
<dc:creator>Maren Holt</dc:creator><description>Text</description></item>
<item><title><![CDATA[Ferry <em>late</em>]]></title><link><![CDATA[
 /2024/05/02/ferry ]]></link><author>jo@aldwick.example (Jo Lindt)</author></item>
<item><title>By its permalink</title><guid>https://aldwick.example/2024/05/03/permalink</guid></item>
<item><title>Nowhere</title><guid isPermaLink="false">https://aldwick.example/not-this</guid></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fo" xml:base="https://bryne.example/">
<title type="html">Bryne &lt;b&gt;Post&lt;/b&gt;</title><link rel="self" href="/feed"/>
<link rel="next" href="/feed?p=2"/>
<entry><title>Rain</title><id>tag:bryne.example,2024:1</id><updated>2024-05-01T09:00:00Z</updated>
<link rel="enclosure" href="/rain.mp3" type="audio/mpeg"/><link rel="alternate" type="application/json" href="/r.json"/>
<link rel="alternate" type="text/html" href="2024/rain"/>
<author><name>Eli Vang</name><email>e@b.example</email></author>
<author><name>Ada Strand</name></author></entry>
<entry><title>Snow</title><id>https://bryne.example/2024/snow</id><published>2024-05-02T09:00:00+02:00</published>
<updated>2024-05-03T09:00:00+02:00</updated></entry></feed>"""


def entries(text: str | bytes, url: str = URL) -> list[tuple[str, str | None]]:
    body = text.encode() if isinstance(text, str) else text
    return [(entry.url, entry.hints.title) for entry in read_feed(body, url).entries]


def item(inner: str, head: str = "") -> str:
    return f"{head}<rss><channel><item>{inner}</item></channel></rss>"


def test_an_rss_feed_gives_links_titles_dates_authors_and_its_next_page() -> None:
    assert read_feed(RSS.encode(), URL) == Feed(
        "Aldwick Times",
        "en-GB",
        (
            Entry(
                "https://aldwick.example/2024/05/01/wall",
                Hints("Harbour wall & pier", "2024-05-01T10:00:00+01:00", ("Maren Holt",), "en-GB"),
            ),
            Entry("https://aldwick.example/2024/05/02/ferry", Hints("Ferry late", None, ("Jo Lindt",), "en-GB")),
            Entry("https://aldwick.example/2024/05/03/permalink", Hints("By its permalink", None, (), "en-GB")),
        ),
        "https://aldwick.example/news/feed.xml?page=2",
    )


RAIN = "2024-05-01T09:00:00+00:00"


def test_an_atom_feed_prefers_html_and_respects_its_base() -> None:
    assert read_feed(ATOM.encode(), URL) == Feed(
        "Bryne Post",
        "fo",
        (
            Entry(
                "https://bryne.example/2024/rain",
                Hints(
                    "Rain", "2024-05-01T09:00:00+00:00", ("Eli Vang", "Ada Strand"), "fo", "2024-05-01T09:00:00+00:00"
                ),
            ),
            Entry(
                "https://bryne.example/2024/snow",
                Hints("Snow", "2024-05-02T09:00:00+02:00", (), "fo", "2024-05-03T09:00:00+02:00"),
            ),
        ),
        "https://bryne.example/feed?p=2",
    )


def test_an_rdf_feed_is_read() -> None:
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://x.example/"><title>X</title></channel>
    <item rdf:about="https://x.example/1"><title>One</title><dc:date>2024-05-01</dc:date></item>
    <item rdf:about="https://x.example/other"><title>Two</title><link>https://x.example/2</link></item></rdf:RDF>"""
    feed = read_feed(rdf.encode(), URL)
    assert feed.title == "X"
    assert [(entry.url, entry.hints.published) for entry in feed.entries] == [
        ("https://x.example/1", "2024-05-01"),
        ("https://x.example/2", None),
    ]


def test_a_json_feed_is_read() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Corrie Review",
        "language": "gd",
        "next_url": "?page=2",
        "items": [
            {
                "id": "1",
                "url": "/1",
                "title": "One &amp; only",
                "date_published": "2024-05-01T10:00:00-03:00",
                "authors": [{"name": "Una Reid"}, {"url": "x"}, None],
            },
            {"id": "https://corrie.example/2", "author": {"name": "Old style"}, "language": "en"},
            {"id": "3", "external_url": "https://elsewhere.example/3"},
            {"id": "4", "title": "no link"},
            "no item",
        ],
    }
    assert read_feed(b"\xef\xbb\xbf \n" + json.dumps(feed).encode(), "https://corrie.example/feed.json") == Feed(
        "Corrie Review",
        "gd",
        (
            Entry("https://corrie.example/1", Hints("One & only", "2024-05-01T10:00:00-03:00", ("Una Reid",), "gd")),
            Entry("https://corrie.example/2", Hints(None, None, ("Old style",), "en")),
            Entry("https://elsewhere.example/3", Hints(None, None, (), "gd")),
        ),
        "https://corrie.example/feed.json?page=2",
    )


def test_a_rewritten_link_gives_way_to_the_original() -> None:
    feed = item(
        "<title>A</title><link>https://proxy.example/~r/1</link><feedburner:origLink>https://a.example/1"
        "</feedburner:origLink>"
    )
    assert entries(feed) == [("https://a.example/1", "A")]


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_a_declared_encoding_is_used(charset: str) -> None:
    text = item("<title>Fjørð</title><link>/1</link>", f'<?xml version="1.0" encoding="{charset}"?>')
    assert entries(text.encode(charset)) == [("https://aldwick.example/1", "Fjørð")]


@pytest.mark.parametrize(("declared", "real"), [("utf-8", "cp1252"), ("us-ascii", "utf-8"), ("x-unheard-of", "utf-8")])
def test_a_wrong_or_unknown_encoding_does_not_lose_the_feed(declared: str, real: str) -> None:
    text = item("<title>Fjørð — “now”</title><link>/1</link>", f'<?xml version="1.0" encoding="{declared}"?>')
    assert entries(text.encode(real)) == [("https://aldwick.example/1", "Fjørð — “now”")]


def test_the_charset_of_the_header_counts_where_the_feed_declares_none() -> None:
    body = item("<title>Ёлка</title><link>/1</link>").encode("koi8-r")
    assert read_feed(body, URL, "koi8-r").entries[0].hints.title == "Ёлка"


@pytest.mark.parametrize(
    "text",
    [
        "\n \t" + RSS,
        "\ufeff" + RSS,
        "<br />\nWarning: something in /srv/feed.php\n".replace("<br />", "") + RSS,
        RSS[: RSS.index("<item><title>Nowhere")],  # cut off
        RSS.replace("Harbour wall &amp; pier", "Harbour wall & pier"),
        RSS.replace(' xmlns:dc="http://purl.org/dc/elements/1.1/"', ""),
        RSS.replace("<description>Text", "<description>Text\x0b\x00"),
        RSS.replace("<description>Text", "<description>Text&nbsp;&hellip;&bogus;"),
    ],
)
def test_a_slightly_broken_feed_gives_all_its_stories(text: str) -> None:
    assert [url.rsplit("/", 1)[1] for url, _ in entries(text)] == ["wall", "ferry", "permalink"]


def test_html_entities_become_characters() -> None:
    assert entries(item("<title>Caf&eacute;&nbsp;&mdash; bar &amp;amp; grill</title><link>/1</link>")) == [
        ("https://aldwick.example/1", "Café — bar & grill")
    ]


def test_a_story_listed_twice_is_one_entry() -> None:
    text = item("<link>/1</link><title>A</title>").replace("</channel>", "<item><link>/1</link></item></channel>")
    assert entries(text) == [("https://aldwick.example/1", "A")]


@pytest.mark.parametrize(
    "link", ["javascript:void(0)", "mailto:a@b.example", "http://", "ftp://a.example/1", "http://[x"]
)
def test_a_link_that_is_no_web_page_is_no_story(link: str) -> None:
    assert entries(item(f"<link>{link}</link>")) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<html><body><a href='/1'>no feed</a></body></html>", "not a feed"),
        (b"<!doctype html><html></html>", "not a feed"),
        (b"%PDF-1.7", "not a feed"),
        (b"plain words", "not a feed"),
        (b"<<<<", "not a feed"),
        (b'{"items": 3}', "not a feed"),
        (b'{"data": [1, 2]}', "not a feed"),
        (b"{broken", "not a feed"),
        (b"[" * 100_000, "not a feed"),
        (b'{"a":' * 100_000, "not a feed"),
        (b"<urlset><url><loc>https://a.example/</loc></url></urlset>", "not a feed"),
    ],
)
def test_what_is_no_feed_is_refused_by_name(body: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        read_feed(body, URL)
    assert str(caught.value).startswith(URL)
    assert "\n" not in str(caught.value)


def test_an_empty_feed_is_a_feed() -> None:
    assert read_feed(b"<rss><channel><title>Quiet</title></channel></rss>", URL) == Feed("Quiet")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMBS = {
    "in text": item("<title>&l11;</title><link>/1</link>", f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>'),
    "in an attribute": f'<!DOCTYPE feed [<!ENTITY l0 "ha">{LAUGHS}]>'
    '<feed><entry><link href="/1" title="&l11;"/></entry></feed>',
    "quadratic": item(
        f"<title>{'&b;' * 20_000}</title><link>/1</link>", f"<!DOCTYPE rss [<!ENTITY b '{'x' * 50_000}'>]>"
    ),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_an_entity_bomb_does_not_go_off(kind: str) -> None:
    begun = time.perf_counter()
    (entry,) = read_feed(BOMBS[kind].encode(), URL).entries
    assert time.perf_counter() - begun < 2
    assert len(entry.hints.title or "") < 1_000_000
    assert "haha" not in (entry.hints.title or "")


@pytest.mark.parametrize(
    "system", ["SYSTEM 'file:///etc/hostname'", "SYSTEM 'http://127.0.0.1:9/x'", "PUBLIC 'a' 'file:///etc/hostname'"]
)
def test_nothing_outside_the_feed_is_read(system: str) -> None:
    text = item("<title>[&x;]</title><link>/1</link>", f"<!DOCTYPE rss {system} [<!ENTITY x {system}>%x;]>")
    (entry,) = read_feed(text.encode(), URL).entries
    assert (entry.hints.title or "").replace("&x;", "") in ("[]", "[", "")


def test_a_feed_of_twenty_thousand_stories_is_read_in_seconds() -> None:
    body = "".join(f"<item><link>/{n}</link><title>Story {n}</title></item>" for n in range(20_000))
    begun = time.perf_counter()
    assert len(entries(f"<rss><channel>{body}</channel></rss>")) == 20_000
    assert time.perf_counter() - begun < 20


FRAGMENTS = """<rss> <channel> <item> <link> </link> <title> <feed> <entry> &amp; &nbsp; <![CDATA[ ]]> ]> &a; <guid> http://[
/1 { '?> '/> <pubDate> idna utf-7 unicode_escape é"""
PHRASES = [
    "<!DOCTYPE rss [",
    "<!ENTITY a '&a;'>",
    "<?xml encoding='",
    "<link href='",
    "99 May 99999",
    '{"title": 1, "items": [{"url":',
    "<item xml:base='http://[::1'>",
]
SOUP = st.lists(st.sampled_from(FRAGMENTS.split()) | st.sampled_from(PHRASES), max_size=30)


@given(st.binary(max_size=400) | SOUP.map(lambda parts: "".join(parts).encode()))
def test_any_bytes_are_a_feed_or_refused(body: bytes) -> None:
    try:
        found = read_feed(body, URL).entries
    except InputError:
        found = ()
    assert all(is_http(entry.url) for entry in found)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda x: st.lists(x) | st.dictionaries(st.text(), x),
)


@given(
    st.dictionaries(st.sampled_from(["url", "id", "title", "authors", "author", "date_published", "language"]), JSON)
)
def test_any_json_in_a_json_feed_is_survived(entry: dict[str, object]) -> None:
    feed = read_feed(json.dumps({"title": "x", "items": [entry]}).encode(), URL)
    assert len(feed.entries) <= 1
