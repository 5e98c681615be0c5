from __future__ import annotations

import asyncio

import pytest
from scrapy import Request

from newsieve.article import DropReason
from newsieve.crawl.fates import Fate
from newsieve.crawl.leases import Leases
from newsieve.crawl.reach import Reach, seems_offline


@pytest.mark.parametrize(
    ("failed", "answered", "offline"),
    [
        ("ab", "", True),
        ("abc", "a", True),
        ("ab", "c", False),  # they never answered, others did
        ("a", "", False),  # one alone says nothing
        ("", "", False),
    ],
)
def test_several_hosts_without_an_answer_from_anybody_tell_of_the_machine(
    failed: str, answered: str, offline: bool
) -> None:
    assert seems_offline(set(failed), set(answered)) is offline


def judged(*, answer: str | None = None, hosts: str = "abc") -> tuple[set[bool], Reach]:
    """What is said of each host that fails, where one of them or another answers soon."""

    async def fail() -> tuple[set[bool], Reach]:
        reach = Reach(0.1)
        for host in hosts:
            reach.asks(host)
        failing = [asyncio.create_task(reach.is_to_blame(host)) for host in hosts if host != answer]
        await asyncio.sleep(0.02)
        if answer:
            reach.answers(answer)
        return set(await asyncio.gather(*failing)), reach

    return asyncio.run(fail())


def test_where_nobody_answers_for_a_while_the_machine_is_to_blame_and_no_host() -> None:
    verdicts, reach = judged()
    assert verdicts == {True}
    assert reach.is_lost
    assert not reach.blames(Fate(DropReason.UNREACHABLE, "host name not found"))
    assert not reach.blames(Fate(DropReason.UNREACHABLE, "proxy http://127.0.0.1:9: connection refused"))
    assert reach.blames(Fate(DropReason.UNREACHABLE, "connection refused"))
    assert reach.blames(Fate(DropReason.HTTP_ERROR, "HTTP 503"))


def test_one_answer_is_enough_to_blame_those_that_give_none() -> None:
    verdicts, reach = judged(answer="c")
    assert verdicts == {False}
    assert reach.blames(Fate(DropReason.TIMEOUT, "no answer within 30 s"))


def test_a_crawl_of_one_host_never_blames_the_machine() -> None:
    verdicts, _ = judged(hosts="a")
    assert verdicts == {False}


def test_a_lease_that_is_held_goes_back_and_one_that_the_store_has_ended_does_not() -> None:
    leases = Leases()
    for lease, later in (("1", False), ("2", True), ("3", None), ("4", False)):
        leases.take(lease, "a.example")
        if later is not None:
            leases.hold(lease, later=later)
    leases.hold("5")  # nobody's
    leases.end("4")
    gone = [leases.let_go(Request("https://a.example/", meta={"lease": lease})) for lease in "1234"]
    assert gone == [1, 2, 3, None]
    assert [leases.was_held(lease) for lease in (1, 2, 3, 4)] == [False, True, None, None]
    assert not leases.busy
