from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from newsieve.cli.crawl import in_one_line
from newsieve.cli.screen import Screen
from newsieve.cli.watching import Watch, end, fail, rest
from newsieve.crawl.run import CrawlReport
from newsieve.errors import StoreError
from newsieve.store import Ending, Store

FULL = "the disk is full; what was stored before is kept"


@dataclass
class Way:
    name: str = "command"
    told: list[dict[str, Any]] = field(default_factory=list)

    def send(self, body: bytes) -> str | None:
        self.told.append(json.loads(body))
        return None


class FullStore(Store):
    """A store that can be read, and takes nothing more."""

    def finish_run(self, *_arguments: Any, **_options: Any) -> None:
        raise StoreError(self.url, FULL)


def test_what_ends_a_run_is_noted_and_told_without_what_is_secret(tmp_path: Any) -> None:
    way = Way()
    with Store.open(str(tmp_path / "news.db")) as store, store.run("newsieve crawl") as number:
        fail(store, number, OSError("no way to http://desk:secret-word@proxy.example"), "x", Watch((way,)), Screen())
        ended = store.runs(1)[0]
    assert ended.outcome is Ending.FAILED
    assert json.loads(ended.report or "")["error"] == "OSError: no way to http://…@proxy.example"
    assert [(one["event"], one["kind"]) for one in way.told] == [("trouble", "run_failed")]


def test_on_a_full_disk_the_alert_goes_out_all_the_same(tmp_path: Any) -> None:
    way, path = Way(), str(tmp_path / "news.db")
    with FullStore.open(path) as store, store.run("newsieve crawl") as number:
        fail(store, number, StoreError(path, FULL), "newsieve crawl", Watch((way,)), Screen())
    assert [(one["event"], one["kind"], one["run"]) for one in way.told] == [("trouble", "disk_full", 1)]


def test_metrics_that_cannot_be_written_are_one_line(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(str(tmp_path / "news.db")) as store, store.run("newsieve crawl") as number:
        store.finish_run(number, "{}", 1)
        end(store, number, Watch(metrics=str(tmp_path / "absent" / "news.prom")), Screen())
    assert capsys.readouterr().err.endswith("news.prom.part: cannot be written: no such file or directory\n")


def test_where_nothing_is_due_what_is_untold_goes_out_and_the_metrics_are_those_of_the_latest_crawl(
    tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    way, path = Way(), tmp_path / "news.prom"
    with Store.open(str(tmp_path / "news.db")) as store:
        rest(store, Watch((way,), str(path)), Screen())
        assert not path.exists(), "nothing was crawled yet"
        with store.run("newsieve crawl --due") as number:
            fail(store, number, OSError("no way"), "newsieve crawl --due", Watch(), Screen())
        with store.run("newsieve dedup") as later:
            store.finish_run(later, "{}", 1)
        with store.run("newsieve crawl"):  # of another process, and still under way
            for _ in range(2):
                rest(store, Watch((way,), str(path)), Screen())
        rest(store, Watch(metrics=str(tmp_path / "absent" / "news.prom")), Screen())
    assert [(one["event"], one["kind"]) for one in way.told] == [("trouble", "run_failed")]
    told = path.read_text()
    assert f'newsieve_run_number{{command="newsieve crawl --due"}} {number}\n' in told
    assert "newsieve_written_timestamp_seconds " in told
    assert capsys.readouterr().err.endswith("news.prom.part: cannot be written: no such file or directory\n")


def test_the_one_line_of_a_log_names_corrections_and_what_was_held_back_where_there_are_any() -> None:
    plain = CrawlReport(9, 1, 0, 4, 0, 0, {}, {}, (), 14.2, interrupted=False, settled=True, places=12)
    four = "12 places visited, 1 new article, 0 copies of others, 0 failures"
    assert in_one_line(plain) == f"{four}, 14 s"
    more = replace(plain, changed=2, moved=1, gone=1, held={"Lantern": "robots.txt"})
    assert in_one_line(more) == f"{four}, 2 changed, 1 moved, 1 gone, 1 held back, 14 s"
