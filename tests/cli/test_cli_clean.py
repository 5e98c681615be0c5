from __future__ import annotations

import gzip
import io
import json
import os
import sys
import threading
from pathlib import Path

import pytest

from newsieve.cli.entry import run
from newsieve.record import SCHEMA
from newsieve.urls import article_id
from tests.archives.writing import http, packed, record
from tests.cli.calling import Call, html_page, story
from tests.schema_check import problems


def test_pages_become_records_in_the_order_of_the_input(call: Call, tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.html").write_text(html_page(f"Story {number}", story(number)))
    order = ["5.html", "0.html", "7.html", "2.html"]
    called = call("clean", *order)
    assert called.code == 0
    assert [record["source"] for record in called.records] == order
    assert [record["title"] for record in called.records] == ["Story 5", "Story 0", "Story 7", "Story 2"]
    assert [problem for record in called.records for problem in problems(SCHEMA, record)] == []


def test_a_folder_is_read_with_its_subfolders_sorted(call: Call, tmp_path: Path) -> None:
    for name in ("b.html", "a/z.htm", "c/d/e.xhtml", "a.html", "notes.txt"):
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html_page(name, story(len(name))))
    (tmp_path / "pages" / "packed.html.gz").write_bytes(gzip.compress(html_page("p", story(3)).encode()))
    sources = [record["source"] for record in call("clean", "pages").records]
    names = ("a/z.htm", "a.html", "b.html", "c/d/e.xhtml", "packed.html.gz")
    assert sources == [f"pages/{name}" for name in names]


def test_standard_input_is_one_page(call: Call) -> None:
    page = html_page("Piped", story(1)).encode()
    for arguments in (["clean", "-"], ["clean"]):
        called = call(*arguments, stdin=page)
        assert (called.code, called.records[0]["source"], called.records[0]["title"]) == (0, "-", "Piped")


def test_a_named_pipe_is_read_like_a_file(call: Call, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    page = gzip.compress(html_page("Piped", story(1)).encode())
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(page,))
    writer.start()
    assert call("clean", "pipe").records[0]["title"] == "Piped"
    writer.join()


def test_without_input_on_a_terminal_the_call_is_wrong(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    assert run(["clean"]) == 2


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (
            '<meta property="og:url" content="https://harbour.example/a?x=1&amp;y=2">',
            "https://harbour.example/a?x=1&y=2",
        ),
        ("<link href='https://harbour.example/b' rel='canonical'>", "https://harbour.example/b"),
        (
            '<link rel=canonical href="https://wire.example/b"><meta content=https://harbour.example/c name="og:url">',
            "https://harbour.example/c",
        ),
        ("<!-- saved from url=(0027)https://harbour.example/d -->", "https://harbour.example/d"),
    ],
)
def test_a_saved_page_that_names_its_url_has_it(call: Call, tmp_path: Path, head: str, url: str) -> None:
    (tmp_path / "a.html").write_text(html_page("A", story(2), head))
    record = call("clean", "a.html").records[0]
    assert (record["url"], record["site"], record["source"]) == (url, "harbour.example", "a.html")


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<link rel="canonical" href="https://harbour.example/">',
        '<link rel="canonical" href="/a">',
        '<meta property="og:url" content="javascript:alert(1)">',
    ],
)
def test_a_saved_page_that_names_no_url_of_its_own_has_its_place_on_disk(call: Call, tmp_path: Path, head: str) -> None:
    (tmp_path / "a b.html").write_text(html_page("A", story(2), head))
    record = call("clean", "a b.html").records[0]
    assert record["url"] == (tmp_path / "a b.html").as_uri()
    assert record["site"] is None


def test_a_file_that_is_no_page_is_dropped_with_its_reason_and_the_run_goes_on(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "b.html").write_bytes(b"")
    (tmp_path / "c.html").write_text(html_page("C", story(2)))
    called = call("clean", "a.pdf", "b.html", "c.html")
    assert called.code == 0
    assert [record["reason"] for record in called.records] == ["not_html", "empty_page", None]
    assert "dropped a.pdf: not_html" in called.err
    assert "1 article, 2 dropped" in called.err


