from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from newsieve.article import Article, RemovalReason, Removed
from newsieve.export import TABLES
from newsieve.export.spreadsheet import unguarded
from newsieve.record import SCHEMA
from newsieve.store import Store
from newsieve.urls import article_id, page_key, site_of
from tests.cli.calling import Call, story
from tests.conftest import NewStore
from tests.postgres import Postgres
from tests.schema_check import problems
from tests.store.stories import story as invented

ROOT = Path(__file__).parents[2]
PARQUET = import_module("pyarrow.parquet")  # it has no types


def article(url: str, number: int, published: str) -> Article:
    return Article(
        id=article_id(page_key(url)),
        key=page_key(url),
        source=url,
        url=url,
        site=site_of(url),
        title=f"Story {number}",
        paragraphs=(story(number),),
        published=published,
        removed=(Removed("Photo: Oda Brill", RemovalReason.PHOTO_CREDIT),),
    )


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "filled.db"
    with Store.open(str(path)) as store:
        store.save(
            [
                article("https://hill.example/a", 1, "2026-01-02"),
                article("https://harbour.example/a", 1, "2026-01-01"),
                article("https://harbour.example/b", 5, "2026-01-01"),
            ]
        )
        store.settle()
    return path


@pytest.fixture
def wire(new_store: NewStore) -> str:
    """A store with a story on three sites, and another one; in each kind of database."""
    url = new_store()
    with Store.open(url) as store:
        store.save(
            [
                replace(article("https://hill.example/a", 1, "2026-01-01T08:00:00+01:00"), title="=SUM(A1)\nStory 1"),
                article("https://lake.example/a", 1, "2026-01-01T08:35:00Z"),
                article("https://mill.example/a", 1, "2026-01-02"),
                replace(
                    article("https://lake.example/b", 5, "2026-01-03"), language="de", authors=('Ada, "A." Quill',)
                ),
            ]
        )
        store.settle()
    return url


def test_one_canonical_article_per_story_is_exported(call: Call, filled: Path) -> None:
    called = call("export", "--store", str(filled))
    assert called.code == 0
    assert [record["url"] for record in called.records] == ["https://harbour.example/a", "https://harbour.example/b"]
    assert "2 articles" in called.err


def test_all_exports_every_article_with_what_it_copies(call: Call, filled: Path) -> None:
    called = call("export", "--all", "--store", f"sqlite:///{filled}")
    assert [record["relation"] for record in called.records] == ["exact", None, None]
    assert called.records[0]["duplicate_of"] == called.records[1]["id"] == called.records[1]["cluster"]
    assert [problem for record in called.records for problem in problems(SCHEMA, record)] == []


