"""The made-up web, crawled with the real spiders and stages by the real command, beside its truth."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from newsieve.article import RemovalReason
from newsieve.demo import DemoWeb, Judged, judge
from newsieve.store import Store
from newsieve.urls import page_key

ROOT = Path(__file__).parents[2]
HURRY = ["-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=false", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8"]


@dataclass(frozen=True)
class Crawled:
    """A web that was crawled from its sources file: twice, the first time into an empty store."""

    web: DemoWeb
    folder: Path
    first: subprocess.CompletedProcess[str]
    second: subprocess.CompletedProcess[str]
    asked_first: Counter[str]
    asked_second: Counter[str]

    @property
    def store(self) -> str:
        return str(self.folder / "news.db")

    def judged(self) -> Judged:
        with Store.open(self.store, create=False) as store:
            return judge(self.web.truth, store.articles())


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "newsieve", *arguments]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    return subprocess.run(
        command(*arguments), cwd=folder, env=environment, capture_output=True, text=True, timeout=240, check=False
    )


def asked(web: DemoWeb) -> Counter[str]:
    return Counter(f"{outlet} {path}" for outlet, paths in web.requests.items() for path in paths)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("demo")
    with DemoWeb() as web:
        (folder / "sources.toml").write_text(web.sources_toml(), encoding="utf-8")
        first = run(folder, "crawl", "--store", "news.db", *HURRY)
        asked_first = asked(web)
        second = run(folder, "crawl", "--store", "news.db", *HURRY)
        yield Crawled(web, folder, first, second, asked_first, asked(web) - asked_first)


def test_every_article_is_found_and_no_other_page_is_taken_for_one(crawled: Crawled) -> None:
    assert crawled.first.returncode == 0, crawled.first.stderr
    judged = crawled.judged()
    assert (judged.found, judged.missed, judged.strangers) == (len(crawled.web.truth.pages), 0, ())


def test_story_paragraphs_are_kept_whole_apart_and_in_order(crawled: Crawled) -> None:
    marks = crawled.judged().marks
    assert not marks.lost
    assert not marks.glued
    assert not marks.extra
    assert not marks.disordered


def test_junk_does_not_survive(crawled: Crawled) -> None:
    judged = crawled.judged()
    plain = {RemovalReason.CAPTION, RemovalReason.PHOTO_CREDIT}  # as plain paragraphs, some without an image
    assert set(judged.junk_left) <= plain
    gone, left = Counter(judged.marks.junk_gone), Counter(judged.marks.junk_left)
    assert left.total() <= 0.03 * (gone.total() + left.total())


def test_every_copy_is_found_and_no_two_stories_are_merged(crawled: Crawled) -> None:
    clusters = crawled.judged().clusters
    assert clusters.copies_found > 100
    assert clusters.copies_missed == 0
    assert clusters.false_merges == 0
    assert clusters.originals_wrong == 0


def test_titles_dates_and_authors_are_read(crawled: Crawled) -> None:
    judged = crawled.judged()
    marks = judged.marks
    assert (marks.titles, marks.dates, marks.authors) == (judged.found, judged.found, judged.found)


def test_disallowed_pages_are_never_asked_for(crawled: Crawled) -> None:
    private = crawled.web.truth.private
    assert private
    hosts = dict(crawled.web.sources)
    urls = {hosts[line.partition(" /")[0]].rstrip("/") + "/" + line.partition(" /")[2] for line in crawled.asked_first}
    assert not urls & set(private)


def test_no_article_is_fetched_twice_in_a_run(crawled: Crawled) -> None:
    assert max(crawled.asked_first.values()) == 1


def test_the_same_command_again_fetches_only_what_is_new(crawled: Crawled) -> None:
    assert crawled.second.returncode == 0
    assert "nothing new" in crawled.second.stderr
    stories = {page.url.split("/", 3)[3] for page in crawled.web.truth.pages}
    assert not stories & {line.partition(" /")[2] for line in crawled.asked_second}


def test_a_run_leaves_its_report(crawled: Crawled) -> None:
    with Store.open(crawled.store, create=False) as store:
        report = json.loads(store.latest_report() or "{}")
    assert report["articles"] == 0
    assert report["known"] >= len(crawled.web.truth.pages)


def test_the_store_exports_every_story_once(crawled: Crawled) -> None:
    done = run(crawled.folder, "export", "--store", "news.db")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    stories = {page.story for page in crawled.web.truth.pages}
    assert len(records) == len(stories)


def test_scrapys_own_command_crawls_an_outlet_into_a_file(crawled: Crawled, tmp_path: Path) -> None:
    name, home = crawled.web.sources[0]
    out = tmp_path / "out.jsonl"
    arguments = ["-m", "scrapy", "crawl", "site", "-a", f"url={home}", "-O", str(out)]
    environment = os.environ | {"NEWSIEVE_STORE": str(tmp_path / "news.db")}
    hurry = list(HURRY)
    subprocess.run(
        [sys.executable, *arguments, *hurry], cwd=ROOT, env=environment, check=True, capture_output=True, timeout=120
    )
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    expected = {page.url for page in crawled.web.truth.pages if page.outlet == name}
    assert expected <= {page_key(record["url"]) for record in records}


def test_a_crawl_killed_outright_is_finished_by_the_same_command(crawled: Crawled, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(crawled.web.sources_toml(), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    arguments = command("crawl", "--store", "news.db", *HURRY)
    with subprocess.Popen(arguments, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL) as killed:
        _wait_for_articles(tmp_path / "news.db", 20)
        killed.kill()
    done = run(tmp_path, "crawl", "--store", "news.db", *HURRY)
    assert done.returncode == 0, done.stderr
    with Store.open(str(tmp_path / "news.db")) as store, Store.open(crawled.store) as whole:
        assert _told(store) == _told(whole)


def _wait_for_articles(path: Path, number: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if path.exists():
            with Store.open(str(path)) as store:
                if store.counts().articles >= number:
                    return
        time.sleep(0.05)
    pytest.fail("the crawl stored nothing in a minute")


def _told(store: Store) -> list[tuple[str, str, str]]:
    return sorted((article.key, article.text, verdict.cluster) for article, verdict in store.articles())


def test_ctrl_c_ends_in_under_a_second_and_leaves_no_process(crawled: Crawled, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(crawled.web.sources_toml(), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    slowly = ["-s", "DOWNLOAD_DELAY=0.2", "-s", "AUTOTHROTTLE_ENABLED=false"]
    with subprocess.Popen(
        command("crawl", "--store", "news.db", *slowly),
        cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as crawl:  # fmt: skip
        _wait_for_articles(tmp_path / "news.db", 5)
        begun = time.monotonic()
        os.killpg(crawl.pid, signal.SIGINT)
        _, told = crawl.communicate(timeout=30)
        seconds = time.monotonic() - begun
    assert crawl.returncode == 130
    assert "interrupted" in told
    assert "Traceback" not in told
    assert seconds < 1
    _wait_until_gone(crawl.pid)


def _wait_until_gone(group: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("processes of the crawl are left behind")
