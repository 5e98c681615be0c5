"""What pages lead to, at the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calling import Call, html_page, story
from tests.cli.serving import HURRY, newsieve
from tests.crawl.proxy import Proxy
from tests.crawl.web import Web


@pytest.fixture
def inner() -> Iterator[Web]:
    with Web() as web:
        web.add("/inside", html_page("Ferry returns", story(1)))
        yield web


@pytest.fixture
def outlet(inner: Web) -> Iterator[Web]:
    """An outlet whose story is on a host that the user did not name."""
    with Web() as web:
        web.redirect("/moved", inner.url("/inside"))
        yield web


def test_a_setting_allows_hosts_that_are_not_public(outlet: Web, inner: Web, tmp_path: Path) -> None:
    host = inner.url("").removeprefix("http://")
    called = newsieve(tmp_path, "scrape", outlet.url("/moved"), *HURRY, NEWSIEVE_ALLOW_HOSTS=f"a.example {host}")
    assert called.returncode == 0, called.stderr
    assert json.loads(called.stdout)["url"] == inner.url("/inside")


def test_through_a_proxy_what_a_url_shows_is_still_refused(outlet: Web, inner: Web, tmp_path: Path) -> None:
    with Proxy() as proxy:
        given = (*HURRY, "-s", f"NEWSIEVE_PROXY={proxy.url}")
        called = newsieve(tmp_path, "scrape", outlet.url("/moved"), *given)
        assert proxy.passed == [outlet.url(path) for path in ("/robots.txt", "/.well-known/tdmrep.json", "/moved")]
    assert called.returncode == 1
    assert json.loads(called.stdout)["reason"] == "refused"
    assert "is no public address, and no source names it" in called.stderr
    assert inner.asked == []


def test_a_wrong_setting_is_told_in_one_line(call: Call) -> None:
    called = call("scrape", "http://127.0.0.1:9/", "-s", "NEWSIEVE_ALLOW_HOSTS=10.0.0.0/99")
    assert called.code == 2
    assert "NEWSIEVE_ALLOW_HOSTS: '10.0.0.0/99': expected host, host:port or network" in called.err
    assert "Traceback" not in called.err
