"""Title, authors, dates and the rest: JSON-LD, then Open Graph and meta tags, then the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import html

from newsieve.article import Hints
from newsieve.cleaning import Words, fold, guess_language, words_for
from newsieve.extraction.dates import date_in_url, in_shown_zone, is_local_writing, search_date, to_iso
from newsieve.extraction.head import Head, read_head
from newsieve.extraction.jsonld import Linked, as_list, plain, read_jsonld
from newsieve.extraction.people import clean_names
from newsieve.extraction.titles import choose_title
from newsieve.urls import is_front_page, resolve, same_site

PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "date_published",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date",
    "dc.date.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "date",
    "cxenseparse:recs:publishtime",
    "article.published", "og:pubdate", "rnews:datepublished", "citation_publication_date", "originalpublicationdate",
)  # fmt: skip
MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
    "last-modified",
    "revised",
)
AUTHOR = (
    "author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "cxenseparse:author",
    "citation_author",
    "twitter:data1:author",
    "article:author",
    "og:article:author",
)
SECTION = (
    "article:section",
    "og:article:section",
    "parsely-section",
    "section",
    "cxenseparse:section",
    "dc.subject.section",
)
KEYWORDS = ("article:tag", "og:article:tag", "parsely-tags", "news_keywords", "keywords", "sailthru.tags")
SITE_NAME_LONGEST = 5  # words
PAYWALL_MARKS = ("article:content_tier", "og:article:content_tier", "content_tier", "cxenseparse:paywall")
PAYWALL_WORDS = frozenset(["metered", "locked", "paid", "premium", "subscriber", "subscribers", "plus"])
FREE_WORDS = frozenset({"free", "open"})
AUTHOR_CLASS = re.compile(r"\b(?:byline|author|authors|autor|autoren|auteur|writer)", re.IGNORECASE)
SHOWN_LONGEST, NAMED_LONGEST = 5, 12  # words of an element that its class, or its property, calls an author
MOST_TAGS = 30
MOST_CLOCKS = 3
LONGEST_DATE = 120  # characters of a text that is a date and little else


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of its story, before any of its text is judged."""

    title: str | None
    titles: frozenset[str]  # every writing of it, folded
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    language: str | None
    site_names: frozenset[str]  # folded
    section: str | None
    tags: tuple[str, ...]
    canonical_url: str | None
    original_url: str | None
    paywalled: bool | None
    words: Words
    head: Head
    linked: Linked


def read_metadata(tree: html.HtmlElement, url: str, hints: Hints) -> Metadata:
    """The metadata of a page; `hints` fill what it leaves open. Reads only; call it before the tree is stripped."""
    head = read_head(tree)
    linked = read_jsonld(tree, head.first("og:title", "twitter:title") or head.title)
    language = _language(tree, head, linked, hints)
    words = words_for(language or "en")
    site_names = _site_names(tree, head, linked, url)
    title, titles = choose_title(tree, head, linked, hints, site_names)
    canonical, original = _canonical(head, url)
    return Metadata(
        title=title,
        titles=titles,
        authors=_authors(tree, head, linked, words, site_names) or hints.authors,
        published=_published(tree, head, linked, words, url, hints),
        modified=_first_date([linked.text("dateModified"), *head.all(*MODIFIED)], words),
        language=language,
        site_names=site_names,
        section=linked.text("articleSection") or head.first(*SECTION),
        tags=_tags(head, linked),
        canonical_url=canonical,
        original_url=original,
        paywalled=_paywalled(head, linked),
        words=words,
        head=head,
        linked=linked,
    )


def _language(tree: html.HtmlElement, head: Head, linked: Linked, hints: Hints) -> str | None:
    """The two-letter code: the page's own, the feed's, else a guess from its words."""
    named = (
        head.language,
        linked.text("inLanguage"),
        head.first("og:locale", "content-language", "language", "dc.language"),
        hints.language,
    )
    for name in named:
        if match := re.match(r"\s*([a-zA-Z]{2,3})(?:[-_]|\s*$)", name or ""):
            return match.group(1).lower()
    return guess_language(" ".join(" ".join(p.text_content() for p in tree.iter("p"))[:4000].split()))


def _site_names(tree: html.HtmlElement, head: Head, linked: Linked, url: str) -> frozenset[str]:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    names = {
        *head.all("og:site_name", "application-name", "twitter:site"),
        *linked.names("publisher"),
        *_home_links(tree, url),
        host,
        host.partition(".")[0],
    }
    return frozenset(filter(None, (fold(name) for name in names)))


def _home_links(tree: html.HtmlElement, url: str) -> list[str]:
    """What the page calls its own front page: a site signs itself so where it has no other way."""
    home = urljoin(url, "/")
    links = (" ".join(a.text_content().split()) for a in tree.iter("a") if a.get("href") in {"/", home})
    return [text for text in links if 1 < len(text.split()) <= SITE_NAME_LONGEST]


