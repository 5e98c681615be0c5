"""Where a crawl may go: to the world, and to the very hosts and ports that the user named.

A page, a feed or a name server may say anything. What it leads to is looked at twice: the URL before anything is asked
for, and the address that the host's name has when it is connected to.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler

from newsieve.addresses import Allowed, Door, is_own_name, is_public, literal, may_be_named, read_allowed
from newsieve.article import DropReason
from newsieve.config import Source
from newsieve.crawl.fates import Disallowed
from newsieve.errors import ConfigError, UsageError

SETTING = "NEWSIEVE_ALLOW_HOSTS"
OURS = "data:,"  # a request that nothing is fetched for


class Refused(Disallowed):
    """A request that leads where no page may lead, through a `door` if it is http(s); `str()` says where."""

    def __init__(self, detail: str, door: Door | None = None) -> None:
        super().__init__(detail, DropReason.REFUSED)
        self.door = door


class Gate:
    """Lets pass what leads to a public address, to what the user named, and to what NEWSIEVE_ALLOW_HOSTS allows."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._named: set[Door] = set()
        self._public: set[str] = set()  # hosts that had a public address in this run

    def name(self, url: str) -> None:
        """The user named this URL."""
        if door := Door.of(url):
            self._named.add(door)

    def check_url(self, url: str) -> None:
        """Raise Refused for a URL that shows where it leads, and may not."""
        door = Door.of(url)
        if door is None:
            raise Refused(f"{urlsplit(url).scheme or 'no scheme'}: only http and https are followed")
        address = literal(door.host)
        if address is not None:
            self.check_address(door, str(address))
        elif is_own_name(door.host) and door not in self._named and not self._allowed.allows(door):
            raise Refused(f"{_told(door)} is a name of this machine or its network, and no source names it", door)

    def check_address(self, door: Door, address: str) -> None:
        """Raise Refused where a host has an address that it may not have.

        What the user named may be on this machine or network, but a name that had a public address before may not
        move there, and no name may lead to link-local addresses: those of the metadata of clouds are such.
        """
        found = ip_address(address.partition("%")[0])
        if self._allowed.allows(door, found):
            return
        written = literal(door.host) is not None
        if is_public(found):
            if not written:
                self._public.add(door.host)
            return
        if door in self._named and (written or (may_be_named(found) and door.host not in self._public)):
            return
        if written:
            raise Refused(f"{_told(door)} is no public address, and no source names it", door)
        raise Refused(f"{_told(door)} has the address {address}, which is no public one", door)


_gates: WeakKeyDictionary[Crawler, Gate] = WeakKeyDictionary()


def gate_of(crawler: Crawler) -> Gate:
    """The gate of a crawl; raises ConfigError where the setting is wrong."""
    if crawler not in _gates:
        _gates[crawler] = Gate(checked_allowed(crawler.settings.get(SETTING)))
    return _gates[crawler]


def checked_allowed(given: Any) -> Allowed:
    """What the setting allows; raises ConfigError where it is wrong."""
    try:
        return read_allowed(given or "")
    except UsageError as error:
        raise ConfigError("settings", SETTING, str(error).partition(": ")[2]) from None


class Guard:
    """Downloader middleware, the outermost: refuses what may not pass; spider middleware: notes what the user named.

    Redirects, refreshes, robots.txt and retries pass here again.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler, self._gate = crawler, gate_of(crawler)
        self._has_sources = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Pass on what a crawl begins with: the user named it."""
        async for output in start:
            if isinstance(output, Request):
                self._gate.name(output.url)
            yield output

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise Refused."""
        if request.url == OURS:
            return
        if not self._has_sources:  # requests that an earlier run left are here before the first that begins this one
            self._has_sources = True
            for url in _named_by(self._crawler.spider):
                self._gate.name(url)
        self._gate.check_url(request.url)


def _named_by(spider: object) -> Iterator[str]:
    """What the sources of a spider name; somebody else's spider may call something else so."""
    sources = getattr(spider, "sources", None)
    for source in sources if isinstance(sources, list | tuple) else ():
        if isinstance(source, Source):
            yield from (url for url in (source.start, *source.feeds, *source.sections, *source.sitemaps) if url)


def _told(door: Door) -> str:
    host = f"[{door.host}]" if ":" in door.host else door.host
    return f"{host}:{door.port}"
