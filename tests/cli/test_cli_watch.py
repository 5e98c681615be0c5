"""Real crawls of outlets that break and recover, watched by a real command and a real webhook."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from newsieve import clock
from newsieve.store import SourceRun, Store
from tests.cli.calling import Call, html_page, story
from tests.cli.serving import HURRY, NEWSIEVE, Site, environment, feed, newsieve, served
from tests.crawl.web import Web
from tests.watch.histories import Habits, counts
from tests.watch.hooks import Hook, hooked, noted, script

BARE, REFUSED, GONE = "Bare Gazette", "Refused Review", "Gone Herald"
DEAD = "http://127.0.0.1:9/feed"
RUNS = 40  # that went well before


def past(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a store whose sources have been well for some days; their pages have never named a date or an author."""
    rng, now, habits = Random(3), clock.now(), Habits(date=0, author=0)
    with Store.open(str(path)) as store:
        for hours in range(RUNS, 0, -1):
            monkeypatch.setattr(clock, "now", lambda hours=hours: now - timedelta(hours=hours))
            with store.run("newsieve crawl") as number:
                names = (BARE, REFUSED, GONE)
                brought = [replace(counts(habits, rng), source=name, removed=0) for name in names]
                store.finish_run(number, "{}", 3, sources=brought)
    monkeypatch.undo()


class Outlets:
    """Three outlets; `add` brings a day's stories, and each crawl comes an hour after the one before."""

    def __init__(self, web: Web, folder: Path, hook: Hook) -> None:
        self.web, self.folder, self.hook, self.number, self.hours = web, folder, hook, 0, 0
        web.add("/robots.txt", "")

    def add(self, *, title: bool = True, refuses: bool = False, down: bool = False) -> None:
        links = []
        for _ in range(4):
            self.number += 1
            page = html_page(f"Story {self.number} of the harbour", story(self.number))
            bare = page.replace(f"Story {self.number} of the harbour", "")
            path = f"/2026/03/the-people-of-port-ember-and-their-harbour-{self.number}.html"
            self.web.add(path, page if title else bare)
            links.append(f'<li><a href="{path}">The people of Port Ember and their harbour {self.number}</a></li>')
        self.web.add("/news/", f"<html><body><ul>{''.join(links)}</ul></body></html>")
        for name in ("refused", "gone"):
            path = f"/{name}-{self.number}"
            self.web.add(path, html_page(f"{name} {self.number}", story(500 + self.number)))
            items = f"<item><title>{name}</title><link>{self.web.url(path)}</link></item>"
            rss = f'<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'
            status = 403 if refuses and name == "refused" else 200
            self.web.add(f"/{name}", rss, kind="application/rss+xml", status=status)
        (self.folder / "sources.toml").write_text(
            f'contact = "desk@harbour.example"\ndefaults = {{ recheck = [] }}\n'
            f'alert_command = "./alert.sh"\nwebhook = "{self.hook.url}"\n'
            f'[[source]]\nname = "{BARE}"\nsections = ["{self.web.url("/news/")}"]\n'
            f'[[source]]\nname = "{REFUSED}"\nfeeds = ["{self.web.url("/refused")}"]\n'
            f'[[source]]\nname = "{GONE}"\nfeeds = ["{DEAD if down else self.web.url("/gone")}"]\n'
        )

    def crawl(self, *options: str) -> str:
        """Crawl them; what was said."""
        self.hours += 1
        env = {clock.OFFSET: str(3600 * self.hours)}
        return newsieve(self.folder, "crawl", *options, *HURRY, **env).stderr


def test_outlets_that_break_are_told_once_and_again_when_they_are_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Call
) -> None:
    past(tmp_path / "newsieve.db", monkeypatch)
    script(tmp_path / "alert.sh", "cat >> alerts.jsonl")
    with Web() as web, hooked() as hook:
        outlets = Outlets(web, tmp_path, hook)
        hook.status = 503
        said = []
        for _ in range(3):
            outlets.add(title=False, refuses=True, down=True)
            said.append(outlets.crawl("--metrics", "news.prom"))

        begun = {
            ("trouble", kind, name) for kind, name in (("no_titles", BARE), ("refused", REFUSED), ("failing", GONE))
        }
        assert set(noted(tmp_path / "alerts.jsonl")) == begun
        assert hook.posted == []
        port = hook.url.split("/")[2]
        assert f"alert by webhook failed: http://{port}/…: HTTP 503; it is tried again after the next run" in said[-1]
        assert "secret-word" not in "".join(said)

        shown = call("status", "--store", str(tmp_path / "newsieve.db"), "--strict")
        assert shown.code == 1
        assert "3 sources, 3 broken" in shown.out
        assert "no titles: 0 of 12 articles have a title of late" in shown.out
        families = {one.name: one for one in _parsed((tmp_path / "news.prom").read_text())}
        troubles = {(one.labels["kind"], one.labels["source"]) for one in families["newsieve_trouble"].samples}
        assert troubles == {(kind, name) for _, kind, name in begun}

        hook.status = 200
        outlets.add(title=False, refuses=True, down=True)
        outlets.crawl()
        assert set(hook.told) == begun
        for _ in range(2):
            outlets.add()
            logged = outlets.crawl("--log-format", "json", "--verbose")

        ends = {("recovered", kind, name) for _, kind, name in begun}
        assert sorted(noted(tmp_path / "alerts.jsonl")) == sorted(begun | ends)
        assert sorted(hook.told) == sorted(begun | ends)

    lines = [json.loads(line) for line in logged.splitlines()]
    assert {line["logger"].partition(".")[0] for line in lines} >= {"newsieve", "scrapy"}
    [summed] = [line for line in lines if line.get("event") == "summary"]
    assert (summed["articles"], summed["run"]) == (6, RUNS + 6)
    assert "secret-word" not in logged
    assert call("status", "--store", str(tmp_path / "newsieve.db"), "--strict").code == 0


