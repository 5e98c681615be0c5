"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterator

from newsieve.article import Hints
from newsieve.discovery.dates import iso_date
from newsieve.discovery.entry import Entry, Feed, legal, one_line
from newsieve.urls import resolve

MARKS = ("home_page_url", "feed_url", "title")


def read_json_feed(body: bytes, url: str) -> Feed | None:
    """The JSON Feed in `body`, or None where it is none."""
    try:
        data = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):  # no JSON; nested thousands deep
        return None
    if not isinstance(data, dict) or not _is_feed(data):
        return None
    language = _string(data.get("language"))
    entries = {entry.url: entry for entry in _entries(data["items"], url, language)}
    return Feed(one_line(_string(data.get("title"))), language, tuple(entries.values()), _url(data, "next_url", url))


def _is_feed(data: dict[str, object]) -> bool:
    named = "jsonfeed.org" in (_string(data.get("version")) or "") or any(mark in data for mark in MARKS)
    return named and isinstance(data.get("items"), list)


def _entries(items: object, base: str, language: str | None) -> Iterator[Entry]:
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            link = _url(item, "url", base) or _url(item, "external_url", base) or _permalink(item)
            if link:
                yield Entry(link, _hints(item, language))


def _permalink(item: dict[str, object]) -> str | None:
    name = _string(item.get("id")) or ""
    return resolve(name, name)


def _hints(item: dict[str, object], language: str | None) -> Hints:
    modified = iso_date(_string(item.get("date_modified")))
    published = iso_date(_string(item.get("date_published"))) or modified
    own = _string(item.get("language"))
    return Hints(one_line(_string(item.get("title"))), published, tuple(_authors(item)), own or language, modified)


def _authors(item: dict[str, object]) -> Iterator[str]:
    several = item.get("authors")
    for author in several if isinstance(several, list) else [item.get("author")]:
        name = one_line(_string(author.get("name"))) if isinstance(author, dict) else None
        if name:
            yield name


def _url(data: dict[str, object], key: str, base: str) -> str | None:
    link = _string(data.get(key))
    return resolve(base, link) if link else None


def _string(value: object) -> str | None:
    return (legal(value).strip() or None) if isinstance(value, str) else None
