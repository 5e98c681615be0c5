"""Redirects: one that leads to no URL costs a page one clear line, and none brings a password along."""

from __future__ import annotations

from typing import Any

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import BaseRedirectMiddleware, MetaRefreshMiddleware, RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newsieve.errors import without_user
from newsieve.urls import is_http


class BadRedirect(IgnoreRequest):
    """A redirect to what is no URL; `str()` says to what."""

    def __init__(self, target: str, status: int) -> None:
        super().__init__(f"redirects to {without_user(target)!r}, which is no URL")
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
    """Scrapy's redirects by a page's own words; a page that leads to no URL is read as it is."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """The request that a page refreshes to, or the page."""
        try:
            return super().process_response(request, response)
        except (ValueError, BadRedirect):
            return response
