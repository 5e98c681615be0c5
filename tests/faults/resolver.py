"""A name server's answers, made up; nothing is asked of any."""

from __future__ import annotations

from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.abstract import isIPAddress
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

NAMES = {
    "rebound.example": "127.0.1.1",  # the host that no source names
    "inner.example": "10.0.0.7",
    "metadata.example": "169.254.169.254",
    "nowhere.example": "0.0.0.0",
}


class MadeUpResolver(CachingThreadedResolver):
    """Knows these names alone, and addresses."""

    def getHostByName(self, name: str, timeout: object = ()) -> Deferred[str]:  # noqa: N802
        address = name if isIPAddress(name) else NAMES.get(name)
        return defer.succeed(address) if address else defer.fail(DNSLookupError(name))
