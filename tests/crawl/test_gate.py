from __future__ import annotations

from typing import Any

import pytest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet._resolver import SimpleResolverComplexifier
from twisted.internet.defer import Deferred
from twisted.internet.testing import MemoryReactorClock

from newsieve.addresses import Allowed, Door, read_allowed
from newsieve.crawl.endpoints import CheckedEndpoint
from newsieve.crawl.gate import Gate, Refused

NEWS = Door("news.example", 80)


def gate(*named: str, allowed: str = "") -> Gate:
    made = Gate(read_allowed(allowed) if allowed else Allowed())
    for url in named:
        made.name(url)
    return made


def passes(gate: Gate, url: str) -> bool:
    try:
        gate.check_url(url)
    except Refused:
        return False
    return True


def has(gate: Gate, door: Door, address: str) -> bool:
    """Whether the host may have that address."""
    try:
        gate.check_address(door, address)
    except Refused:
        return False
    return True


def test_what_the_user_named_passes_through_that_very_door() -> None:
    named = gate("http://127.0.0.1:8001/", "http://localhost:8002/feed.xml")
    assert passes(named, "http://127.0.0.1:8001/story")
    assert passes(named, "http://2130706433:8001/story")  # the same address
    assert passes(named, "http://localhost:8002/story")
    assert not passes(named, "http://127.0.0.1:8002/")
    assert not passes(named, "http://localhost:8001/")
    assert not passes(named, "http://127.0.0.2:8001/")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://news.example/", "data:text/html,x", "gopher://127.0.0.1/"]
)
def test_only_http_passes(url: str) -> None:
    with pytest.raises(Refused, match="only http and https are followed"):
        gate().check_url(url)


def test_the_world_passes_and_a_setting_lets_more_pass() -> None:
    assert passes(gate(), "https://news.example/a")
    assert not passes(gate(), "http://10.0.0.7/")
    assert passes(gate(allowed="10.0.0.0/8"), "http://10.0.0.7/")
    assert has(gate(allowed="10.0.0.0/8"), NEWS, "10.0.0.7")
    assert not has(gate(allowed="10.0.0.0/8"), NEWS, "192.168.0.7")


def test_a_name_that_no_source_names_has_a_public_address_or_none() -> None:
    assert has(gate(), NEWS, "8.8.8.8")
    assert not has(gate(), NEWS, "127.0.0.1")
    assert not has(gate(), NEWS, "::ffff:10.0.0.7")


def test_a_named_host_may_be_of_this_network_but_not_move_there() -> None:
    named = gate("http://news.example/")
    assert has(named, NEWS, "10.0.0.7")
    assert has(named, NEWS, "8.8.8.8")
    assert not has(named, NEWS, "10.0.0.7")  # rebound
    assert not has(gate("http://news.example/"), Door("news.example", 81), "10.0.0.7")


def test_no_name_leads_to_the_metadata_of_a_cloud() -> None:
    assert not has(gate("http://news.example/"), NEWS, "169.254.169.254")
    assert has(gate("http://169.254.169.254/"), Door("169.254.169.254", 80), "169.254.169.254")


class Names(CachingThreadedResolver):
    """A name server that answers otherwise each time."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    def getHostByName(self, name: str, timeout: object = ()) -> Deferred[str]:  # noqa: N802
        return defer.succeed(self.answers.pop(0))


def nothing() -> None:
    """Nobody wants to know."""


def connect(gate: Gate, *answers: str) -> tuple[list[str], Deferred[Any]]:
    """The addresses that a connection to the host is begun to."""
    reactor: Any = MemoryReactorClock()  # type: ignore[no-untyped-call]
    reactor.nameResolver = SimpleResolverComplexifier(Names(*answers))  # type: ignore[arg-type]
    endpoint = CheckedEndpoint(reactor, NEWS, gate.check_address, nothing, nothing, 5.0, None)
    done = endpoint.connect(object())  # type: ignore[arg-type]
    return [call[0] for call in reactor.tcpClients], done


def test_the_connection_goes_to_the_address_that_was_looked_at() -> None:
    addresses, _ = connect(gate(), "8.8.8.8", "127.0.0.1")  # a second question would be answered otherwise
    assert addresses == ["8.8.8.8"]


def test_no_connection_is_begun_to_an_address_that_is_refused() -> None:
    addresses, done = connect(gate(), "127.0.0.1")
    caught: list[Any] = []
    done.addErrback(caught.append)
    assert addresses == []
    assert caught[0].check(Refused)
    assert "news.example:80 has the address 127.0.0.1, which is no public one" in str(caught[0].value)
