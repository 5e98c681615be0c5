"""A host that is down takes nothing from the others."""

from __future__ import annotations

import time
from typing import Any

from newsieve.article import DropReason
from newsieve.crawl.rests import IN_A_ROW, MOST_RESTS, Host
from tests.crawl.one_crawl import SETTINGS, crawl
from tests.crawl.web import Web

RESTING: dict[str, Any] = {
    "DOWNLOADER_MIDDLEWARES": SETTINGS["DOWNLOADER_MIDDLEWARES"] | {"newsieve.crawl.rests.HostRests": 605},
    "NEWSIEVE_REST_SECONDS": 0.2,
    "CONCURRENT_REQUESTS": 8,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
}


def test_five_failures_in_a_row_earn_a_rest_and_a_success_between_does_not() -> None:
    host = Host(5.0)
    for _ in range(IN_A_ROW - 1):
        host.fails("HTTP 503")
    assert host.until == 0
    host.fails("HTTP 503")
    assert 2.4 < host.until - time.monotonic() < 7.6
    assert str(host) == "given a rest after 5 failures in a row, the last: HTTP 503"


def test_rests_get_longer_and_the_host_is_left_alone_in_the_end() -> None:
    host, rests = Host(5.0), list[float]()
    while not host.is_given_up:
        host.until = 0.0
        for _ in range(IN_A_ROW):
            host.fails("HTTP 503")
        rests.append(host.until - time.monotonic())
    assert len(rests) == MOST_RESTS + 1
    assert rests[2] > rests[0]
    assert str(host).startswith("left alone after 20 failures")


def test_failures_of_what_was_under_way_when_a_rest_began_earn_no_second_one() -> None:
    host = Host(5.0)
    for _ in range(4 * IN_A_ROW):
        host.fails("HTTP 503")
    assert host.rests == 1


def test_a_host_that_fails_on_is_left_alone_and_asked_no_more() -> None:
    with Web() as down, Web() as well:
        bad = [down.add(f"/{i}", status=503) for i in range(60)]
        good = [well.add(f"/{i}", f"<p>story {i}</p>") for i in range(30)]
        done = crawl("urls", RESTING, urls=[url for pair in zip(bad, good + good, strict=False) for url in pair])
    assert len(done.pages) == 30
    assert len(down.pages_asked) <= (MOST_RESTS + 1) * IN_A_ROW + 4
    left = [drop for drop in done.dropped if drop.reason is DropReason.UNREACHABLE]
    assert len(left) + len(down.pages_asked) == 60
    assert "its host is" in left[-1].detail
    assert "HTTP 503" in left[-1].detail


def test_a_host_that_recovers_in_its_rest_is_crawled_to_the_end() -> None:
    with Web() as web:
        urls = [web.add(f"/{i}", "<p>story</p>") for i in range(20)]
        for i in range(5):
            web.add(f"/{i}", status=503)
        done = crawl("urls", RESTING, urls=urls)
    assert len(done.pages) == 15
    assert {drop.reason for drop in done.dropped} == {DropReason.HTTP_ERROR}