def _parsed(text: str) -> list:  # type: ignore[type-arg]  # the parser has no types
    return list(text_string_to_metric_families(text))  # type: ignore[no-untyped-call]


def test_a_crawl_that_is_killed_has_died_and_the_next_one_tells_it(tmp_path: Path, call: Call) -> None:
    script(tmp_path / "alert.sh", "cat >> alerts.jsonl")
    with served(Site({"/robots.txt": "", "/a": html_page("A", story(1)), "/slow": threading.Event()})) as site:
        site.answers["/feed"] = feed(site, "/a", "/slow")
        (tmp_path / "sources.toml").write_text(f'[[source]]\nname = "Lantern"\nfeeds = ["{site.url}/feed"]\n')
        command = subprocess.Popen(
            [*NEWSIEVE, "crawl", *HURRY], cwd=tmp_path, env=environment(), stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + 60
        while "/slow" not in site.asked and time.monotonic() < end:
            time.sleep(0.05)
        assert "running" in call("runs", "--store", str(tmp_path / "newsieve.db")).out
        os.kill(command.pid, signal.SIGKILL)
        command.wait()
        assert "died" in call("runs", "--store", str(tmp_path / "newsieve.db")).out
        assert "latest run: 1, died" in call("status", "--store", str(tmp_path / "newsieve.db")).out
        site.answers["/slow"] = html_page("B", story(5))
        assert newsieve(tmp_path, "crawl", "--alert-command", "./alert.sh", *HURRY).returncode == 0
    assert noted(tmp_path / "alerts.jsonl") == [("trouble", "run_died", None), ("recovered", "run_died", None)]
    [told] = call("runs", "2", "--store", str(tmp_path / "newsieve.db"), "--format", "jsonl").records
    assert told["outcome"] == "finished"
    [source] = told["sources"]
    assert (source["source"], source["with_title"]) == ("Lantern", source["new"])
    assert source["bytes"] > 0


def test_a_store_that_cannot_be_opened_is_told_by_a_crawl_of_what_is_due(call: Call, tmp_path: Path) -> None:
    write = script(tmp_path / "alert.sh", "cat >> alerts.jsonl")
    (tmp_path / "sources.toml").write_text(f'[[source]]\nname = "Lantern"\nfeeds = ["{DEAD}"]\n')
    called = call("crawl", "--due", "--store", "absent/news.db", "--alert-command", write)
    assert called.code == 1
    assert noted(tmp_path / "alerts.jsonl") == [("trouble", "run_failed", None)]


def test_an_alert_command_of_the_file_lies_beside_it_and_may_be_missing(call: Call, tmp_path: Path) -> None:
    (folder := tmp_path / "the desk").mkdir()
    text = f'alert_command = "./alert.sh {tmp_path}/alerts.jsonl"\n[[source]]\nname = "Lantern"\nfeeds = ["{DEAD}"]\n'
    (folder / "sources.toml").write_text(text)
    missing = call("crawl", "the desk/sources.toml", "--due", "--store", "absent/news.db")
    assert missing.code == 1
    assert f"the alert command '{folder}/alert.sh': no such program" in missing.err
    script(folder / "alert.sh", 'cat >> "$1"')
    assert call("crawl", "the desk/sources.toml", "--due", "--store", "absent/news.db").code == 1
    piped = newsieve(
        tmp_path, "crawl", "-", "--due", "--store", "absent/news.db", stdin=text, NEWSIEVE_SOURCES_FOLDER=str(folder)
    )
    assert piped.returncode == 1
    assert noted(tmp_path / "alerts.jsonl") == [("trouble", "run_failed", None)] * 2


def test_a_command_or_webhook_that_is_none_is_refused_before_anything_is_fetched(call: Call, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text('webhook = "ftp://x.example/secret-word"\n[[source]]\nname = "X"\n')
    called = call("crawl")
    assert called.code == 2
    assert "sources.toml: webhook: ftp://x.example/…: expected an http:// or https:// URL" in called.err
    assert "secret-word" not in called.err
    called = call("crawl", "https://x.example/", "--alert-command", "/absent/alert.sh")
    assert called.code == 2
    assert "the alert command '/absent/alert.sh': no such program" in called.err
    assert not (tmp_path / "newsieve.db").exists()


def test_the_log_format_of_the_environment_holds_for_every_command(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSIEVE_LOG_FORMAT", "json")
    told = json.loads(call("status").err)
    assert told["level"] == "error"
    assert told["message"].endswith("newsieve.db: no such store")
    monkeypatch.setenv("NEWSIEVE_LOG_FORMAT", "yaml")
    assert "NEWSIEVE_LOG_FORMAT: 'yaml': expected text or json" in call("status").err


def test_status_of_a_new_store_and_of_unknown_outlets(call: Call) -> None:
    with Store.open("newsieve.db") as store:
        assert "no source was crawled yet" in call("status").out
        with store.run("newsieve crawl") as number:
            store.finish_run(number, "{}", 1, sources=[SourceRun("Har\x1b[31mbour", new=1, answered=1)])
    shown = call("status", "har\x1b[31mbour", "--strict")
    assert shown.code == 0
    assert "Har\\x1b[31mbour" in shown.out
    assert "1 source, none broken, 1 new, not judged yet" in shown.out
    assert call("status", "--format", "jsonl").records[0]["state"] == "new"
    assert "no source 'Lantern' was ever crawled into this store" in call("status", "Lantern").err
    assert "there is no run 7" in call("runs", "7").err
    assert "Har\\x1b[31mbour" in call("runs", "1").out
