"""Network addresses: which of them are the world's, and which are this machine's, a private network's or nobody's."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from newsieve.errors import UsageError, without_user
from newsieve.urls import DEFAULT_PORTS

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Places that tell a machine of a cloud its own secrets; some of them have addresses of the world.
METADATA = tuple(map(ip_network, ("168.63.129.16/32", "192.0.0.0/24", "100.100.100.200/32", "fd00:ec2::/32")))
NAT64 = ip_network("64:ff9b::/96")
# Names that never leave a machine or its network (RFC 6761, 6762, 8375, and what clouds use inside).
OWN_NAMES = frozenset({"localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "private"})
OWN_SUFFIXES = frozenset({"home.arpa", "in-addr.arpa", "ip6.arpa"})


@dataclass(frozen=True, slots=True)
class Door:
    """A host, in its one spelling, and a port."""

    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Door | None:
        """Where an http(s) URL leads; None for every other.

        >>> Door.of("http://user@Example.org.:8001/a"), Door.of("http://0x7f.1/"), Door.of("file:///etc/passwd")
        (Door(host='example.org', port=8001), Door(host='127.0.0.1', port=80), None)
        """
        try:
            parts = urlsplit(url)
            scheme = parts.scheme.lower()
            if scheme not in DEFAULT_PORTS or not parts.hostname:
                return None
            return cls(host_of(parts.hostname), parts.port or DEFAULT_PORTS[scheme])
        except ValueError:
            return None


def host_of(name: str) -> str:
    """A host's name in its one spelling: lower case, ASCII, no dot at the end; an address as it is mostly written.

    Raises ValueError for what can be no name.

    >>> host_of("LOCALHOST."), host_of("2130706433"), host_of("０x7f.1")
    ('localhost', '127.0.0.1', '127.0.0.1')
    """
    found = literal(name)
    if found is not None:
        return str(found)
    host = name if name.isascii() else name.encode("idna").decode()
    return host.lower().rstrip(".")


def literal(name: str) -> Address | None:
    """The address that a host name is, however it is spelled: decimal, octal, hexadecimal, shortened, with a dot.

    >>> literal("0177.0.0.1"), literal("127.1."), literal("example.org")
    (IPv4Address('127.0.0.1'), IPv4Address('127.0.0.1'), None)
    """
    host = name.strip("[]").partition("%")[0].rstrip(".")
    try:
        host = host if host.isascii() else host.encode("idna").decode()
        return ip_address(host)
    except ValueError:
        pass
    try:  # as name servers' libraries read it, and hence as it would be connected to
        return IPv4Address(socket.inet_aton(host)) if host[:1].isdigit() and " " not in host else None
    except (OSError, ValueError):
        return None


def is_public(address: Address) -> bool:
    """Whether an address is one of the world's: no loopback, private, link-local, shared, multicast or reserved one.

    An IPv6 address that stands for an IPv4 one counts as that.

    >>> [is_public(ip_address(a)) for a in ("8.8.8.8", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "224.0.0.1")]
    [True, False, False, False, False]
    """
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    if any(address in network for network in METADATA):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or _is_site_local(address))


def may_be_named(address: Address) -> bool:
    """Whether a host that a user named may have this address: one of the world's, this machine's or its network's.

    Of link-local, metadata, multicast and unspecified addresses none is meant by a name: who wants one writes it.
    """
    inner = _inner(address) or address
    if is_public(inner):
        return True
    strange = (
        inner.is_link_local
        or inner.is_multicast
        or inner.is_unspecified
        or (inner.is_reserved and not inner.is_loopback)
    )
    return not strange and not any(inner in network for network in METADATA)


def is_own_name(host: str) -> bool:
    """Whether a name never leaves a machine or its network: `localhost`, all below it, and names without a dot.

    >>> is_own_name("a.localhost"), is_own_name("printer"), is_own_name("example.org")
    (True, True, False)
    """
    labels = host.lower().rstrip(".").split(".")
    return len(labels) == 1 or labels[-1] in OWN_NAMES or ".".join(labels[-2:]) in OWN_SUFFIXES


def _inner(address: Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv6 one: mapped, compatible, 6to4, Teredo, NAT64."""
    if not isinstance(address, IPv6Address):
        return None
    if address in NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def _is_site_local(address: Address) -> bool:
    return isinstance(address, IPv6Address) and address.is_site_local


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a user allows beyond the world's addresses: hosts, doors and networks."""

    hosts: frozenset[str] = frozenset()
    doors: frozenset[Door] = frozenset()
    networks: tuple[Network, ...] = ()

    def allows(self, door: Door, address: Address | None = None) -> bool:
        """Whether a door, or the address that its host has, is among it."""
        if door.host in self.hosts or door in self.doors:
            return True
        address = address or literal(door.host)
        return address is not None and any(address in network for network in self.networks)


def read_allowed(given: str | Iterable[str], where: str = "NEWSIEVE_ALLOW_HOSTS") -> Allowed:
    """What a setting allows: hosts, `host:port` and networks, parted by commas or blanks; raises UsageError.

    >>> read_allowed("intranet, 10.0.0.0/8 localhost:8001").doors
    frozenset({Door(host='localhost', port=8001)})
    """
    words = given.replace(",", " ").split() if isinstance(given, str) else [str(word).strip() for word in given]
    hosts, doors, networks = set[str](), set[Door](), list[Network]()
    for word in words:
        try:
            if "/" in word:
                networks.append(ip_network(word))
            elif (door := _door(word)) is not None:
                doors.add(door)
            else:
                hosts.add(host_of(word))
        except ValueError:
            expected = "expected host, host:port or network, such as intranet.example:8080 or 10.0.0.0/8"
            raise UsageError(f"{where}: {without_user(word)!r}: {expected}") from None
    return Allowed(frozenset(hosts), frozenset(doors), tuple(networks))


def _door(word: str) -> Door | None:
    """`host:port` or `[IPv6]:port`; None for a host alone."""
    host, colon, port = word.rpartition(":")
    if not colon or (":" in host and not host.startswith("[")):
        return None
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536 and host):
        raise ValueError(word)
    return Door(host_of(host), int(port))
