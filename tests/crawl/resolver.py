"""A resolver that knows no name: no packet leaves."""

from __future__ import annotations

from typing import Any, Self

from scrapy.crawler import Crawler
from twisted.internet import defer
from twisted.internet.base import ReactorBase, ThreadedResolver
from twisted.internet.error import DNSLookupError


class NoNames(ThreadedResolver):
    """Every look-up fails, as on a machine without a network."""

    def __init__(self, reactor: ReactorBase) -> None:
        super().__init__(reactor)
        self._reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        return cls(reactor)

    def install_on_reactor(self) -> None:
        self._reactor.installResolver(self)  # type: ignore[arg-type]  # as Scrapy does

    def getHostByName(self, name: str, timeout: Any = None) -> defer.Deferred[str]:  # noqa: N802  Twisted's name
        return defer.fail(DNSLookupError(f"no network: {name}"))
