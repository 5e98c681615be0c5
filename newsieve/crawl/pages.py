"""A page for the stages, from a response of Scrapy's."""

from __future__ import annotations

import re

from scrapy.http import Response

from newsieve import clock
from newsieve.article import Hints, Page
from newsieve.crawl.rechecks import recheck_of

ARTICLE = "article"  # what requests for stories have as their "role"
CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.I)


def page_from(
    response: Response, *, outlet: str | None = None, via: str | None = None, hints: Hints | None = None
) -> Page:
    """The page in a response: what any spider may yield to the stages.

    `outlet` names the site, `via` says where the URL was found, `hints` what was said of the page there. Requests of
    this project's own spiders carry all three themselves.
    """
    meta = response.request.meta if response.request else {}
    told = meta if meta.get("role") == ARTICLE else {}
    headers = headers_of(response)
    return Page(
        url=response.url.partition("#")[0],
        requested_url=told.get("source") or next(iter(meta.get("redirect_urls", ())), response.url),
        body=response.body,
        encoding=charset_of(headers.get("content-type", "")),
        status=response.status,
        headers=headers,
        fetched_at=clock.now(),
        outlet=outlet or told.get("outlet"),
        via=via or told.get("via"),
        hints=hints or told.get("hints") or Hints(),
        lease=told.get("lease"),
        recheck=recheck_of(response.request),
    )


def headers_of(response: Response) -> dict[str, str]:
    """The headers as text, names in lower case, the first value of each; of X-Robots-Tag all, a line for each."""
    headers = {name.decode("latin-1").lower(): values for name, values in response.headers.items() if values}
    told = {name: values[0].decode("latin-1") for name, values in headers.items()}
    if every := headers.get("x-robots-tag"):
        told["x-robots-tag"] = "\n".join(value.decode("latin-1") for value in every)
    return told


def charset_of(content_type: str) -> str | None:
    """The charset that a Content-Type header names.

    >>> charset_of('text/html; Charset="ISO-8859-1"'), charset_of("text/html")
    ('ISO-8859-1', None)
    """
    match = CHARSET.search(content_type)
    return match[1] if match else None
