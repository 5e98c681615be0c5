from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsieve.cli.batch import Batch, read_urls
from newsieve.errors import UsageError
from newsieve.record import SCHEMA
from tests.cli.calling import Call, html_page, story
from tests.cli.serving import HURRY, Site, interrupted, newsieve, served
from tests.schema_check import problems


@pytest.fixture
def site() -> Iterator[Site]:
    answers: dict[str, str | threading.Event] = {
        "/robots.txt": "User-agent: *\nDisallow: /private\n",
        "/a": html_page("Ferry returns", story(1)),
        "/copy": html_page("Ferry is back", story(1)),
        "/other": html_page("Orchard", story(5)),
        "/moved": ">/a",
        "/private/x": html_page("Private", story(3)),
    }
    with served(Site(answers)) as site:
        yield site


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_every_url_has_its_record_in_the_order_given_and_copies_are_marked(site: Site, tmp_path: Path) -> None:
    paths = ["/other", "/a", "/copy", "/absent", "/private/x", "/moved", "/a?utm_source=x"]
    urls = [site.url + path for path in paths] + ["no-url"]
    called = newsieve(tmp_path, "scrape", *urls, *HURRY, "-s", "NEWSIEVE_CONTACT=desk@harbour.example")
    told = records(called.stdout)
    assert called.returncode == 0
    assert [record["source"] for record in told] == urls
    reasons = [None, None, None, "http_error", "robots", None, None, "bad_url"]
    assert [record["reason"] for record in told] == reasons
    assert [problem for record in told for problem in problems(SCHEMA, record)] == []
    first, copy = told[1], told[2]
    assert (copy["duplicate_of"], copy["relation"], copy["cluster"]) == (first["id"], "exact", first["id"])
    assert told[5]["url"] == told[6]["url"] == first["url"]
    assert "/private/x" not in site.asked
    assert site.asked.count("/a?utm_source=x") == 0
    assert f"dropped {site.url}/absent: http_error: HTTP 404" in called.stderr
    assert "no contact set" not in called.stderr
    assert list(tmp_path.iterdir()) == []  # no store unless one is named


def test_a_list_of_urls_is_read_and_the_environments_store_does_not_count(site: Site, tmp_path: Path) -> None:
    given = f"# a list\n{site.url}/a\n\n  {site.url}/other  \n"
    called = newsieve(
        tmp_path, "scrape", "-i", "-", "--format", "text", *HURRY, stdin=given, NEWSIEVE_STORE=str(tmp_path / "no.db")
    )
    assert called.returncode == 0
    assert called.stdout.startswith("Ferry returns\n\n")
    assert "\n----\n\nOrchard\n\n" in called.stdout
    assert "no contact set: NEWSIEVE_CONTACT" in called.stderr
    assert list(tmp_path.iterdir()) == []


def test_with_a_store_articles_are_kept_and_judged_among_what_it_holds(site: Site, tmp_path: Path) -> None:
    first = newsieve(tmp_path, "scrape", f"{site.url}/a", "--store", "news.db", *HURRY)
    second = newsieve(tmp_path, "scrape", f"{site.url}/copy", "--store", "news.db", *HURRY)
    assert records(second.stdout)[0]["duplicate_of"] == records(first.stdout)[0]["id"]
    assert len(records(newsieve(tmp_path, "export", "--store", "news.db", "--all").stdout)) == 2


def test_nothing_obtained_is_exit_code_1_and_with_strict_anything_failed_is(site: Site, tmp_path: Path) -> None:
    absent, good = f"{site.url}/absent", f"{site.url}/a"
    assert newsieve(tmp_path, "scrape", absent, *HURRY).returncode == 1
    assert newsieve(tmp_path, "scrape", absent, good, "--strict", *HURRY).returncode == 1


def test_ctrl_c_keeps_what_was_obtained_beside_the_file_and_says_so(site: Site, tmp_path: Path) -> None:
    site.answers["/slow"] = threading.Event()
    urls = [f"{site.url}/a", f"{site.url}/slow"]
    code, told, seconds = interrupted(tmp_path, site, "/slow", "scrape", *urls, "-o", "out.jsonl", *HURRY)
    assert (code, "Traceback" in told) == (130, False)
    assert "broken off: what was written so far stands in out.jsonl.part" in told
    assert [record["source"] for record in records((tmp_path / "out.jsonl.part").read_text())] == urls[:1]
    assert not (tmp_path / "out.jsonl").exists()
    assert seconds < 5


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "no URL given"),
        (["nonsense"], "'nonsense' is no URL"),
        (["ftp://x.example/a", "mailto:x"], "'ftp://x.example/a' is no URL"),
        (["-i", "absent.txt"], "absent.txt: no such file"),
        (["https://x.example/", "-s", "X"], "-s X: expected NAME=VALUE"),
        (["https://x.example/", "-s", "NEWSIEVE_CONTACT=me"], "NEWSIEVE_CONTACT: 'me': expected an e-mail"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(call: Call, arguments: list[str], complaint: str) -> None:
    called = call("scrape", *arguments)
    assert (called.code, called.out, called.err.count("\n")) == (2, "", 1)
    assert complaint in called.err


def test_urls_of_one_page_are_fetched_once() -> None:
    batch = Batch(["https://x.example/a#top", "HTTPS://X.example/a?utm_source=y", "https://x.example/b"])
    assert batch.wanted == ["https://x.example/a#top", "https://x.example/b"]


def test_a_url_without_a_word_from_the_crawl_is_not_lost() -> None:
    (_, told), *more = Batch(["https://x.example/a"]).records(None, complete=True)
    assert (told["status"], told["reason"], more) == ("dropped", "stage_failed", [])
    assert list(Batch(["https://x.example/a"]).records(None, complete=False)) == []


def test_a_file_of_urls_may_have_comments_and_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_bytes(b"\xef\xbb\xbfhttps://x.example/a\r\n# no\r\n\r\nhttps://x.example/\xff\n")
    assert read_urls(str(tmp_path / "urls.txt")) == ["https://x.example/a", "https://x.example/\ufffd"]
    with pytest.raises(UsageError, match="is a directory"):
        read_urls(str(tmp_path))
