"""What became of a request that brought no page: one reason, and one line for a person."""

from __future__ import annotations

import gzip
import re
import socket
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from OpenSSL.SSL import Error as TLSError
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    StopDownload,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from service_identity.exceptions import VerificationError
from twisted.internet.error import (
    ConnectError,
    ConnectionClosed,
    ConnectionRefusedError,
    DNSLookupError,
    TCPTimedOutError,
)
from twisted.internet.error import TimeoutError as TwistedTimeoutError
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from newsieve.article import DropReason
from newsieve.crawl.redirects import BadRedirect
from newsieve.values import proxy_without_user

NO_WAY = frozenset({"host name not found", "no connection"})  # details of failures before anybody was reached
NO_TLS = ("bad certificate", "TLS failed")  # how the details begin of failures of https alone
THROUGH_PROXY = "proxy "  # how the details begin of failures to get through a proxy
MEBIBYTE = 1024 * 1024
TIMEOUTS = (DownloadTimeoutError, TimeoutError, TwistedTimeoutError, TCPTimedOutError)
UNREACHABLE: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "host name not found"),
    (DNSLookupError, "host name not found"),
    (socket.gaierror, "host name not found"),
    (DownloadConnectionRefusedError, "connection refused"),
    (ConnectionRefusedError, "connection refused"),
    (ConnectError, "no connection"),
    (ConnectionClosed, "connection broken off"),
    (ResponseDataLossError, "connection broken off"),
    (gzip.BadGzipFile, "broken compression"),
    (EOFError, "broken compression"),
    (zlib.error, "broken compression"),
    (DownloadFailedError, "no valid HTTP answer"),
    (OSError, "no connection"),
)


class Fate(NamedTuple):
    """Why a request brought no page."""

    reason: DropReason
    detail: str
    status: int | None = None  # HTTP's, where that is why


class Disallowed(IgnoreRequest):
    """A request that robots.txt forbids, or might forbid, because it could not be had; `str()` says which."""

    def __init__(self, detail: str, reason: DropReason = DropReason.ROBOTS) -> None:
        super().__init__(detail)
        self.reason = reason


class HeadersTooLarge(Exception):
    """An answer whose headers do not end; `str()` says how many there were."""


def fate(failure: Failure, max_size: int = 0) -> Fate:
    """The fate of a request, from the failure that its errback was given; `max_size` is the limit in bytes.

    STAGE_FAILED stands for what is no failure of the network: an error of ours.
    """
    request = getattr(failure, "request", None)
    meta = request.meta if request is not None else {}
    error = failure.value or Exception(str(failure))
    return fate_of(error, max_size=max_size, seconds=meta.get("download_timeout"), proxy=meta.get("proxy"))


def fate_of(error: BaseException, *, max_size: int = 0, seconds: float | None = None, proxy: str | None = None) -> Fate:
    """The fate of a request that ended in `error`; `seconds` is the time it was given, `proxy` what it went through."""
    if isinstance(error, HttpError):
        return Fate(DropReason.HTTP_ERROR, f"HTTP {error.response.status}", error.response.status)
    if isinstance(error, BadRedirect):
        if error.is_foreign:
            return Fate(DropReason.REFUSED, _line(error))
        return Fate(DropReason.HTTP_ERROR, _line(error), error.status)
    if isinstance(error, Disallowed):
        return Fate(error.reason, str(error))
    if isinstance(error, TIMEOUTS):
        return Fate(DropReason.TIMEOUT, f"no answer within {seconds:g} s" if seconds else "no answer in time")
    if isinstance(error, StopDownload):
        return Fate(DropReason.TIMEOUT, "the page comes too slowly")
    if isinstance(error, DownloadCancelledError) or "DOWNLOAD_MAXSIZE" in str(error):
        return Fate(DropReason.TOO_LARGE, f"larger than {size(max_size)}" if max_size else "larger than allowed")
    if isinstance(error, IgnoreRequest):
        return _ignored(error)
    if isinstance(error, NotSupported | UnsupportedURLSchemeError | UnicodeError):  # UnicodeError: no possible host
        return Fate(DropReason.BAD_URL, "expected http:// or https:// and a host")
    return _unreachable(error, f"{THROUGH_PROXY}{proxy_without_user(proxy)}: " if proxy else "")


def size(count: int) -> str:
    """A number of bytes as a person writes it.

    >>> size(10 * 1024 * 1024), size(2000)
    ('10 MiB', '2000 bytes')
    """
    return f"{count / MEBIBYTE:g} MiB" if count >= MEBIBYTE else f"{count} bytes"


def _ignored(error: IgnoreRequest) -> Fate:
    if "max redirections" in str(error):
        return Fate(DropReason.HTTP_ERROR, "too many redirects")
    return Fate(DropReason.UNREACHABLE, _line(error) or "refused before it was sent")


def _unreachable(error: BaseException, proxy: str) -> Fate:
    """Why there was no answer; through a proxy, it is the proxy that was to be connected to."""
    for cause in _causes(error):
        if isinstance(cause, TLSError | VerificationError):
            return Fate(DropReason.UNREACHABLE, _tls(cause))
        if isinstance(cause, HeadersTooLarge):
            return Fate(DropReason.TOO_LARGE, str(cause))
        for known, detail in UNREACHABLE:
            if isinstance(cause, known):
                return Fate(DropReason.UNREACHABLE, proxy + detail)
        if isinstance(cause, TunnelError):
            status = re.search(r"'status': (\d+)", str(cause))
            return Fate(DropReason.UNREACHABLE, proxy + (f"HTTP {status[1]}" if status else "no tunnel to the host"))
    return Fate(DropReason.STAGE_FAILED, f"{type(error).__name__}: {_line(error)}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was raised from, the innermost and therefore most telling first."""
    if error.__cause__ is not None:
        yield from _causes(error.__cause__)
    if isinstance(error, ResponseFailed):
        for reason in error.reasons:
            yield from _causes(reason.value)
    yield error


def _tls(error: BaseException) -> str:
    """What is wrong with the certificate, or the handshake, in OpenSSL's words: the last of each triple."""
    if isinstance(error, VerificationError):
        return "bad certificate: made for another host"
    triples = error.args[0] if error.args and isinstance(error.args[0], list) else []
    said = ", ".join(str(triple[-1]) for triple in triples if triple)
    return f"bad certificate: {said}" if "certificate" in said else f"TLS failed: {said or 'no handshake'}"


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())
