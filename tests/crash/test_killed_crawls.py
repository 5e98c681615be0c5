"""Crawls that are killed outright, and crawls that share a store: nothing is lost, and nothing is done twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsieve.demo import DemoWeb
from newsieve.store import Store
from tests.conftest import NewStore

ROOT = Path(__file__).parents[2]
HURRY = ["-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=false"]
UNDER_WAY = 40  # pages that a crawl may have asked for and not stored, about half of them as a rule
SECONDS = 240


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with DemoWeb() as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed(web: DemoWeb, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str]]:
    """What a crawl that nobody disturbs makes of the web."""
    store = str(tmp_path_factory.mktemp("undisturbed") / "news.db")
    with crawling(web, store) as crawl:
        assert crawl.wait(SECONDS) == 0
    return told(store)


@contextmanager
def crawling(web: DemoWeb, store: str, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A crawl in a process group of its own, which is gone at the end of the block."""
    command = [sys.executable, "-m", "newsieve", "crawl", *(home for _, home in web.sources), "--store", store]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSIEVE_")}
    with subprocess.Popen(
        [*command, *HURRY, *more],
        env=environment | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as crawl:
        try:
            yield crawl
        finally:
            crawl.kill()


def told(store: str) -> list[tuple[str, str, str]]:
    with Store.open(store, create=False) as opened:
        return sorted((article.key, article.text, verdict.cluster) for article, verdict in opened.articles())


def stored(store: str) -> int:
    with Store.open(store) as opened:
        return opened.counts().articles


def wait_until(store: str, articles: int, crawl: subprocess.Popen[bytes]) -> None:
    """Wait until a store has so many articles, or the crawl has ended."""
    until = time.monotonic() + SECONDS
    while crawl.poll() is None and stored(store) < articles:
        assert time.monotonic() < until
        time.sleep(0.1)


def asked(web: DemoWeb, since: int) -> Counter[str]:
    """How often each page was asked for since so many requests, robots.txt left out: each process must read that."""
    pages = (f"{request.host}{request.path}" for request in web.log[since:])
    return Counter(page for page in pages if not page.endswith(("/robots.txt", "/tdmrep.json")))


def group_is_gone(group: int) -> bool:
    """Whether no process of a group is left, waiting a little for the last ones."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def kill_again_and_again(web: DemoWeb, store: str, moments: list[int]) -> Counter[str]:
    """Kill a crawl as it has stored so many articles, each time begin it again, and let the last one end."""
    before = len(web.log)
    for moment in moments:
        with crawling(web, store) as crawl:
            wait_until(store, moment, crawl)
            assert crawl.poll() is None, "it was not to end yet"
            crawl.send_signal(signal.SIGKILL)
        assert group_is_gone(crawl.pid), "its workers die with it"
    with crawling(web, store) as crawl:
        assert crawl.wait(SECONDS) == 0
    return asked(web, before)


def test_a_crawl_killed_again_and_again_loses_nothing_and_asks_again_only_for_what_was_under_way(
    web: DemoWeb, undisturbed: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    store = str(tmp_path / "news.db")
    moments = sorted(random.Random(5).sample(range(1, len(undisturbed) - 10), 4))
    pages = kill_again_and_again(web, store, moments)
    assert told(store) == undisturbed
    assert pages.total() - len(pages) <= len(moments) * UNDER_WAY
    assert not list(tmp_path.glob("*-crawler-*"))


@pytest.mark.slow
@pytest.mark.timeout(1_200)
def test_twenty_kills_of_one_crawl_lose_nothing_and_ask_again_only_for_what_was_under_way(tmp_path: Path) -> None:
    with DemoWeb(outlets=20, articles=1_500) as web:
        whole, store = str(tmp_path / "whole.db"), str(tmp_path / "news.db")
        with crawling(web, whole) as crawl:
            assert crawl.wait(600) == 0
        moments = sorted(random.Random(20).sample(range(1, stored(whole) - 100), 20))
        pages = kill_again_and_again(web, store, moments)
        twice = pages.total() - len(pages)
        assert told(store) == told(whole)
        assert twice <= len(moments) * UNDER_WAY, f"{twice} of {len(pages)} pages were fetched twice"


def test_two_crawls_at_once_share_the_work(
    web: DemoWeb, undisturbed: list[tuple[str, str, str]], new_store: NewStore
) -> None:
    store, before = new_store(), len(web.log)
    with crawling(web, store) as first, crawling(web, store) as second:
        assert first.wait(SECONDS) == 0
        assert second.wait(SECONDS) == 0
    pages = asked(web, before)
    assert told(store) == undisturbed
    assert {page: times for page, times in pages.items() if times > 1} == {}


def test_of_two_crawls_one_is_killed_and_the_other_does_all_that_is_left(
    web: DemoWeb, undisturbed: list[tuple[str, str, str]], new_store: NewStore
) -> None:
    store, before = new_store(), len(web.log)
    with crawling(web, store) as first, crawling(web, store) as second:
        wait_until(store, len(undisturbed) // 3, first)
        first.send_signal(signal.SIGKILL)
        assert second.wait(SECONDS) == 0
    pages = asked(web, before)
    assert told(store) == undisturbed
    assert pages.total() - len(pages) <= UNDER_WAY
