"""The next page of a list."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from newsieve.discovery.words import NEXT_WORDS, PAGE_KEYS

PAGE_IN_PATH = re.compile(r"/(?:page|seite|pagina|strana|pg|p)[/_-]?(\d{1,4})(?:\.\w+)?/?$", re.I)
ARROWS = re.compile(r"[\s»›>→⟩▶…:.\[\]()-]+")
ARROW_ONLY = re.compile(r"\s*(?:»|›|>>?|→|⟩|▶)\s*")


def page_number(url: str) -> int:
    """The number of a list's page; 1 where the URL names none.

    >>> page_number("https://example.org/news/page/3/"), page_number("https://example.org/news?page=2")
    (3, 2)
    """
    parts = urlsplit(url)
    if match := PAGE_IN_PATH.search(parts.path):
        return int(match[1])
    query = ((key.lower(), value) for key, value in parse_qsl(parts.query))
    return next((int(value) for key, value in query if _numbers_page(key, value)), 1)


def _numbers_page(key: str, value: str) -> bool:
    most = 2 if key == "p" else 4  # ?p=1234 is a story, ?p=2 a page
    return key in PAGE_KEYS and re.fullmatch(r"[0-9]{1,4}", value) is not None and len(value) <= most


def whole_list(url: str) -> str:
    """The URL without its page number: the same for all pages of one list.

    >>> whole_list("https://example.org/news/page/3/"), whole_list("https://example.org/news?page=2")
    ('https://example.org/news', 'https://example.org/news')
    """
    parts = urlsplit(url)
    path = PAGE_IN_PATH.sub("", parts.path).rstrip("/")
    query = [(k, v) for k, v in parse_qsl(parts.query) if not _numbers_page(k.lower(), v)]
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query), ""))


def is_next(here: str, link: str, anchor: str, relation: str = "") -> bool:
    """Whether `link`, found on the list page `here`, leads to the list's next page.

    By its relation, by a page number one higher, or by an anchor such as "Next", "Older" or "»" within the list.

    >>> is_next("https://example.org/news", "https://example.org/news?page=2", "2")
    True
    >>> is_next("https://example.org/news?page=2", "https://example.org/news?page=4", "4")
    False
    """
    if "next" in relation.lower().split():
        return True
    same_list = whole_list(here) == whole_list(link)
    if same_list and page_number(link) == page_number(here) + 1:
        return True
    return (
        _says_next(anchor, same_list) and _within(here, link) and page_number(link) not in range(1, page_number(here))
    )


def _says_next(anchor: str, same_list: bool) -> bool:
    if ARROW_ONLY.fullmatch(anchor):
        return same_list
    return ARROWS.sub(" ", anchor).strip().lower() in NEXT_WORDS


def _within(here: str, link: str) -> bool:
    """Whether `link` is another view of the list, or lies below it."""
    a, b = urlsplit(here), urlsplit(link)
    same_view = a.path == b.path and bool(b.query) and a.query != b.query
    below = b.path.startswith(a.path.rstrip("/") + "/") and a.path.rstrip("/") != b.path.rstrip("/")
    return a.netloc == b.netloc and (same_view or below)
