from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from newsieve.article import Article, Dropped, DropReason, Page
from newsieve.extraction.pool import ExtractionPool, Unreadable

ROOT = Path(__file__).parents[2]


def page(path: str, body: bytes = b"") -> Page:
    url = f"https://lantern.example/{path}"
    return Page(url=url, requested_url=url, body=body)


def misbehave(page: Page, source: str | None) -> Article | Dropped:
    """A reader that does to its worker what the page's path says."""
    match page.url.rpartition("/")[2]:
        case "hang":
            time.sleep(60)
        case "die":
            os._exit(3)
        case "die-once":
            marker = Path(os.fsdecode(page.body))
            if not marker.exists():
                marker.touch()
                os._exit(3)
        case "raise":
            raise ValueError("a parser's complaint")
    return Dropped(source or page.requested_url, page.url, DropReason.NO_TEXT, str(os.getpid()))


def test_a_page_comes_back_read() -> None:
    paragraph = "<p>The mill on the Harrow closed on Friday after ninety years, its owner told the council.</p>"
    body = f"<html><head><title>The mill closes</title></head><body><article>{paragraph * 6}</article></body></html>"
    with ExtractionPool(1) as pool:
        result = pool.submit(page("news/mill", body.encode()), source="mill.html").result(60)
    assert result.source == "mill.html"


def test_a_page_that_takes_too_long_is_dropped_and_the_others_are_read() -> None:
    with ExtractionPool(2, timeout=1, work=misbehave) as pool:
        hanging, others = pool.submit(page("hang")), [pool.submit(page(f"fine{i}")) for i in range(20)]
        assert all(isinstance(other.result(60), Dropped) for other in others)
        result = hanging.result(60)
    assert isinstance(result, Dropped)
    assert (result.reason, result.detail) == (DropReason.EXTRACTION_TIMEOUT, "took longer than 1 s to read")


def test_a_page_whose_worker_died_is_tried_once_more(tmp_path: Path) -> None:
    with ExtractionPool(1, work=misbehave) as pool:
        result = pool.submit(page("die-once", os.fsencode(tmp_path / "marker"))).result(60)
    assert isinstance(result, Dropped)
    assert result.reason is DropReason.NO_TEXT


def test_a_page_that_kills_its_worker_twice_is_dropped_and_the_others_are_read() -> None:
    with ExtractionPool(2, work=misbehave) as pool:
        dying, others = pool.submit(page("die")), [pool.submit(page(f"fine{i}")) for i in range(20)]
        assert all(isinstance(other.result(60), Dropped) for other in others)
        result = dying.result(60)
    assert isinstance(result, Dropped)
    assert result.reason is DropReason.WORKER_DIED


def test_workers_give_way_to_the_parent_where_all_cores_are_busy() -> None:
    with ExtractionPool(1, work=misbehave) as pool:
        worker = _pid(pool.submit(page("fine")).result(60))
        assert os.getpriority(os.PRIO_PROCESS, worker) > os.getpriority(os.PRIO_PROCESS, os.getpid())


def test_an_error_of_the_reader_is_that_pages_fate() -> None:
    with ExtractionPool(1, work=misbehave) as pool:
        result = pool.submit(page("raise")).result(60)
    assert isinstance(result, Dropped)
    assert (result.reason, result.detail) == (DropReason.STAGE_FAILED, "ValueError: a parser's complaint")


class Counted(bytes):
    """A body that notes in a file each time that it is sent to another process."""

    def __reduce__(self) -> tuple[type[bytes], tuple[bytes]]:
        with Path(os.fsdecode(bytes(self))).open("a") as sent:
            sent.write("x")
        return bytes, (bytes(self),)


def test_a_body_crosses_to_its_worker_once_and_does_not_come_back(tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    with ExtractionPool(1, work=misbehave) as pool:
        pool.submit(page("fine", Counted(os.fsencode(sent)))).result(60)
    assert sent.read_text() == "x"


def test_a_worker_is_replaced_after_its_share_of_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsieve.extraction.pool.PAGES_PER_WORKER", 3)
    with ExtractionPool(1, work=misbehave) as pool:
        workers = [_pid(pool.submit(page(f"fine{i}")).result(60)) for i in range(9)]
    assert len(set(workers)) == 3


def test_all_workers_killed_at_once_are_replaced() -> None:
    with ExtractionPool(2, work=misbehave) as pool:
        pids = {_pid(pool.submit(page(f"a{i}")).result(60)) for i in range(8)}
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        results = [pool.submit(page(f"b{i}")).result(60) for i in range(4)]
    assert all(_pid(result) not in pids for result in results)


def _pid(result: Article | Dropped) -> int:
    assert isinstance(result, Dropped)
    return int(result.detail)


def test_closing_waits_for_a_page_that_is_tried_once_more(tmp_path: Path) -> None:
    pool = ExtractionPool(1, work=misbehave)
    dying = pool.submit(page("die-once", os.fsencode(tmp_path / "marker")))
    pool.close()
    result = dying.result(0)
    assert isinstance(result, Dropped)
    assert result.reason is DropReason.NO_TEXT


def test_stopping_is_quick_and_cancels_what_was_being_read() -> None:
    pool = ExtractionPool(1, work=misbehave)
    pool.submit(page("fine")).result(60)
    hanging = pool.submit(page("hang"))
    time.sleep(0.3)
    begun = time.monotonic()
    pool.stop()
    assert time.monotonic() - begun < 1
    with pytest.raises(CancelledError):
        hanging.result(10)


def test_no_worker_is_left_behind_when_the_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            """
            import time
            from newsieve.extraction.pool import ExtractionPool, Unreadable
            from tests.extraction.test_pool import misbehave, page

            if __name__ == "__main__":
                pool = ExtractionPool(2, work=misbehave)
                print(pool.submit(page("fine")).result(60).detail, flush=True)
                pool.submit(page("hang"))
                time.sleep(60)
            """
        )
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        server = _parent_of(worker)
        family = _children_of(server) | {server}
        assert worker in family
        parent.kill()
    deadline = time.monotonic() + 10
    while any(map(_is_alive, family)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_is_alive, family))


def _status(pid: int) -> dict[str, str]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def _parent_of(pid: int) -> int:
    return int(_status(pid)["PPid"])


def _children_of(pid: int) -> set[int]:
    every = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return {child for child in every if _status(child).get("PPid") == str(pid)}


def _is_alive(pid: int) -> bool:
    return _status(pid).get("State", "Z")[0] not in "ZX"


def do(what: str) -> str:
    """Other work than reading a story."""
    match what:
        case "hang":
            time.sleep(60)
        case "die":
            os._exit(3)
        case "raise":
            raise ValueError("a parser's complaint")
    return what.upper()


def test_other_work_is_done_within_the_same_limits() -> None:
    with ExtractionPool(2, timeout=1) as pool:
        results = {what: pool.run(do, what) for what in ("hang", "die", "raise", "fine")}
        assert results["fine"].result(60) == "FINE"
        with pytest.raises(ValueError, match="a parser's complaint"):
            results["raise"].result(60)
        with pytest.raises(Unreadable, match="took longer than 1 s to read") as slow:
            results["hang"].result(60)
        assert slow.value.reason is DropReason.EXTRACTION_TIMEOUT
        with pytest.raises(Unreadable, match="the reading process died") as dead:
            results["die"].result(60)
        assert dead.value.reason is DropReason.WORKER_DIED
