"""What a page says of itself is found in JSON-LD, Open Graph, meta tags and on the page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsieve.article import Article, Hints, Page
from newsieve.extraction import extract

URL = "https://www.example.com/news/bridge"
BODY = "".join(
    f"<p>Paragraph {i}: the council of Ardenne met again on Monday and voted for bridge number {i} over the Olm.</p>"
    for i in range(6)
)


def article(head: str = "", body: str = "<h1>Ardenne builds a bridge</h1>", url: str = URL, **more: Any) -> Article:
    html = f"<html><head>{head}</head><body><article>{body}{BODY}</article></body></html>"
    result = extract(Page(url=url, requested_url=url, body=html.encode(), **more))
    assert isinstance(result, Article)
    return result


def ld(data: Any) -> str:
    return f'<script type="application/ld+json">{data if isinstance(data, str) else json.dumps(data)}</script>'


def test_the_headline_is_what_two_sources_say_against_the_heading() -> None:
    graph = '<meta property="og:title" content="Ardenne builds a bridge at last">'
    both = graph + ld({"@type": "NewsArticle", "headline": "Ardenne builds a bridge at last"})
    assert article(graph).title == "Ardenne builds a bridge"
    assert article(both).title == "Ardenne builds a bridge at last"


NODE = {
    "@type": "NewsArticle",
    "headline": "Ardenne builds a bridge",
    "datePublished": "2024-05-04T10:00:00+02:00",
    "dateModified": "2024-05-05",
    "author": {"@type": "Person", "name": "Mara Ilves"},
    "articleSection": ["Local"],
    "keywords": "bridges, Olm",
}


@pytest.mark.parametrize(
    "data",
    [
        NODE,
        [{"@type": "WebSite", "name": "Courier"}, NODE],
        {"@context": "https://schema.org", "@graph": [{"@type": "Organization", "name": "Courier"}, NODE]},
        {"@type": "WebPage", "mainEntity": NODE},
        "<!--\n" + json.dumps(NODE) + "\n-->",
        "/*<![CDATA[*/" + json.dumps(NODE) + "/*]]>*/",
        json.dumps(NODE)[:-1] + ",}",
    ],
    ids=["plain", "list", "graph", "nested", "comment", "cdata", "comma"],
)
def test_jsonld_is_read_in_every_shape(data: Any) -> None:
    found = article(ld(data))
    assert (found.title, found.authors, found.section) == ("Ardenne builds a bridge", ("Mara Ilves",), "Local")
    assert (found.published, found.modified) == ("2024-05-04T10:00:00+02:00", "2024-05-05")
    assert found.tags == ("bridges", "Olm")


def test_broken_jsonld_gives_its_plain_fields() -> None:
    found = article(ld(json.dumps(NODE).replace('"keywords": ', '"keywords": oops ')))
    assert (found.authors, found.published) == (("Mara Ilves",), "2024-05-04T10:00:00+02:00")


def test_an_author_named_by_reference_is_found() -> None:
    graph = [{**NODE, "author": {"@id": "#m"}}, {"@type": "Person", "@id": "#m", "name": "Jon Tarr"}]
    assert article(ld({"@graph": graph})).authors == ("Jon Tarr",)


def test_meta_tags_stand_in_for_jsonld() -> None:
    tags = {
        "og:title": "Ardenne builds a bridge - Courier",
        "og:site_name": "Courier",
        "author": "By Mara Ilves and Jon Tarr",
        "article:published_time": "2024-05-04T08:00Z",
        "article:section": "Local",
        "keywords": "bridges, Olm",
        "og:locale": "de_AT",
    }
    found = article("".join(f'<meta property="{name}" content="{said}">' for name, said in tags.items()), body="")
    assert (found.title, found.authors) == ("Ardenne builds a bridge", ("Mara Ilves", "Jon Tarr"))
    assert (found.published, found.section, found.tags) == ("2024-05-04T08:00:00+00:00", "Local", ("bridges", "Olm"))
    assert found.language == "de"


def test_the_page_itself_stands_in_for_meta_tags() -> None:
    found = article(
        body='<h1>Ardenne builds a bridge</h1><p class="byline">By Mara Ilves</p>'
        '<time datetime="2024-05-04">4 May</time>'
    )
    assert (found.title, found.authors, found.published) == ("Ardenne builds a bridge", ("Mara Ilves",), "2024-05-04")
    assert found.language == "en"


def test_the_pages_own_zone_is_preferred_to_utc() -> None:
    clock = '<h1>Ardenne builds a bridge</h1><time datetime="2024-05-03 20:30">May 3, 8:30 p.m.</time>'
    found = article(ld({**NODE, "datePublished": "2024-05-04T00:30:12Z"}), clock)
    assert found.published == "2024-05-03T20:30:12-04:00"


def test_a_date_in_the_address_is_found() -> None:
    assert article(url="https://example.com/2024/05/04/bridge").published == "2024-05-04"


def test_hints_fill_what_the_page_leaves_open() -> None:
    hints = Hints("The feed's own title", "2024-05-04T10:00:00+02:00", ("Petra Solheim",), "en-GB")
    found = article(body="", hints=hints)
    assert (found.title, found.authors) == ("The feed's own title", ("Petra Solheim",))
    assert (found.published, found.language) == ("2024-05-04T10:00:00+02:00", "en")


@pytest.mark.parametrize(
    ("link", "canonical", "original"),
    [
        ("/news/bridge-1", "https://www.example.com/news/bridge-1", None),
        ("https://m.example.com/b", "https://m.example.com/b", None),
        ("https://www.example.com/", None, None),
        ("https://wire.example/story/9", None, "https://wire.example/story/9"),
        ("https://wire.example/", None, None),
        ("mailto:x", None, None),
    ],
)
def test_the_canonical_link_counts_within_the_site(link: str, canonical: str | None, original: str | None) -> None:
    found = article(f'<link rel="canonical" href="{link}">')
    assert (found.canonical_url, found.original_url) == (canonical, original)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (ld({**NODE, "isAccessibleForFree": False}), True),
        (ld({**NODE, "isAccessibleForFree": "http://schema.org/False"}), True),
        (ld({**NODE, "isAccessibleForFree": "True"}), False),
        (ld({**NODE, "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "False"}}), True),
        ('<meta property="article:content_tier" content="metered">', True),
        ('<meta property="article:content_tier" content="free">', False),
        ("", None),
    ],
)
def test_a_paywall_is_told_by_its_marks(head: str, expected: bool | None) -> None:
    assert article(head).paywalled is expected


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("", "<p>This story first appeared on Vestmark Post.</p>", "Vestmark Post"),
        ("", "<p>This article was originally published by The Olm Review, a weekly.</p>", "The Olm Review"),
        (ld({**NODE, "author": {"@type": "Organization", "name": "Reuters"}}), "", "Reuters"),
        ("", "<p>OLMGATE (AP) — The council of Ardenne voted for a new bridge over the Olm on Monday night.</p>", "AP"),
        ('<link rel="canonical" href="https://www.wire.example/story/9">', "", "wire.example"),
        ("", "", None),
    ],
)
def test_the_original_source_is_named(head: str, body: str, expected: str | None) -> None:
    assert article(head, "<h1>Ardenne builds a bridge</h1>" + body).original_source == expected


def test_images_carry_caption_credit_and_alternative_text() -> None:
    found = article(
        body='<h1>Ardenne builds a bridge</h1><figure><img src="/b.jpg" alt="A bridge"><figcaption>The bridge at dawn. '
        '<span class="credit">Mara Ilves</span></figcaption></figure>'
    )
    image = found.images[0]
    assert (image.url, image.caption, image.credit, image.alt) == (
        "https://www.example.com/b.jpg",
        "The bridge at dawn.",
        "Mara Ilves",
        "A bridge",
    )


def test_key_site_and_the_crawls_own_fields_are_carried_over() -> None:
    found = article(url=URL + "?utm_source=x#top", outlet="Courier", via="feed", lease="7")
    assert (found.key, found.site, found.outlet, found.via, found.lease) == (URL, "Courier", "Courier", "feed", "7")
    assert found.source == URL + "?utm_source=x#top"
