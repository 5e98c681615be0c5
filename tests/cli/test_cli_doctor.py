from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

from newsieve.cli import examination
from newsieve.cli.distribution import Need, needs
from newsieve.cli.examination import Level
from newsieve.store import Store
from tests.cli.calling import Call
from tests.store.stories import article, story


@pytest.fixture
def store(tmp_path: Path) -> str:
    with Store.open(str(tmp_path / "news.db")) as archive:
        archive.save([article(f"https://a.example/{n}", story(f"{n}", 20)) for n in range(40)])
        archive.settle()
    return "news.db"


def test_where_all_is_well_each_line_is_ok(call: Call, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSIEVE_CONTACT", "newsdesk@example.org")
    called = call("doctor", "--store", store)
    assert called.code == 0
    assert {line.split()[0] for line in called.out.splitlines()} == {"ok"}
    assert [line.split()[1] for line in called.out.splitlines() if "[" not in line] == [
        "python",
        "packages",
        "contact",
        "store",
        "disk",
        "workers",
    ]
    assert f"trafilatura {metadata.version('trafilatura')}" in called.out
    assert "40 articles, 40 stories" in called.out
    assert "a worker process read a page" in called.out


def _findings(store: str) -> dict[str, examination.Finding]:
    """What is found besides the workers, which take a while."""
    found = [examination._contact(), *examination._store(store), examination._disk(store)]
    return {finding.about: finding for finding in found}


def test_a_store_that_is_not_there_is_a_warning_and_is_not_made(tmp_path: Path, call: Call) -> None:
    found = _findings("none.db")["store"]
    assert (found.level, found.todo) == (Level.WARN, "newsieve crawl makes it")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("path", "named"),
    [("other.txt", "is not a newsieve store"), ("no/where.db", "no such store"), (".", "is a folder")],
)
def test_what_is_no_store_is_a_failure(tmp_path: Path, call: Call, path: str, named: str) -> None:
    (tmp_path / "other.txt").write_text("something else" * 100)
    found = _findings(path)["store"]
    assert found.level is Level.FAIL
    assert named in found.told


def test_a_damaged_store_fails_the_examination(tmp_path: Path, store: str, call: Call) -> None:
    with (tmp_path / store).open("r+b") as file:
        size = file.seek(0, 2)
        for page in range(size // 4096 // 2, size // 4096 - 1):
            file.seek(page * 4096)
            file.write(b"\xa5" * 512)
    called = call("doctor", "--store", store)
    assert called.code == 1
    bad = [line for line in called.out.splitlines() if line.startswith("fail")]
    assert len(bad) == 1
    assert "store" in bad[0]


def test_a_missing_contact_is_a_warning_and_a_wrong_one_a_failure(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEWSIEVE_CONTACT", raising=False)
    assert _findings("none.db")["contact"].level is Level.WARN
    monkeypatch.setenv("NEWSIEVE_CONTACT", "nobody")
    assert _findings("none.db")["contact"].level is Level.FAIL
    (tmp_path / "sources.toml").write_text(
        'contact = "desk@example.org"\n[[source]]\nname = "A"\nstart = "https://a.example"'
    )
    assert _findings("none.db")["contact"].told == "desk@example.org"
    (tmp_path / "sources.toml").write_text("conntact = 1")
    assert "did you mean contact?" in _findings("none.db")["contact"].told


def test_an_absent_package_is_a_failure_and_an_absent_extra_a_hint() -> None:
    lines = list(examination._packages((Need("scrapy", "", None), Need("lxml", "", "6"), Need("duckdb", "fast", None))))
    assert [(line.level, line.about) for line in lines] == [(Level.FAIL, "packages"), (Level.OK, "[fast]")]
    assert lines[0].todo == "install again: pip install scrapy"
    assert lines[1].told == "duckdb absent; pip install 'newsieve[fast]' adds it"


def test_the_needs_are_those_of_the_metadata() -> None:
    found = needs()
    assert found is not None
    told = {need.package for need in found if not need.extra}
    assert {"scrapy", "trafilatura", "datasketch", "lxml", "sqlalchemy"} <= told
    assert all(need.version for need in found if not need.extra)
    assert "pytest" not in {need.package for need in found}