def test_a_page_over_the_limit_is_dropped_and_not_unpacked_whole(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bomb.html.gz").write_bytes(gzip.compress(b"<p>" + b"a" * (11 * 1024 * 1024)))
    called = call("clean", "bomb.html.gz")
    assert (called.code, called.records[0]["reason"]) == (1, "too_large")


def test_what_cannot_be_read_is_named_and_counted_and_the_run_goes_on(call: Call, tmp_path: Path) -> None:
    (tmp_path / "broken.html.gz").write_bytes(gzip.compress(b"x" * 5000)[:-20])
    (tmp_path / "crawl.warc").write_bytes(b"no archive")
    (tmp_path / "empty").mkdir()
    (tmp_path / "c.html").write_text(html_page("C", story(2)))
    called = call("clean", "absent.html", "broken.html.gz", "empty", "crawl.warc", "c.html")
    assert called.code == 0
    assert [record["source"] for record in called.records] == ["c.html"]
    assert "absent.html: no such file or directory" in called.err
    assert "broken.html.gz: cannot be read: broken gzip" in called.err
    assert "empty: no page in this folder" in called.err
    assert "crawl.warc: not a WARC file" in called.err
    assert "1 article, 4 unreadable" in called.err
    assert call("clean", "absent.html", "c.html", "--strict").code == 1


def test_only_names_that_are_not_there_are_wrong_usage(call: Call) -> None:
    called = call("clean", "absent.html", "-o", "out.jsonl")
    assert (called.code, called.out) == (2, "")
    assert called.err == "newsieve: absent.html: no such file or directory\n"
    assert not Path("out.jsonl").exists()


def test_no_article_at_all_never_looks_like_success(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>short")
    assert call("clean", "a.html").code == 1


def test_text_and_markdown_leave_dropped_pages_out(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(html_page("The 1_st *story*", story(1)))
    (tmp_path / "b.html").write_bytes(b"")
    (tmp_path / "c.html").write_text(html_page("The other", story(4)))
    text = call("clean", "a.html", "b.html", "c.html", "--format", "text").out
    assert text.startswith("The 1_st *story*\n\nIn the case")
    assert text.count("\n----\n") == 1
    markdown = call("clean", "a.html", "b.html", "c.html", "--format", "markdown").out
    assert markdown.startswith("# The 1\\_st \\*story\\*\n\n<file:///")
    assert "\n---\n\n# The other\n" in markdown


def test_quiet_leaves_standard_error_to_errors(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(html_page("A", story(1)))
    (tmp_path / "b.html").write_bytes(b"")
    assert call("clean", "a.html", "b.html", "--quiet").err == ""


def test_a_name_with_control_characters_does_not_reach_the_terminal_raw(call: Call, tmp_path: Path) -> None:
    name = "a\x1b[31m[bold]\n.html"
    (tmp_path / name).write_bytes(b"")
    called = call("clean", name)
    assert "\x1b" not in called.err
    assert "dropped a\\x1b[31m[bold]\\n.html: empty_page" in called.err


def test_a_file_name_that_is_not_utf_8_gives_a_valid_record(call: Call, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.html")
    (tmp_path / name).write_text(html_page("A", story(1)))
    assert call("clean", str(tmp_path)).records[0]["source"] == f"{tmp_path}/caf\ufffd.html"


def test_a_saved_page_keeps_its_file_name_as_id_where_no_other_has_it(call: Call, tmp_path: Path) -> None:
    for name in ("one/a17.html", "one/same.html", "two/same.html.gz"):
        path = tmp_path / "named" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(b"<p>no story</p>") if name.endswith(".gz") else b"<p>no story</p>")
    ids = [record["id"] for record in call("clean", str(tmp_path / "named")).records]
    assert ids[0] == "a17"
    assert len(set(ids)) == 3
    assert "same" not in ids


def test_an_archive_is_read_in_order_beside_pages_and_each_record_says_its_place(call: Call, tmp_path: Path) -> None:
    pages = [html_page(f"Story {number}", story(number)).encode() for number in range(100)]
    records = [record(f"https://harbour.example/{n}", http(page)) for n, page in enumerate(pages)]
    records[50] = record("https://harbour.example/50", http(pages[50])).replace(b"WARC/1.0", b"GARBAGE!")
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "crawl.warc.gz").write_bytes(packed(records))
    (tmp_path / "saved" / "z.html").write_text(html_page("Z", story(1)))
    called = call("clean", "saved", "-o", "out.jsonl")
    assert called.code == 0
    told = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [r["title"] for r in told] == [
        *(f"Story {n}" for n in range(50)),
        None,
        *(f"Story {n}" for n in range(51, 100)),
        "Z",
    ]
    assert (told[50]["status"], told[50]["reason"]) == ("dropped", "broken_record")
    assert (told[7]["url"], told[7]["site"]) == ("https://harbour.example/7", "harbour.example")
    assert (told[7]["id"], told[7]["fetched_at"]) == (
        article_id("https://harbour.example/7"),
        "2025-03-14T18:00:00+00:00",
    )
    assert told[7]["source"].startswith("saved/crawl.warc.gz#")
    assert len({r["source"] for r in told if r["status"] == "article"}) == 100
    assert "100 articles, 1 dropped (broken_record 1)" in called.err
    assert call("clean", "saved", "--strict").code == 1


def test_an_archive_without_a_page_never_looks_like_success(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record("https://harbour.example/1", b"GET / HTTP/1.1", kind="request"))
    assert call("clean", "a.warc").code == 1