def test_the_store_is_the_environments_where_none_is_given(
    call: Call, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSIEVE_STORE", str(filled))
    assert len(call("export").records) == 2


def test_the_store_is_newsieve_db_here_at_last(call: Call, filled: Path, tmp_path: Path) -> None:
    filled.rename(tmp_path / "newsieve.db")
    assert len(call("export", "--what", "articles").records) == 2


def test_a_file_appears_when_it_is_whole(call: Call, filled: Path, tmp_path: Path) -> None:
    called = call("export", "--store", str(filled), "-o", "out.jsonl")
    assert called.out == ""
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 2
    assert not (tmp_path / "out.jsonl.part").exists()


def test_a_store_that_is_not_there_is_not_made(call: Call, tmp_path: Path) -> None:
    called = call("export", "--store", "absent.db", "-o", "out.jsonl")
    assert (called.code, called.out) == (1, "")
    assert called.err == "newsieve: absent.db: no such store\n"
    assert list(tmp_path.iterdir()) == []


def test_a_store_without_articles_gives_no_file(call: Call, tmp_path: Path) -> None:
    Store.open(str(tmp_path / "empty.db")).close()
    called = call("export", "--store", "empty.db", "-o", "out.jsonl")
    assert called.code == 1
    assert "no article in this store yet" in called.err
    assert not (tmp_path / "out.jsonl").exists()


def test_what_is_no_store_is_refused_in_one_line(call: Call, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello " * 1000)
    called = call("export", "--store", "notes.txt")
    assert called.code == 1
    assert "notes.txt" in called.err
    assert called.err.count("\n") == 1


def test_schema_prints_the_schema_of_the_records(call: Call) -> None:
    called = call("schema")
    assert called.code == 0
    assert json.loads(called.out) == SCHEMA


# --- what is exported ---


def test_stories_come_with_their_articles_in_order_of_publication(call: Call, wire: str) -> None:
    called = call("export", "--what", "stories", "--store", wire)
    assert [problem for line in called.records for problem in problems(TABLES["stories"].schema, line)] == []
    [found] = [line for line in called.records if line["sites"] > 1]
    assert [(m["site"], m["delay_minutes"], m["relation"]) for m in found["members"]] == [
        ("hill.example", 0, None),
        ("lake.example", 95, "exact"),
        ("mill.example", None, "exact"),
    ]
    assert found["first"]["url"] == "https://hill.example/a"
    assert found["cluster"] == found["first"]["id"]
    assert "2 stories; next: --since 1" in called.err


def test_copies_are_edges_and_a_digest_is_one_of_them(call: Call) -> None:
    first, other = invented("a"), invented("b")
    pages = {"first": first, "other": other, "copy": first, "digest": first + other}
    with Store.open("newsieve.db") as store:
        store.save(
            [
                replace(article(f"https://{name}.example/", 1, f"2026-01-01T0{hour}:00:00Z"), paragraphs=text)
                for hour, (name, text) in enumerate(pages.items())
            ]
        )
        store.settle()
    edges = call("export", "--what", "copies").records
    assert [problem for line in edges for problem in problems(TABLES["copies"].schema, line)] == []
    told = [(line["copy_site"], line["relation"], line["delay_minutes"]) for line in edges]
    assert told == [("copy.example", "exact", 120), ("digest.example", "digest", edges[1]["delay_minutes"])]
    stories = call("export", "--what", "stories").records
    assert [[m["site"] for m in line["members"]] for line in stories] == [
        ["first.example", "copy.example"],
        ["other.example"],
        ["digest.example"],
    ]


def test_a_store_without_copies_has_an_empty_list_of_them(call: Call, tmp_path: Path) -> None:
    with Store.open("newsieve.db") as store:
        store.save([article("https://hill.example/a", 1, "2026-01-02")])
    called = call("export", "--what", "copies", "--format", "csv")
    assert called.code == 0
    assert called.out.startswith("first,copy,")
    assert called.out.count("\n") == 1


@pytest.mark.parametrize("what", TABLES)
def test_schema_prints_the_schema_of_each_kind_of_record(call: Call, what: str) -> None:
    assert json.loads(call("schema", "--what", what).out) == TABLES[what].schema


# --- which of it ---


def test_articles_are_chosen_by_outlet_language_and_day(call: Call, wire: str) -> None:
    def urls(*options: str) -> list[str]:
        return [line["url"] for line in call("export", "--all", "--store", wire, *options).records]

    assert urls("--outlet", "HILL.example", "--outlet", "mill.example") == [
        "https://hill.example/a",
        "https://mill.example/a",
    ]
    assert urls("--language", "DE") == ["https://lake.example/b"]
    assert urls("--since", "2026-01-03", "--until", "2026-01-03") == ["https://lake.example/b"]


def test_a_choice_that_nothing_fits_is_one_line(call: Call, wire: str, tmp_path: Path) -> None:
    called = call("export", "--store", wire, "--outlet", "absent.example", "-o", "out.jsonl")
    assert (called.code, called.err) == (1, f"newsieve: {wire}: nothing in this store fits\n")
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--since", "yesterday"], "--since yesterday: expected a run's number or a date such as 2026-03-01"),
        (["--since", "2026-02-30"], "--since 2026-02-30: expected a run's number or a date such as 2026-03-01"),
        (["--since", "-1"], "--since -1: expected a run's number or a date such as 2026-03-01"),
        (["--since", "99"], "--since 99: no run of this store that ended; `newsieve runs` lists them"),
        (["--until", "3"], "--until 3: expected a date such as 2026-03-01"),
        (["--since", "2026-03-02", "--until", "2026-03-01"], "--until 2026-03-01 is before --since 2026-03-02"),
        (["--what", "copies", "--all"], "--all is for --what articles"),
        (["--what", "stories", "--format", "markdown", "-o", "x"], "--format markdown is for --what articles"),
        (["--format", "markdown"], "--format markdown makes one file for each article: name a folder with -o FOLDER"),
        (["--format", "markdown", "-o", "-"], "name a folder with -o FOLDER"),
    ],
)
def test_a_wrong_call_is_one_clear_line(call: Call, wire: str, options: list[str], complaint: str) -> None:
    called = call("export", "--store", wire, *options)
    assert (called.code, called.out) == (2, "")
    assert complaint in called.err
    assert called.err.count("\n") == 1


# --- hand-over ---


def test_since_a_run_gives_what_changed_after_it_and_names_the_next(call: Call, wire: str) -> None:
    def ask(since: str) -> tuple[list[str], str]:
        called = call("export", "--store", wire, "--since", since)
        assert called.code == 0
        return [line["url"] for line in called.records], called.err.split("--since ")[1].strip()

    everything, next_one = ask("0")
    assert everything == ["https://hill.example/a", "https://lake.example/b"]
    nothing, next_one = ask(next_one)
    assert nothing == []
    with Store.open(wire) as store:
        store.save([article("https://dawn.example/a", 1, "2026-01-01T05:00:00Z")])
        store.settle()
    changed = call("export", "--store", wire, "--since", next_one).records
    assert [(line["url"], line["cluster"] == line["id"]) for line in changed] == [
        ("https://hill.example/a", False),  # it leads the story no more
        ("https://dawn.example/a", True),
    ]


