"""Everything that is fetched goes into an archive, as it passed: pages, lists, robots.txt, redirects, errors."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Headers, Response

from newsieve.archives import ArchiveFolder, Exchange
from newsieve.article import Hints
from newsieve.clock import now
from newsieve.crawl.conditional import CONDITIONS, NOT_MODIFIED
from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread
from newsieve.errors import InputError, without_user

SECRET = frozenset({"proxy-authorization", "authorization", "cookie"})
UNCHUNKED = frozenset({"transfer-encoding", "content-length"})


class ArchiveAnswers:
    """Downloader middleware, next to the network: an answer goes on when it is written.

    Where it cannot be written the crawl ends: what the archive does not have is not stored either.
    """

    def __init__(self, services: Services, archive: ArchiveFolder) -> None:
        self._services, self._archive = services, archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy; not where no archive is wanted."""
        services = Services.of(crawler)
        if services.archive is None:
            raise NotConfigured
        return cls(services, services.archive)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Write the exchange, then pass on the answer."""
        if not self._services.is_over:
            try:
                await in_thread(self._archive.write, exchange_of(request, response))
            except InputError as error:
                self._services.give_up(error)
        if self._services.is_over:
            raise IgnoreRequest("the crawl has come to its end")
        return response


def exchange_of(request: Request, response: Response) -> Exchange:
    """The exchange of a request and its answer, before anybody has unpacked that; without user names and passwords."""
    conditional = any(condition in request.headers for condition in CONDITIONS)
    return Exchange(
        url=without_user(response.url),
        moment=now(),
        asked=_request(request),
        head=_head(response),
        body=response.body,
        told=_told(request),
        address=str(response.ip_address) if response.ip_address else None,
        unchanged=response.status == NOT_MODIFIED and conditional,
    )


def _request(request: Request) -> bytes:
    parts = urlsplit(without_user(request.url))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{request.method} {path} HTTP/1.1".encode()]
    if "Host" not in request.headers:
        lines.append(f"Host: {parts.netloc}".encode())
    lines += _lines(request.headers, SECRET)
    return b"\r\n".join([*lines, b"", request.body])


def _head(response: Response) -> bytes:
    """Status line and headers; the length is the body's, which is no longer in chunks."""
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = ""
    lines = [f"{response.protocol or 'HTTP/1.1'} {response.status} {phrase}".rstrip().encode()]
    lines += _lines(response.headers, UNCHUNKED)
    lines.append(f"Content-Length: {len(response.body)}".encode())
    return b"\r\n".join([*lines, b"", b""])


def _lines(headers: Headers, without: frozenset[str]) -> list[bytes]:
    return [
        name + b": " + b" ".join(value.split())
        for name, values in headers.items()
        if name.decode("latin-1").lower() not in without
        for value in values
    ]


def _told(request: Request) -> dict[str, Any]:
    """What an article is read with besides its page, so that reading the archive gives the same."""
    meta = request.meta
    hints = asdict(meta.get("hints") or Hints())
    source = meta.get("source")
    told = {
        "role": meta.get("role"),
        "outlet": meta.get("outlet"),
        "source": without_user(source) if source else None,
        "hints": {name: value for name, value in hints.items() if value},
    }
    return {name: value for name, value in told.items() if value}