def _canonical(head: Head, url: str) -> tuple[str | None, str | None]:
    """The page's own address on its site, and the story's address on another site."""
    base = resolve(url, head.base) or url if head.base else url
    named = [link for value in (head.canonical, *head.all("og:url")[:1]) if value and (link := resolve(base, value))]
    link = named[0] if named else None
    if link is None:
        return None, None
    if not same_site(link, url):
        return None, None if is_front_page(link) or link != resolve(base, head.canonical or "") else link
    return (None, None) if is_front_page(link) and not is_front_page(url) else (link, None)


def _first_date(values: list[str | None], words: Words) -> str | None:
    return next((iso for value in values if (iso := to_iso(value, words))), None)


def _published(tree: html.HtmlElement, head: Head, linked: Linked, words: Words, url: str, hints: Hints) -> str | None:
    """The first declared date, else what the page shows, what its URL says, what a search finds."""
    declared = [linked.text("datePublished"), *head.all(*PUBLISHED), linked.text("dateCreated", "uploadDate")]
    values = [*declared, hints.published]
    if named := [iso for value in values if (iso := to_iso(value, words))]:
        local = next((other for other in named if is_local_writing(other, named[0])), None)
        return local or next((at for shown in _clocks(tree, words) if (at := in_shown_zone(named[0], shown))), named[0])
    in_url = date_in_url(url)
    shown = _shown_date(tree, words)
    if shown and (in_url is None or shown.startswith(in_url)):
        return shown
    return in_url or search_date(tree, url)


def _clocks(tree: html.HtmlElement, words: Words) -> Iterator[str]:
    """The times of day that the first <time> elements give."""
    for element in islice(tree.iter("time"), MOST_CLOCKS):
        for text in (element.get("datetime"), " ".join(element.text_content().split())[:LONGEST_DATE]):
            if iso := to_iso(text, words):
                yield iso


def _shown_date(tree: html.HtmlElement, words: Words) -> str | None:
    """The first date that the page marks as such outside lists of other stories."""
    for element in tree.iter("time", "abbr", "span", "p", "div"):
        own = element.get("datetime") or (
            element.get("content") if "date" in (element.get("itemprop") or "").lower() else None
        )
        if own and (iso := to_iso(own, words)):
            return iso
        named = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}".lower()
        if (
            element.tag == "time" or "date" in named or "publish" in named or "byline" in named or "timestamp" in named
        ) and len(element) < 8:
            text = " ".join(element.text_content().split())
            if len(text) < LONGEST_DATE and (iso := to_iso(text, words)):
                return iso
    return None


def _authors(
    tree: html.HtmlElement, head: Head, linked: Linked, words: Words, site_names: frozenset[str]
) -> tuple[str, ...]:
    for source in (linked.people("author"), head.all(*AUTHOR), linked.people("creator")):
        if names := clean_names(source, words, site_names):
            return names
    shown = clean_names(tuple(_shown_authors(tree, words)), words, site_names)
    return shown or tuple(dict.fromkeys((*linked.names("author"), *head.all("author"))))[:1]


def _shown_authors(tree: html.HtmlElement, words: Words) -> list[str]:
    """Who the page's byline names: links to the author, else the first element whose class says so."""
    linked = [
        e.text_content()
        for e in tree.iter("a")
        if "author" in (e.get("rel") or "").split() or e.get("itemprop") == "author"
    ]
    if linked:
        return [" ".join(text.split()) for text in linked[:5]]
    for element in tree.iter("span", "div", "p", "a", "address"):
        if AUTHOR_CLASS.search(f"{element.get('class', '')} {element.get('itemprop', '')} {element.get('id', '')}"):
            text = " ".join(element.text_content().split())
            most = NAMED_LONGEST if element.get("itemprop") == "author" else SHOWN_LONGEST
            if 3 < len(text) < 90 and (words.starts("by", text) or len(text.split()) <= most):
                return [text]
    return []


def _tags(head: Head, linked: Linked) -> tuple[str, ...]:
    listed = [
        part for value in as_list(linked.story.get("keywords")) if (text := plain(value)) for part in _parts(text)
    ]
    listed = listed or [part for name in KEYWORDS for value in head.all(name) for part in _parts(value)]
    return tuple({fold(tag): tag for tag in reversed(listed) if len(tag) < 80}.values())[::-1][:MOST_TAGS]


def _parts(text: str) -> list[str]:
    return [part for raw in re.split(r"[,;、]", text) if (part := raw.strip())]


def _paywalled(head: Head, linked: Linked) -> bool | None:
    if linked.paywalled is not None:
        return linked.paywalled
    said = {value.lower() for value in head.all(*PAYWALL_MARKS)}
    return True if said & PAYWALL_WORDS else False if said & FREE_WORDS else None
