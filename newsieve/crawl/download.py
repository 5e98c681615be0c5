"""Downloads from servers that may mean ill: to checked addresses, with bounded headers, and not drop by drop."""

from __future__ import annotations

import time
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _BindAddressAgent,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _ScrapyAgent,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import Agent
from twisted.web.iweb import IResponse

from newsieve.crawl.endpoints import CheckedEndpoints
from newsieve.crawl.fates import HeadersTooLarge
from newsieve.crawl.gate import Gate, gate_of
from newsieve.crawl.reach import Reach
from newsieve.crawl.services import Services

MOST_HEADERS = 256 * 1024  # bytes of one answer's head
SETTING = "NEWSIEVE_SLOWEST"  # bytes a second
FIRST_SECONDS = 10.0  # that a body is given before its rate counts, or a third of DOWNLOAD_TIMEOUT


class CheckedDownloads(HTTP11DownloadHandler):
    """Scrapy's download handler for http and https; through a proxy, it is the proxy that looks names up.

    Raises Refused for an address that the gate does not let pass, HeadersTooLarge, and StopDownload for a body that
    comes at less than NEWSIEVE_SLOWEST bytes a second.
    """

    lazy = False  # settings are checked before the first request

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._gate = gate_of(crawler)
        self._pool._factory = _BoundedFactory
        self._slowest = crawler.settings.getfloat(SETTING)
        self._first = min(FIRST_SECONDS, crawler.settings.getfloat("DOWNLOAD_TIMEOUT") / 3)
        self._began: WeakKeyDictionary[Request, tuple[float, int]] = WeakKeyDictionary()
        if self._slowest:
            crawler.signals.connect(self._bytes_received, signals.bytes_received)

    async def download_request(self, request: Request) -> Response:
        """Fetch a page."""
        agent = _CheckedAgent(
            gate=self._gate,
            reach=Services.of(self._crawler).reach,
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))

    def _bytes_received(self, data: bytes, request: Request) -> None:
        now = time.monotonic()
        began, size = self._began.get(request, (now, 0))
        size += len(data)
        self._began[request] = began, size
        if now - began > self._first and size < self._slowest * (now - began):
            raise StopDownload(fail=True)


class _CheckedAgent(_ScrapyAgent):
    def __init__(self, *, gate: Gate, reach: Reach, **others: Any) -> None:
        super().__init__(**others)
        self._gate, self._reach = gate, reach

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        agent = super()._get_agent(request, timeout)
        if type(agent) is _BindAddressAgent:  # no proxy
            plain = agent._endpointFactory
            agent._endpointFactory = CheckedEndpoints(
                self._gate.check_address,
                partial(self._reach.connects, request),
                partial(self._reach.connected, request),
                plain._reactor,
                plain._policyForHTTPS,
                plain._connectTimeout,
                plain._bindAddress,
            )
        return agent


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Gives up an answer whose head does not end."""

    _head = 0  # bytes of the present answer that came before its body

    def request(self, request: Any) -> Deferred[IResponse]:
        self._head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head += len(data)
        if self._head > MOST_HEADERS:
            error = HeadersTooLarge(f"more than {MOST_HEADERS // 1024} KiB of headers")
            self._giveUp(Failure(error))  # type: ignore[no-untyped-call]  # Twisted's
        else:
            super().dataReceived(data)  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
