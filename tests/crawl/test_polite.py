"""How hosts are asked, from the first request to those of later runs: whole crawls by the command, on loopback."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from newsieve.crawl.origin import host_of
from newsieve.store import Store
from tests.crawl.web import Web

ROOT = Path(__file__).resolve().parents[2]
HOUR, DAY = 3600, 24 * 3600
HURRY = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=false", "NEWSIEVE_REST_SECONDS=0.2", "NEWSIEVE_WORKERS=1")
TDMREP = "/.well-known/tdmrep.json"


class Timed(Web):
    """A web server that knows when each request came, and over how many connections."""

    def __init__(self) -> None:
        super().__init__()
        self.arrivals: list[tuple[float, str]] = []
        self.connections: set[object] = set()
        self.at_once = self.most_at_once = 0
        self._timing = threading.Lock()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        with self._timing:
            self.arrivals.append((time.monotonic(), handler.path))
            self.connections.add(handler.client_address)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        super()._answer(handler)
        with self._timing:
            self.at_once -= 1

    @property
    def gaps(self) -> list[float]:
        return [b - a for (a, _), (b, _) in zip(self.arrivals, self.arrivals[1:], strict=False)]


@pytest.fixture
def web() -> Iterator[Timed]:
    with Timed() as running:
        running.add("/robots.txt", "User-agent: *\nAllow: /\n", kind="text/plain", headers={"ETag": '"r1"'})
        yield running


def story(web: Web, name: str, head: str = "", **more: Any) -> str:
    told = "".join(
        f"<p>The {name} is told in sentence {n}, which has as many words as a paragraph of a story.</p>"
        for n in range(8)
    )
    return web.add(f"/2026/03/{name}-in-the-old-harbour", f"{head}<h1>The {name}</h1>{told}", **more)


def home(web: Web, *stories: str) -> None:
    web.add("/", "".join(f'<article><h2><a href="{url}">A headline of {url}</a></h2></article>' for url in stories))


def crawl(
    folder: Path, web: Web, *, later: float = 0, hurry: tuple[str, ...] = HURRY, **keys: str
) -> subprocess.CompletedProcess[str]:
    told = "".join(f"{key} = {value}\n" for key, value in {"start": f'"{web.url("/")}"', **keys}.items())
    (folder / "sources.toml").write_text(f'[[source]]\nname = "Bryne Post"\n{told}')
    return run(folder, later=later, hurry=hurry)


def run(folder: Path, *, later: float = 0, hurry: tuple[str, ...] = HURRY) -> subprocess.CompletedProcess[str]:
    settings = [part for name in hurry for part in ("-s", name)]
    return subprocess.run(
        [sys.executable, "-m", "newsieve", "crawl", "--store", "news.db", *settings],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT), "NEWSIEVE_CLOCK_OFFSET": str(later)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def titles(folder: Path) -> set[str | None]:
    with Store.open(str(folder / "news.db"), create=False) as store:
        return {article.title for article, _ in store.articles()}


def test_a_host_that_asks_for_an_hour_is_not_asked_before_and_nothing_is_lost(web: Timed, tmp_path: Path) -> None:
    names = [f"story-{n}" for n in range(12)]
    urls = [story(web, name) for name in names]
    asked = f"{datetime.now(UTC) + timedelta(hours=1):%a, %d %b %Y %H:%M:%S GMT}"
    for url in urls[3:]:
        web.add(url.removeprefix(web.url("")), "busy", status=429, headers={"Retry-After": asked})
    home(web, *urls)
    first = crawl(tmp_path, web, concurrency="1")
    assert first.returncode == (0 if titles(tmp_path) else 1), first.stderr
    assert "Traceback" not in first.stderr
    assert [web.pages[path].status for path in web.pages_asked if path in web.pages].count(429) == 1
    assert "Retry-After" in first.stderr
    assert "Not asked for now" in first.stderr
    for name in names:
        story(web, name)
    web.asked.clear()
    second = run(tmp_path, later=HOUR - 120 - 30)
    assert web.asked == []
    assert second.returncode == 0
    assert "nothing to ask for now: " + str(host_of(web.url(""))) + ": HTTP 429, Retry-After" in second.stderr
    home(web)  # the links have gone from the page meanwhile
    third = run(tmp_path, later=HOUR + 30)
    assert third.returncode == 0, third.stderr
    assert len(titles(tmp_path)) == 12
    assert web.times("/robots.txt") == web.times(TDMREP) == 0, "they are kept for a day"


def test_a_page_that_always_asks_for_time_holds_up_no_other_and_is_given_up(web: Timed, tmp_path: Path) -> None:
    bad = story(web, "bad", status=503, headers={"Retry-After": "1"})
    home(web, bad, *(story(web, f"story-{n}") for n in range(3)))
    done = crawl(tmp_path, web, concurrency="1")
    assert done.returncode == 0, done.stderr
    assert len(titles(tmp_path)) == 3
    assert web.times("/2026/03/bad-in-the-old-harbour") == 4
    times = [at for at, path in web.arrivals if path == "/2026/03/bad-in-the-old-harbour"]
    assert min(b - a for a, b in itertools.pairwise(times)) > 0.95
    assert "HTTP 503" in done.stderr


def test_outside_of_its_hours_a_source_is_not_asked(web: Timed, tmp_path: Path) -> None:
    home(web, story(web, "story"))
    now = datetime.now(UTC)
    hours = f'"{now + timedelta(hours=2):%H:%M}-{now + timedelta(hours=4):%H:%M}"'
    first = crawl(tmp_path, web, hours=hours)
    assert first.returncode == 0
    assert web.asked == []
    assert f"nothing to ask for now: Bryne Post: its hours are {hours[1:-1]}" in first.stderr
    assert run(tmp_path, later=3 * HOUR).returncode == 0
    assert titles(tmp_path) == {"The story"}


def test_a_window_that_closes_while_a_crawl_is_under_way_ends_it_and_the_rest_waits(web: Timed, tmp_path: Path) -> None:
    home(web, *(story(web, f"story-{n}") for n in range(30)))
    now = datetime.now(UTC)
    closes = (now + timedelta(minutes=1)).replace(second=0, microsecond=0)
    hours = f'"{now - timedelta(hours=2):%H:%M}-{closes:%H:%M}"'
    later = (closes - now).total_seconds() - 13  # it begins thirteen seconds before the window closes
    done = crawl(tmp_path, web, hours=hours, delay="0.5", later=later)
    assert done.returncode == 0, done.stderr
    assert "Not asked for now" in done.stderr
    stories = len(titles(tmp_path))
    assert 0 < stories < 27
    assert f"{30 - stories} waiting" in done.stderr


def test_the_budget_of_a_day_holds_over_runs_and_counts_every_request(web: Timed, tmp_path: Path) -> None:
    web.redirect("/2026/03/moved-to-another-place-here", "/2026/03/story-0-in-the-old-harbour")
    home(web, web.url("/2026/03/moved-to-another-place-here"), *(story(web, f"story-{n}") for n in range(20)))
    done = crawl(tmp_path, web, max_requests_per_day="8")
    assert len(web.asked) == 8
    assert web.times("/robots.txt") == 1
    assert "its budget of 8 requests a day is used up" in done.stderr
    assert run(tmp_path).returncode == 0
    assert len(web.asked) == 8
    crawl(tmp_path, web, max_requests_per_day="30", later=DAY)
    assert len(titles(tmp_path)) == 20
    assert len(web.asked) <= 38


def test_robots_txt_is_asked_for_once_a_day_then_on_condition_and_an_old_one_stands_in(
    web: Timed, tmp_path: Path
) -> None:
    home(web, story(web, "first"), web.url("/private/2026/03/a-story-that-is-not-for-us"))
    web.add("/robots.txt", "User-agent: *\nDisallow: /private/\n", kind="text/plain", headers={"ETag": '"r1"'})
    for later in (0, 23 * HOUR):
        crawl(tmp_path, web, later=later)
    assert web.times("/robots.txt") == 1
    web.add("/robots.txt", status=304)
    crawl(tmp_path, web, later=25 * HOUR)
    assert web.times("/robots.txt") == 2
    assert web.headers_of("/robots.txt")["If-None-Match"] == '"r1"'
    web.add("/robots.txt", status=500)
    home(web, story(web, "second"), web.url("/private/2026/03/a-story-that-is-not-for-us"))
    crawl(tmp_path, web, later=50 * HOUR)
    assert titles(tmp_path) == {"The first", "The second"}, "yesterday's stands in"
    home(web, story(web, "third"))
    asked = len(web.pages_asked)
    refused = crawl(tmp_path, web, later=80 * HOUR)
    assert len(web.pages_asked) == asked
    assert refused.returncode == 1
    assert "robots.txt could not be had: HTTP 500" in refused.stderr
    assert not any(path.startswith("/private/") for path in web.asked)


def test_objections_are_obeyed_until_a_licence_lifts_them(web: Timed, tmp_path: Path) -> None:
    noarchive, reserved = '<meta name="robots" content="noarchive">', {"tdm-reservation": "1"}
    web.add(TDMREP, '[{"location": "/reserved/", "tdm-reservation": 1}]', kind="application/json")
    pages = [
        story(web, "open"),
        story(web, "fleeting", head=noarchive),
        story(web, "mined", headers=reserved),
        web.add("/reserved/2026/03/a-story-that-nobody-may-mine", "<p>reserved</p>"),
    ]
    home(web, *pages)
    for _ in range(2):
        done = crawl(tmp_path, web)
        assert titles(tmp_path) == {"The open"}
        assert web.times("/reserved/2026/03/a-story-that-nobody-may-mine") == 0
    first = done.stderr
    assert "fetched 0" not in first
    assert web.times("/2026/03/fleeting-in-the-old-harbour") == web.times("/2026/03/mined-in-the-old-harbour") == 1
    assert b"fleeting is told" not in (tmp_path / "news.db").read_bytes()
    crawl(tmp_path, web, licensed='["noarchive", "tdm"]')
    assert titles(tmp_path) >= {"The open", "The fleeting", "The mined"}
    assert web.times("/reserved/2026/03/a-story-that-nobody-may-mine") == 1
    assert web.times("/2026/03/open-in-the-old-harbour") == 1


def test_requests_never_come_faster_than_promised_whatever_they_are(web: Timed, tmp_path: Path) -> None:
    web.redirect("/2026/03/moved-to-another-place-here", "/2026/03/story-0-in-the-old-harbour")
    pages = [story(web, f"story-{n}") for n in range(8)]
    home(web, *pages, web.url("/2026/03/moved-to-another-place-here"), story(web, "broken", status=500))
    done = crawl(tmp_path, web, delay="0.3", concurrency="2", hurry=HURRY[2:])
    assert done.returncode == 0, done.stderr
    crawl(tmp_path, web, delay="0.3", concurrency="2", hurry=HURRY[2:])
    assert web.times("/2026/03/broken-in-the-old-harbour") >= 3
    assert len(web.arrivals) >= 15
    assert min(web.gaps) > 0.25, "0.3 s but for what the network does to two packets"
    assert web.most_at_once <= 2
    assert len(web.connections) <= 4, "connections are kept"


def test_the_usual_manners_hold_and_autothrottle_slows_down_with_the_host(web: Timed, tmp_path: Path) -> None:
    home(web, *(story(web, f"story-{n}", delay=1.6) for n in range(6)))
    done = crawl(tmp_path, web, hurry=HURRY[2:])
    assert done.returncode == 0, done.stderr
    assert min(web.gaps) > 0.2
    slow = [at for at, path in web.arrivals if path.startswith("/2026/")]
    gaps = [b - a for a, b in itertools.pairwise(slow)]
    assert max(gaps[3:]) > 0.7, "half of the 1.6 s that the host takes"


def test_two_crawlers_on_one_store_keep_one_crawl_delay(web: Timed, tmp_path: Path) -> None:
    web.add("/robots.txt", "User-agent: *\nCrawl-delay: 0.4\n", kind="text/plain")
    home(web, *(story(web, f"story-{n}") for n in range(10)))
    threads = [threading.Thread(target=crawl, args=(tmp_path, web), kwargs={"hurry": HURRY[2:]}) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(titles(tmp_path)) == 10
    assert len({path for _, path in web.arrivals if path.startswith("/2026/")}) == 10
    assert min(web.gaps) > 0.3


def test_a_machine_that_is_offline_says_so_and_blames_nobody(web: Timed, tmp_path: Path) -> None:
    home(web, *(story(web, f"story-{n}") for n in range(5)))
    entries = "".join(f'[[source]]\nname = "S{n}"\nstart = "http://s{n}.example:{PORT}/"\n' for n in range(4))
    (tmp_path / "sources.toml").write_text(entries)
    begun = time.monotonic()
    done = run(tmp_path, hurry=(*HURRY, "DNS_RESOLVER=tests.crawl.resolver.NoNames"))
    assert done.returncode == 1
    assert "this machine seems to be offline" in done.stderr
    assert done.stderr.count("Traceback") == 0
    assert time.monotonic() - begun < 30
    with Store.open(str(tmp_path / "news.db"), create=False) as store:
        assert store.rests(datetime.now(UTC)) == {}
    assert run(tmp_path, hurry=(*HURRY, "DNS_RESOLVER=tests.crawl.resolver.NoNames")).returncode == 1


PORT = 8099