def test_runs_lists_crawls_and_exports_by_number(call: Call, wire: str) -> None:
    with Store.open(wire) as store:
        store.finish_run(store.start_run("newsieve crawl"), "{}", articles=4)
        store.start_run("newsieve crawl")
    call("export", "--store", wire)
    called = call("runs", "--store", wire, "--format", "jsonl")
    assert [(line["number"], line["command"], line["articles"]) for line in called.records] == [
        (3, "newsieve export --what articles", 2),
        (2, "newsieve crawl", None),
        (1, "newsieve crawl", 4),
    ]
    lines = call("runs", "--store", wire, "--limit", "2").out.splitlines()
    assert [line.split()[0] for line in lines] == ["run", "3", "2"]
    assert "died" in lines[2]  # nobody is there who would end it


def test_runs_tells_how_an_export_was_called(call: Call, wire: str) -> None:
    asked = ["--all", "--since", "0", "--outlet", "lake.example", "--outlet", "Lake News", "--language", "de"]
    call("export", "--store", wire, *asked)
    [line] = call("runs", "--store", wire, "--format", "jsonl").records
    assert line["command"] == (
        "newsieve export --what articles --all --since 0 --outlet lake.example --outlet 'Lake News' --language de"
    )


def test_a_store_that_may_only_be_read_gives_a_whole_export(call: Call, postgres: Postgres) -> None:
    with postgres.database() as url:
        with Store.open(url) as store:
            store.save([article("https://hill.example/a", 1, "2026-01-02")])
        call("export", "--store", url)
        reading = f"{url}&options=-c%20default_transaction_read_only%3Don"
        whole = call("export", "--store", reading)
        assert (whole.code, len(whole.records)) == (0, 1)
        assert whole.err == f"1 article; without a number for --since: {reading}: is read-only\n"
        again = call("export", "--store", reading, "--since", "1")
        assert (again.code, again.err) == (1, f"newsieve: {reading}: is read-only\n")


def test_an_export_leaves_the_report_of_the_last_crawl(call: Call, wire: str) -> None:
    with Store.open(wire) as store:
        store.finish_run(store.start_run("newsieve crawl"), '{"articles": 4}')
    call("export", "--store", wire)
    with Store.open(wire) as store:
        assert store.latest_report() == '{"articles": 4}'


# --- formats ---


def test_csv_reads_back_to_the_records(call: Call, wire: str) -> None:
    records = call("export", "--all", "--store", wire).records
    text = call("export", "--all", "--store", wire, "--format", "csv").out
    assert [
        {name: unguarded(value) for name, value in row.items()} for row in csv.DictReader(io.StringIO(text, newline=""))
    ] == [{name: _as_text(value) for name, value in record.items()} for record in records]


def _as_text(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("what", TABLES)
def test_parquet_reads_back_to_the_records(call: Call, wire: str, what: str) -> None:
    records = call("export", "--what", what, "--store", wire).records
    called = call("export", "--what", what, "--store", wire, "--format", "parquet", "-o", "out.parquet")
    assert called.code == 0
    assert PARQUET.read_table("out.parquet").to_pylist() == records


def test_parquet_goes_through_a_pipe_into_dedup(call: Call, wire: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "newsieve", "export", "--all", "--store", wire, "--format", "parquet"]
    done = subprocess.run(command, capture_output=True, check=True, env={"PYTHONPATH": str(ROOT)})
    (tmp_path / "out.parquet").write_bytes(done.stdout)
    told = call("dedup", "out.parquet").records
    assert [line["cluster"] for line in told] == [
        line["cluster"] for line in call("export", "--all", "--store", wire).records
    ]


def test_parquet_without_its_library_is_one_clear_line(call: Call, wire: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    called = call("export", "--store", wire, "--format", "parquet", "-o", "out.parquet")
    assert (called.code, called.err) == (2, "newsieve: Parquet needs pyarrow: pip install 'newsieve[parquet]'\n")
    assert not Path("out.parquet").exists()


def test_a_full_disk_is_one_line_in_every_format(call: Call, wire: str) -> None:
    for name in ("jsonl", "csv", "parquet"):
        called = call("export", "--store", wire, "--format", name, "-o", "/dev/full")
        assert (called.code, called.err) == (1, "newsieve: /dev/full: cannot be written: no space left on device\n")


def test_a_markdown_folder_follows_the_store(call: Call, wire: str, tmp_path: Path) -> None:
    def names(*options: str) -> list[str]:
        assert call("export", "--store", wire, "--format", "markdown", "-o", "out", *options).code == 0
        return sorted(path.name[:18] for path in (tmp_path / "out").glob("*.md"))

    assert names() == ["2026-01-01-sum-a1-", "2026-01-03-story-5"]
    next_one = str(json.loads(call("runs", "--store", wire, "--limit", "1", "--format", "jsonl").out)["number"])
    with Store.open(wire) as store:
        store.save([article("https://dawn.example/a", 1, "2025-12-31T05:00:00Z")])
        store.settle()
    assert names("--since", next_one) == ["2025-12-31-story-1", "2026-01-03-story-5"]
    assert names("--outlet", "dawn.example") == ["2025-12-31-story-1"]
