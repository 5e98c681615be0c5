"""Redirects: one that leads to no URL costs a page one clear line, and none brings a password along."""

from __future__ import annotations

import re
from typing import Any

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import BaseRedirectMiddleware, MetaRefreshMiddleware, RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newsieve.errors import without_user
from newsieve.urls import DEFAULT_PORTS, is_http

SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.I)
LONGEST_TOLD = 200  # characters of a target
LOOKED_AT = 4 * 4096  # bytes; Scrapy looks at 4,096 characters, of at most four bytes each


class BadRedirect(IgnoreRequest):
    """A redirect to what is no URL, or none that is followed (`is_foreign`: file:, data:, …); `str()` says to what."""

    def __init__(self, target: str, status: int) -> None:
        scheme = SCHEME.match(target)
        self.is_foreign = scheme is not None and scheme[1].lower() not in DEFAULT_PORTS
        problem = "only http and https are followed" if self.is_foreign else "which is no URL"
        super().__init__(f"redirects to {without_user(target)[:LONGEST_TOLD]!r}, {problem}")
        self.status = status


class _Checked(BaseRedirectMiddleware):
    """A redirect's target is an http(s) URL, and loses its user name and password."""

    def _build_redirect_request(
        self, source_request: Request, response: Response, *, url: str, **others: Any
    ) -> Request:
        if not is_http(url):
            raise BadRedirect(url, response.status)
        return super()._build_redirect_request(source_request, response, url=without_user(url), **others)


class Redirects(_Checked, RedirectMiddleware):
    """Scrapy's redirects, where a server may write anything at all into Location: raises BadRedirect."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """The request that a redirect leads to, or the response that is none."""
        try:
            return super().process_response(request, response)
        except ValueError:  # no possible port or IPv6 address
            target = (response.headers["Location"] or b"").decode("utf-8", "replace")
            raise BadRedirect(target, response.status) from None


class Refreshes(_Checked, MetaRefreshMiddleware):
    """Scrapy's redirects by a page's own words; a page that leads to no URL is read as it is.

    Scrapy decodes every page whole to look for those words; here only one that may have them.
    """

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """The request that a page refreshes to, or the page."""
        if not may_refresh(response.body):
            return response
        try:
            return super().process_response(request, response)
        except (ValueError, BadRedirect):
            return response


def may_refresh(body: bytes) -> bool:
    """Whether a page's beginning, as far as Scrapy looks, may hold a refresh; two bytes a letter are not looked into.

    >>> may_refresh(b'<META http-equiv="Refresh" content="0; url=/b">'), may_refresh(b"<p>Refreshing!</p>" * 400)
    (True, True)
    >>> may_refresh(b"<p>" + 20_000 * b"x" + b"refresh")
    False
    """
    begins = body[:LOOKED_AT]
    return b"refresh" in begins.lower() or b"\0" in begins
