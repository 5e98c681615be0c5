from __future__ import annotations

import datetime
import gzip
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from twisted.python.failure import Failure

from newsieve.article import DropReason
from newsieve.crawl.fates import fate, fate_of
from tests.crawl.one_crawl import crawl
from tests.crawl.web import Web

LONG = b"<p>" + b"x" * 200_000


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as running:
        yield running


def certificate(folder: Path) -> Path:
    """A self-signed certificate for 127.0.0.1, with its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return pem


def test_every_failure_becomes_one_drop_with_one_line_and_the_run_goes_on(web: Web) -> None:
    web.add("/robots.txt", "", kind="text/plain")
    story = web.add("/story", "<p>story</p>")
    gone = web.add("/gone", status=404)
    broken = web.add("/broken", status=500)
    large = web.add("/large", LONG)
    packed = web.add("/packed", gzip.compress(LONG), headers={"Content-Encoding": "gzip"})
    garbled = web.add("/garbled", b"no gzip at all", headers={"Content-Encoding": "gzip"})
    slow = web.add("/slow", "late", delay=30)
    loop = web.redirect("/loop", "/loop2")
    web.redirect("/loop2", "/loop")
    nowhere = web.redirect("/nowhere", "ftp://example.org/file")
    wrong = ["not a url", "ftp://example.org/a", "http://", "mailto:desk@example.org", "http://example.org:99999/"]
    urls = [gone, broken, large, packed, garbled, slow, loop, nowhere, *wrong, story]
    settings = {"DOWNLOAD_MAXSIZE": 100_000, "DOWNLOAD_TIMEOUT": 2, "REDIRECT_MAX_TIMES": 4}
    done = crawl("urls", settings, urls=urls)
    assert done.paths() == ["/story"]
    fates = done.fates
    assert fates[gone] == (DropReason.HTTP_ERROR, "HTTP 404")
    assert fates[broken] == (DropReason.HTTP_ERROR, "HTTP 500")
    assert fates[large] == (DropReason.TOO_LARGE, "larger than 100000 bytes")
    assert fates[packed] == (DropReason.TOO_LARGE, "larger than 100000 bytes")
    assert fates[garbled] == (DropReason.UNREACHABLE, "broken compression")
    assert fates[slow] == (DropReason.TIMEOUT, "no answer within 2 s")
    assert fates[loop] == (DropReason.HTTP_ERROR, "too many redirects")
    assert fates[nowhere] == (
        DropReason.REFUSED,
        "redirects to 'ftp://example.org/file', only http and https are followed",
    )
    assert {drop.source: drop.status for drop in done.dropped if drop.status} == {gone: 404, broken: 500}
    for url in wrong:
        assert fates[url] == (DropReason.BAD_URL, f"{url!r} is no URL: expected http:// or https:// and a host")
    assert len(done.items) == len(urls)
    assert all("\n" not in drop.detail for drop in done.dropped)
    assert "Traceback" not in done.log


def test_what_happens_below_http_is_told_in_plain_words(tmp_path: Path) -> None:
    with Web() as tls, socket.socket() as deaf:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate(tmp_path))
        tls.server.socket = context.wrap_socket(tls.server.socket, server_side=True, do_handshake_on_connect=False)
        deaf.bind(("127.0.0.1", 0))
        untrusted = tls.url("/a").replace("http:", "https:")
        refused = f"http://127.0.0.1:{deaf.getsockname()[1]}/a"
        unknown = "http://nobody.invalid/a"
        done = crawl("urls", {"ROBOTSTXT_OBEY": False}, urls=[untrusted, refused, unknown])
    assert done.fates[refused] == (DropReason.UNREACHABLE, "connection refused")
    assert done.fates[unknown] == (DropReason.UNREACHABLE, "host name not found")
    assert done.fates[untrusted][0] is DropReason.UNREACHABLE
    assert done.fates[untrusted][1].startswith("bad certificate: ")
    assert "Traceback" not in done.log


def test_an_error_of_ours_is_not_blamed_on_the_network() -> None:
    failure: Failure = Failure(KeyError("lost"))  # type: ignore[no-untyped-call]  # Twisted has no type for it
    assert fate(failure)[:2] == (DropReason.STAGE_FAILED, "KeyError: 'lost'")


def test_the_innermost_cause_is_told() -> None:
    outer = RuntimeError("wrapped")
    outer.__cause__ = CannotResolveHostError("x")
    assert fate_of(outer)[:2] == (DropReason.UNREACHABLE, "host name not found")


def test_a_request_that_another_middleware_refuses_keeps_its_words_on_one_line() -> None:
    assert fate_of(IgnoreRequest("not\ntoday"))[:2] == (DropReason.UNREACHABLE, "not today")


@pytest.mark.parametrize("target", ["http://x:99999/", "http://[1::2/", "http://./a", "https:///a"])
def test_a_redirect_to_what_is_no_url_is_one_clear_line(web: Web, target: str) -> None:
    asked = web.redirect("/old", target)
    done = crawl("urls", url=asked)
    assert done.fates == {asked: (DropReason.HTTP_ERROR, f"redirects to {target!r}, which is no URL")}
    assert "Traceback" not in done.log


@pytest.mark.parametrize("target", ["http://x:99999/", "http://[1::2/", "http://./a"])
def test_a_page_that_refreshes_to_what_is_no_url_is_read(web: Web, target: str) -> None:
    web.add("/story", f'<meta http-equiv="refresh" content="1; url={target}"><p>story</p>')
    done = crawl("urls", url=web.url("/story"))
    assert done.paths() == ["/story"]
    assert done.log == ""


def test_a_robots_txt_that_redirects_to_what_is_no_url_is_none(web: Web) -> None:
    web.redirect("/robots.txt", "http://x:99999/")
    assert crawl("urls", url=web.add("/story", "<p>story</p>")).paths() == ["/story"]


def test_a_password_in_a_url_is_neither_sent_nor_told(web: Web) -> None:
    story = web.add("/story", "<p>story</p>")
    secret = story.replace("http://", "http://desk:sesame@")
    moved = web.redirect("/moved", secret)
    refreshed = web.add("/fresh", f'<meta http-equiv="refresh" content="0; url={secret}">')
    broken = web.redirect("/broken", "http://desk:sesame@x:99999/")
    settings = {"DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter", "LOG_LEVEL": "DEBUG"}
    done = crawl("urls", settings, urls=[secret, moved, refreshed, broken])
    assert [page.url for page in done.pages] == [story, story]
    told = f"{story!r} was given with a user name or password: the settings HTTPAUTH_… are for them"
    assert done.fates[story] == (DropReason.BAD_URL, told)
    assert done.fates[broken][1] == "redirects to 'http://x:99999/', which is no URL"
    assert "sesame" not in f"{done.items}{done.log}"


def test_a_name_and_password_in_the_settings_are_sent_to_their_host(web: Web) -> None:
    settings = {"HTTPAUTH_USER": "desk", "HTTPAUTH_PASS": "sesame", "HTTPAUTH_DOMAIN": web.url("").partition("//")[2]}
    assert crawl("urls", settings, url=web.add("/story", "<p>story</p>")).paths() == ["/story"]
    assert web.logins == {"Basic ZGVzazpzZXNhbWU="}
