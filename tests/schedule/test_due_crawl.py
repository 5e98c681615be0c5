"""`newsieve crawl --due`: what is due is fetched and nothing else, by one run at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from newsieve.clock import OFFSET
from newsieve.store import Store
from tests.cli.calling import html_page, story
from tests.cli.serving import HURRY, NEWSIEVE, Site, environment, feed, newsieve, served
from tests.conftest import NewStore
from tests.crawl.web import Web

HOUR = 3600
TDMREP = "/.well-known/tdmrep.json"
FEED_LINK = '<link rel="alternate" type="application/rss+xml" href="/feed">'
RSS = '<rss version="2.0"><channel><item><link>{}</link></item></channel></rss>'


@pytest.fixture
def sites() -> Iterator[list[Site]]:
    """Three sites, each with a feed of one story."""
    with ExitStack() as running:
        found = [running.enter_context(served(Site({"/robots.txt": ""}))) for _ in range(3)]
        for number, site in enumerate(found):
            publish(site, number, "/a")
        yield found


def publish(site: Site, number: int, *paths: str) -> None:
    for place, path in enumerate(paths):
        site.answers[path] = html_page(path, story(10 * number + place))
    site.answers["/feed"] = feed(site, *paths)


def write(folder: Path, *tables: str) -> None:
    text = "".join(f'[[source]]\nname = "Outlet {n}"\n{table}\n' for n, table in enumerate(tables, 1))
    (folder / "sources.toml").write_text(f'contact = "desk@harbour.example"\ndefaults = {{ recheck = [] }}\n{text}')


def due(folder: Path, *more: str, hours: float = 0) -> subprocess.CompletedProcess[str]:
    called = newsieve(folder, "crawl", "--due", *more, *HURRY, **{OFFSET: str(hours * HOUR)})
    assert "Traceback" not in called.stderr
    return called


def asked(site: Site) -> list[str]:
    found, site.asked[:] = list(site.asked), []
    return sorted(found)


def test_what_is_due_is_asked_for_and_a_source_with_nothing_due_is_left_alone(
    sites: list[Site], tmp_path: Path
) -> None:
    busy, slow, home = sites
    home.answers["/"] = html_page("Home", story(50), FEED_LINK)
    home.answers["/robots.txt"] = f"Sitemap: {home.url}/sitemap.xml"
    home.answers["/sitemap.xml"] = "<urlset></urlset>"
    write(
        tmp_path,
        f'feeds = ["{busy.url}/feed"]\nevery = "30m"',
        f'feeds = ["{slow.url}/feed"]\nevery = "1d"',
        f'start = "{home.url}/"\nevery = "1h"',
    )
    first = due(tmp_path)
    assert first.returncode == 0
    assert "6 places visited, 3 new articles, 0 copies of others, 0 failures" in first.stderr
    assert asked(busy) == asked(slow) == [TDMREP, "/a", "/feed", "/robots.txt"]
    assert Counter(asked(home)) >= Counter(["/", "/a", "/feed", "/sitemap.xml"])

    again = due(tmp_path)
    assert again.returncode == 0
    assert "nothing is due; next is Outlet 1 in 2" in again.stderr
    assert not [*busy.asked, *slow.asked, *home.asked]

    publish(busy, 0, "/a", "/b")
    assert "1 place visited, 1 new article, 0 copies of others, 0 failures" in due(tmp_path, hours=0.6).stderr
    assert asked(busy) == ["/b", "/feed"], "robots.txt and the like are good for a day"
    assert not [*slow.asked, *home.asked]

    # The home page brought nothing, its feed a story: the feed is due earlier.
    assert due(tmp_path, hours=1.2).returncode == 0
    assert asked(home) == ["/feed"]
    assert not slow.asked


def test_a_place_that_fails_is_tried_later_each_time_and_its_neighbours_go_on(
    sites: list[Site], tmp_path: Path
) -> None:
    well, ill, _ = sites
    del ill.answers["/feed"]
    write(tmp_path, f'feeds = ["{well.url}/feed"]\nevery = "10m"', f'feeds = ["{ill.url}/feed"]\nevery = "10m"')
    counts = list[int]()
    for minutes in (0, 12, 24, 36):  # it is due 10 minutes after the first failure, 20 after the next
        assert due(tmp_path, "--quiet", hours=minutes / 60).returncode == 0, "one source is no failure of all"
        counts.append(asked(ill).count("/feed"))
    assert counts == [1, 1, 0, 1]
    del well.answers["/feed"]
    alone = due(tmp_path, "-q", hours=12)
    assert (alone.returncode, alone.stderr) == (1, "newsieve: no article could be obtained\n")


def test_two_runs_share_what_is_due_and_a_third_says_that_nothing_is_left(tmp_path: Path) -> None:
    store = str(tmp_path / "news.db")
    with ExitStack() as running:
        webs = [running.enter_context(Web(f"127.0.0.{n}")) for n in (1, 2, 3)]
        for web in webs:
            web.add("/2026/03/a", html_page("A", story(1)))
            web.add("/feed", RSS.format("/2026/03/a"), kind="application/rss+xml", delay=5)
        write(tmp_path, *(f'feeds = ["{web.url("/feed")}"]' for web in webs))
        with started(tmp_path, store) as one, started(tmp_path, store) as other:
            until(lambda: all(web.times("/feed") for web in webs))
            third = due(tmp_path, "--store", store)
            assert third.returncode == 0
            assert "nothing left to do: 3 sources are being crawled by another run; next is Outlet" in third.stderr
            assert (one.wait(60), other.wait(60)) == (0, 0)
        assert [web.times("/feed") for web in webs] == [1, 1, 1]
    assert stored(store) == 3


def test_what_a_killed_run_had_is_taken_by_the_next_at_once(tmp_path: Path, new_store: NewStore) -> None:
    store = new_store()
    with Web() as web:
        for number, name in enumerate("abc"):
            web.add(f"/2026/03/{name}", html_page(name, story(number)), delay=10 if name == "b" else 0)
        items = "</link></item><item><link>".join(f"/2026/03/{name}" for name in "abc")
        web.add("/feed", RSS.format(items), kind="application/rss+xml")
        write(tmp_path, f'feeds = ["{web.url("/feed")}"]')
        with started(tmp_path, store) as doomed:
            until(lambda: web.times("/2026/03/b") == 1 and stored(store) == 2)
            os.killpg(doomed.pid, signal.SIGKILL)
        web.add("/2026/03/b", html_page("b", story(1)))
        assert "1 new article" in due(tmp_path, "--store", store).stderr
        assert web.times("/feed") == 1, "it is not due; what it led to is still to be done"
        assert "nothing is due" in due(tmp_path, "--store", store).stderr


def test_what_is_due_can_be_crawled_by_url_and_from_standard_input(sites: list[Site], tmp_path: Path) -> None:
    text = f'contact = "desk@harbour.example"\n[[source]]\nname = "Outlet"\nfeeds = ["{sites[0].url}/feed"]\n'
    assert newsieve(tmp_path, "crawl", "--due", "-", "-q", *HURRY, stdin=text).returncode == 0
    assert "nothing is due" in newsieve(tmp_path, "crawl", "--due", "-", stdin=text).stderr
    home = f"{sites[1].url}/"
    sites[1].answers["/"] = html_page(
        "Home", story(77), '<link rel="alternate" type="application/rss+xml" href="/feed">'
    )
    assert "1 new article" in due(tmp_path, home).stderr
    assert f"next is {home} in" in due(tmp_path, home).stderr


def started(folder: Path, store: str) -> subprocess.Popen[bytes]:
    command = [*NEWSIEVE, "crawl", "--due", "-q", "--store", store, *HURRY]
    return subprocess.Popen(command, cwd=folder, env=environment(), start_new_session=True)


def until(is_so: object) -> None:
    end = time.monotonic() + 60
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def stored(store: str) -> int:
    with Store.open(store) as opened:
        return opened.counts().articles
