"""Connections to addresses that were looked at: between the look and the connection, no name is asked for again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.address import IPv6Address
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.error import ConnectError, DNSLookupError
from twisted.internet.interfaces import (
    IAddress,
    IHostResolution,
    IProtocol,
    IProtocolFactory,
    IResolutionReceiver,
    IStreamClientEndpoint,
)
from twisted.web.client import URI, _StandardEndpointFactory
from zope.interface import implementer

from newsieve.addresses import Door, host_of

Check = Callable[[Door, str], None]
Note = Callable[[], None]


class CheckedEndpoints(_StandardEndpointFactory):
    """Endpoints for Twisted's agent, each of which calls `check` with a host and each address that its name has.

    `begun` is called before it connects, `done` once it has.
    """

    def __init__(self, check: Check, begun: Note, done: Note, *arguments: Any) -> None:
        super().__init__(*arguments)  # type: ignore[no-untyped-call]  # Twisted's
        self._check, self._begun, self._done = check, begun, done

    def endpointForURI(self, uri: URI) -> Any:
        """Where a URL's connection goes to, by TLS if it is https."""
        host = uri.host.decode("ascii").strip("[]")
        door = Door(host_of(host), uri.port)
        endpoint: Any = CheckedEndpoint(
            self._reactor, door, self._check, self._begun, self._done, self._connectTimeout, self._bindAddress
        )
        if uri.scheme == b"https":
            return wrapClientTLS(self._policyForHTTPS.creatorForNetloc(uri.host, uri.port), endpoint)
        return endpoint


@implementer(IStreamClientEndpoint)
class CheckedEndpoint:
    """Connects to the addresses that a host's name has, one after the other, once all of them have passed `check`."""

    def __init__(
        self,
        reactor: ReactorBase,
        door: Door,
        check: Check,
        begun: Note,
        done: Note,
        timeout: float | None,
        bind: tuple[str, int] | None,
    ) -> None:
        self._reactor, self._door, self._check = reactor, door, check
        self._begun, self._done = begun, done
        self._timeout, self._bind = timeout or 30.0, bind

    def connect(self, protocolFactory: IProtocolFactory) -> Deferred[IProtocol]:
        """A connection; fails as `check` does, or as connecting did."""
        return Deferred.fromCoroutine(self._connect(protocolFactory))

    async def _connect(self, factory: IProtocolFactory) -> IProtocol:
        self._begun()
        addresses = await _resolve(self._reactor, self._door)
        for address in addresses:
            self._check(self._door, address.host)
        failed: Exception = DNSLookupError(f"no address for {self._door.host}")
        for address in addresses:
            try:
                connection: IProtocol = await self._endpoint(address).connect(factory)
                self._done()
                return connection
            except ConnectError as error:
                failed = error
        raise failed

    def _endpoint(self, address: Any) -> Any:
        kind = TCP6ClientEndpoint if isinstance(address, IPv6Address) else TCP4ClientEndpoint
        return kind(self._reactor, address.host, self._door.port, self._timeout, self._bind)


def _resolve(reactor: Any, door: Door) -> Deferred[list[Any]]:
    """The addresses that a host's name has."""
    done: Deferred[list[Any]] = Deferred()
    reactor.nameResolver.resolveHostName(_Receiver(done), door.host, portNumber=door.port)
    return done


@implementer(IResolutionReceiver)
class _Receiver:
    """Gathers addresses, in the words that Twisted's resolvers use."""

    def __init__(self, done: Deferred[list[Any]]) -> None:
        self._done = done
        self._found: list[IAddress] = []

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        """Nothing is to be done yet."""

    def addressResolved(self, address: IAddress) -> None:
        """One of them."""
        self._found.append(address)

    def resolutionComplete(self) -> None:
        """All of them."""
        if not self._done.called:  # given up meanwhile
            self._done.callback(self._found)
