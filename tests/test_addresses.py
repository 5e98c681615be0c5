from __future__ import annotations

from ipaddress import ip_address

import pytest

from newsieve.addresses import Door, is_own_name, is_public, literal, may_be_named, read_allowed
from newsieve.errors import UsageError

INNER = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "0.0.0.0",
    "255.255.255.255",
    "224.0.0.1",
    "240.0.0.1",
    "198.18.0.1",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]


@pytest.mark.parametrize("address", INNER)
def test_what_is_not_the_worlds_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808"])
def test_the_worlds_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    ("address", "may"), [("127.0.0.1", True), ("10.1.2.3", True), ("::1", True), ("8.8.8.8", True)]
)
def test_a_name_that_a_user_gives_may_be_of_this_machine_or_network(address: str, may: bool) -> None:
    assert may_be_named(ip_address(address)) is may


@pytest.mark.parametrize("address", ["169.254.169.254", "fd00:ec2::254", "0.0.0.0", "224.0.0.1", "::", "fe80::1"])
def test_no_name_may_be_of_the_metadata_of_a_cloud_or_of_nobody(address: str) -> None:
    assert not may_be_named(ip_address(address))


SPELLINGS = "127.0.0.1 127.0.0.1. 127.1 2130706433 0x7f000001 0x7f.1 017700000001 0177.0.0.1 １２７.０.０.１"


@pytest.mark.parametrize("host", SPELLINGS.split())
def test_an_address_is_known_in_every_spelling(host: str) -> None:
    assert literal(host) == ip_address("127.0.0.1")
    assert Door.of(f"http://{host}:8001/a") == Door("127.0.0.1", 8001)


@pytest.mark.parametrize("host", ["example.org", "12.example.org", "1e5", "a.1b", "127.0.0.1 x", ""])
def test_a_name_is_no_address(host: str) -> None:
    assert literal(host) is None


def test_user_and_fragment_hide_no_door() -> None:
    assert Door.of("http://example.org@10.0.0.1:81/#http://example.org/") == Door("10.0.0.1", 81)
    assert Door.of("HTTPS://Example.ORG./") == Door("example.org", 443)
    assert Door.of("http://[::1]/") == Door("::1", 80)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "data:,x", "ftp://example.org/", "http://", "http://a:b/", "x"])
def test_other_urls_lead_through_no_door(url: str) -> None:
    assert Door.of(url) is None


@pytest.mark.parametrize("host", ["localhost", "a.LOCALHOST.", "printer", "nas.local", "db.internal", "x.home.arpa"])
def test_some_names_never_leave_a_network(host: str) -> None:
    assert is_own_name(host)


def test_what_is_allowed_are_hosts_doors_and_networks() -> None:
    allowed = read_allowed("intranet.example, 10.0.0.0/8 localhost:8001 [::1]:81")
    assert allowed.allows(Door("intranet.example", 1))
    assert allowed.allows(Door("10.2.3.4", 1))
    assert allowed.allows(Door("a.example", 1), ip_address("10.2.3.4"))
    assert allowed.allows(Door("localhost", 8001))
    assert allowed.allows(Door("::1", 81))
    assert not allowed.allows(Door("localhost", 8002))
    assert not allowed.allows(Door("a.example", 1), ip_address("127.0.0.1"))


@pytest.mark.parametrize("word", ["10.0.0.0/33", "a.example:port", "a.example:0", ":80"])
def test_what_can_be_none_of_these_is_refused_by_name(word: str) -> None:
    with pytest.raises(UsageError, match=r"NEWSIEVE_ALLOW_HOSTS: .* expected host, host:port or network"):
        read_allowed(word)
