"""Each fault costs what it must, and no story of anybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newsieve.store import Store
from tests.faults.deaths import Death, die
from tests.faults.manners import TITLE
from tests.faults.world import FAULTS, Outcome, Row, crawl_the_faults, newsieve

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
SAID = {"jsonl": "<script>", "csv": "'=cmd"}  # a web page's and Markdown's are below


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return crawl_the_faults(tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="module")
def deaths(tmp_path_factory: pytest.TempPathFactory) -> tuple[Death, ...]:
    return die(tmp_path_factory.mktemp("deaths"))


@pytest.mark.parametrize("name", [fault.name for fault in FAULTS])
def test_a_fault_is_told_and_costs_no_story(outcome: Outcome, name: str) -> None:
    row = row_of(outcome, name)
    assert row.lost == ()
    assert row.fault.does in row.did
    assert row.requests <= row.fault.most_requests


def row_of(outcome: Outcome, name: str) -> Row:
    return next(row for row in outcome.rows if row.fault.name == name)


def test_nobody_asks_a_host_that_only_pages_name(outcome: Outcome) -> None:
    assert outcome.asked_inside == ()


def test_every_spelling_of_an_inner_address_is_refused(outcome: Outcome) -> None:
    refused = [line for line in outcome.runs[0].log.splitlines() if re.match(r"failed \S+: refused: ", line)]
    assert len([line for line in refused if "/inside" in line or "/meta-data/" in line]) == 14


def test_the_crawl_ends_well_and_without_a_traceback(outcome: Outcome) -> None:
    assert outcome.runs[0].code == 0
    for run in outcome.runs:
        assert "Traceback" not in run.log


def test_no_line_of_the_log_steers_a_terminal_or_tells_a_secret(outcome: Outcome) -> None:
    for run in outcome.runs:
        assert "access_token=…" in run.log  # it was logged, without its value
        assert "open-sesame" not in run.log
        assert [line for line in run.log.split("\n") if STEERING.search(line)] == []


def test_entities_of_a_feed_are_neither_expanded_nor_fetched(outcome: Outcome) -> None:
    assert "root:" not in told_of("XML entities from outside", outcome)
    assert "haha" not in told_of("XML entity bomb", outcome)


def test_a_wrong_charset_is_not_believed(outcome: Outcome) -> None:
    assert "Überfälle auf Fährmänner" in told_of("unknown charset", outcome)


def told_of(outlet: str, outcome: Outcome) -> str:
    with Store.open(str(outcome.store), create=False) as store:
        found = [repr(article) for article, _ in store.articles() if article.outlet == outlet]
    assert found
    return "".join(found)


@pytest.mark.parametrize("format", SAID)
def test_an_export_says_a_hostile_title_without_obeying_it(outcome: Outcome, format: str) -> None:
    written = export(outcome, "--format", format)
    line = next(line for line in written.split("\n") if "slewarts" in line)
    assert STEERING.search(line.removesuffix("\r")) is None
    assert SAID[format] in line


def test_a_title_leads_no_file_out_of_its_folder(outcome: Outcome, tmp_path: Path) -> None:
    export(outcome, "--format", "markdown", "-o", str(tmp_path / "stories"))
    [path] = tmp_path.rglob("*slewarts*")
    assert path.parent == tmp_path / "stories"
    assert re.search(r"^# =cmd.*\\<script\\>", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_a_report_as_a_web_page_shows_a_title_as_text(outcome: Outcome, tmp_path: Path) -> None:
    with Store.open(str(outcome.store), create=False) as store:
        url = next(article.url for article, _ in store.articles() if "slewarts" in (article.title or ""))
    done = newsieve(tmp_path, "explain", url, "--store", str(outcome.store), "--html", "why.html")
    page = (tmp_path / "why.html").read_text(encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "slewarts" in page
    assert "<script>alert" not in page
    assert STEERING.search(done.stdout + done.stderr) is None


def export(outcome: Outcome, *arguments: str) -> str:
    done = newsieve(outcome.store.parent, "export", "--all", "--store", str(outcome.store), *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_death_in_the_middle_costs_no_story(deaths: tuple[Death, ...]) -> None:
    assert [death.lost for death in deaths] == [(), (), ()]


def test_a_full_disk_ends_a_crawl_in_one_line(deaths: tuple[Death, ...]) -> None:
    full = deaths[0]
    assert (full.code, "news.db" in full.did) == (1, True)


def test_the_title_is_hostile_indeed() -> None:
    assert STEERING.search(TITLE)
    assert TITLE.startswith("=")
