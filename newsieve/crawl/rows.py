"""Requests as rows of the frontier, and back: as JSON, for a store may be shared with others."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from scrapy import Request, Spider

from newsieve.article import Hints
from newsieve.crawl.leases import LEASE
from newsieve.crawl.origin import host_of
from newsieve.crawl.pages import ARTICLE
from newsieve.crawl.rechecks import RECHECK
from newsieve.crawl.scopes import signed
from newsieve.crawl.visits import PLACE, place_of
from newsieve.rhythm import Bounds
from newsieve.store import Asked, Lease, NewsPlace, PlaceKind
from newsieve.urls import digest, page_key

SCOPE = "scope"  # in a request's meta: whose it is, a number; only such requests are kept in the store
PUT_OFF = "put_off"  # in a request's meta: how often it was asked for in vain and put off
# What of a request's meta is kept; the rest is made anew for each fetch.
KEPT = ("role", "source", "outlet", "via", "continues", "download_maxsize", "terms", "depth", RECHECK)
REDIRECTED = ("redirect_urls", "redirect_reasons", "redirect_times", "redirect_ttl")


def key_of(request: Request) -> int:
    """What a request is known by in its round: a story by its page, a list by who reads it, too."""
    page = page_key(request.url)
    if request.dont_filter:  # who asked for it knows why: it stays the same request, wherever it leads
        page = page_key(request.meta.get("redirect_urls", [request.url])[0])
    if request.meta.get("role") == ARTICLE:
        return signed(digest(page))
    return signed(digest(f"{request.meta[SCOPE]} {_name(request.callback)} {page}"))


def asked(request: Request) -> Asked:
    """A request with a scope as the row that it becomes."""
    meta = request.meta
    lease, quota = meta.get(LEASE), meta.get("quota")
    is_story = meta.get("role") == ARTICLE and RECHECK not in meta
    from_page = meta.get("redirect_urls", [request.url])[0]
    return Asked(
        key=key_of(request),
        scope=meta[SCOPE],
        host=host_of(request.url) or "",
        priority=request.priority,
        body=_body(request),
        story=is_story,
        most=quota.most if quota else 0,
        after=int(lease) if lease else None,
        led=(page_key(from_page), page_key(request.url)) if lease else None,
        place=place_of(request),
    )


def request_of(lease: Lease, spider: Spider) -> Request:
    """The request that a lease is for. Raises ValueError where this spider did not write it."""
    try:
        told = json.loads(lease.body)
        meta = told["meta"] | {SCOPE: lease.scope, LEASE: str(lease.key), PUT_OFF: lease.put_off}
        if hints := meta.get("hints"):
            meta["hints"] = Hints(**hints | {"authors": tuple(hints["authors"])})
        if place := meta.get(PLACE):
            as_it_was = {"kind": PlaceKind(place["kind"]), "bounds": Bounds(**place["bounds"])}
            meta[PLACE] = NewsPlace(**place | as_it_was)
        read, give_up = getattr(spider, told["read"]), getattr(spider, told["give_up"])
        return Request(
            told["url"],
            read,
            errback=give_up,
            meta=meta,
            priority=lease.priority,
            cb_kwargs=told["told"],
            dont_filter=told["again"],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no request of the spider {spider.name}: {error}") from None


def _body(request: Request) -> str:
    meta: dict[str, Any] = {name: request.meta[name] for name in (*KEPT, *REDIRECTED) if name in request.meta}
    if hints := request.meta.get("hints"):
        meta["hints"] = asdict(hints)
    if place := place_of(request):
        meta[PLACE] = asdict(place)
    told = {
        "url": request.url,
        "read": _name(request.callback),
        "give_up": _name(request.errback),
        "meta": meta,
        "told": request.cb_kwargs,
        "again": request.dont_filter,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _name(method: Any) -> str:
    """The name of a spider's method."""
    return str(method.__name__)
