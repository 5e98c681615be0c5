"""The spider of a one-off scrape: stories by their URLs."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from scrapy import Request

from newsieve.article import Dropped
from newsieve.errors import InputError, UsageError

from .requests import NewsSpider


class UrlsSpider(NewsSpider):
    """Fetch the given URLs, each page once.

    Arguments: `url`, one or several separated by blanks; `file`, the path of a text file with one URL a line ("-" is
    standard input), where blank lines and lines that begin with # do not count; from Python also `urls`.
    """

    name = "urls"

    def __init__(self, url: str = "", file: str = "", urls: Sequence[str] = (), **unknown: object) -> None:
        super().__init__(**unknown)
        self._urls = (*urls, *url.split())
        self._file = file

    def seeds(self) -> Iterator[Request | Dropped]:
        """A request for each URL, in the order given; a file is read as the crawl goes on."""
        if not self._urls and not self._file:
            raise UsageError("the spider urls needs -a url=URL or -a file=PATH")
        for url in self._urls:
            yield self.article_request(url)
        if self._file:
            for url in _lines(self._file):
                yield self.article_request(url, via=self._file)


def _lines(path: str) -> Iterator[str]:
    """The URLs of a file, one by one."""
    try:
        with sys.stdin if path == "-" else Path(path).open(encoding="utf-8-sig", errors="replace") as lines:
            yield from (line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))
    except OSError as error:
        raise InputError(path, (error.strerror or "cannot be read").lower()) from None
