from __future__ import annotations

import io
import os
import sys
import threading
from pathlib import Path

import pytest

from newsieve.errors import InputError, ReaderGone, UsageError
from newsieve.export import Output
from newsieve.store import Store


class Stdout:
    """Standard output with bytes below."""

    def __init__(self, buffer: io.BufferedIOBase) -> None:
        self.buffer = buffer


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    with Output(str(path)) as output:
        output.write("né\n")
        assert path.read_text() == "old"
    assert path.read_bytes() == "né\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_run_leaves_its_part(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    output = Output(str(path))
    with pytest.raises(KeyboardInterrupt):
        _interrupted(output)
    assert output.part == tmp_path / "out.jsonl.part"
    assert output.part.read_text() == "one\n"
    assert not path.exists()


def _interrupted(output: Output) -> None:
    with output:
        output.write("one\n")
        raise KeyboardInterrupt


def test_a_run_that_wrote_nothing_leaves_nothing(tmp_path: Path) -> None:
    output = Output(str(tmp_path / "out.jsonl"))
    with pytest.raises(KeyboardInterrupt), output:
        raise KeyboardInterrupt
    assert output.part is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", [None, "-"])
def test_standard_output_is_utf_8_whatever_the_locale(path: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", Stdout(buffer))
    with Output(path) as output:
        output.write("né\n")
    assert buffer.getvalue() == "né\n".encode()


def test_a_reader_that_leaves_is_told_apart_from_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    os.close(read)
    raw = os.fdopen(write, "wb", buffering=0)
    monkeypatch.setattr(sys, "stdout", Stdout(raw))  # type: ignore[arg-type]  # unbuffered, so that it fails at once
    with pytest.raises(ReaderGone), Output(None) as output:
        output.write("x" * 100_000)
    raw.close()


def test_a_full_disk_is_one_line_that_names_the_file() -> None:
    with pytest.raises(InputError, match="/dev/full: cannot be written: no space left"), Output("/dev/full") as output:
        output.write("x" * 100_000)
    assert Path("/dev/full").exists()


def test_a_folder_is_no_file_to_write_to(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a folder"):
        Output(str(tmp_path))


def test_a_store_is_never_written_over(tmp_path: Path) -> None:
    store = tmp_path / "news.db"
    Store.open(str(store)).close()
    before = store.read_bytes()
    with pytest.raises(UsageError, match=r"news\.db: is a database"):
        Output(str(store))
    assert (store.read_bytes(), [path.name for path in tmp_path.iterdir()]) == (before, ["news.db"])


def test_a_place_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent/out.jsonl.part: cannot be written: no such file or directory"):
        Output(str(tmp_path / "absent" / "out.jsonl"))


def test_a_named_pipe_is_written_to_directly(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    with Output(str(pipe)) as output:
        output.write("one\n")
    reader.join()
    assert got == ["one\n"]
    assert pipe.is_fifo()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with Output(str(tmp_path / "link")) as output:
        output.write("one\n")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "one\n"
