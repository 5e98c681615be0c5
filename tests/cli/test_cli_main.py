from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from newsieve import __version__
from newsieve.cli import entry
from newsieve.cli.options import settings
from newsieve.cli.screen import Screen, open_screen
from newsieve.errors import UsageError
from tests.cli.calling import Call, html_page, story
from tests.cli.serving import NEWSIEVE, environment

COMMANDS = ["scrape", "crawl", "clean", "dedup", "export", "explain", "stories", "init", "doctor", "demo", "schema"]


def test_help_names_every_command(call: Call) -> None:
    called = call("--help")
    assert called.code == 0
    assert [name for name in COMMANDS if f"│ {name} " not in called.out] == []
    assert call().out == called.out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_ends_with_examples(call: Call, command: str) -> None:
    told = call(command, "--help").out
    assert told.partition("Examples")[2].count(f"newsieve {command}") >= 1


def test_the_version_is_told(call: Call) -> None:
    assert call("--version").out == f"newsieve {__version__}\n"


@pytest.mark.parametrize(("arguments", "named"), [(["bogus"], "'bogus'"), (["clean", "--fro"], "--fro")])
def test_a_wrong_call_is_one_line_that_points_to_help(call: Call, arguments: list[str], named: str) -> None:
    called = call(*arguments)
    assert (called.code, called.out, called.err.count("\n")) == (2, "", 1)
    assert named in called.err
    assert "--help" in called.err


def _broken(verbose: bool = False) -> None:
    open_screen(verbose=verbose)
    raise LookupError("no such [red]key[/red] \x1b[1m")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command line whose only command fails as no command should."""
    app = typer.Typer()
    app.command()(_broken)
    monkeypatch.setattr(entry, "app", app)


@pytest.mark.usefixtures("broken")
def test_a_bug_is_one_line_and_the_traceback_is_for_verbose(call: Call) -> None:
    called = call()
    assert called.code == 1
    line = "newsieve: LookupError: no such [red]key[/red] \\x1b[1m (this is a bug in newsieve; --verbose shows where)\n"
    assert called.err == line
    assert "Traceback" in call("--verbose").err


def test_settings_are_typed() -> None:
    pairs = ["a=1", "B=0.5", "C=True", "D=no", "E=x=y", "F=", "G=None"]
    assert settings(pairs) == {"A": 1, "B": 0.5, "C": True, "D": "no", "E": "x=y", "F": "", "G": None}


@pytest.mark.parametrize("pair", ["DELAY", "=1", "DOWNLOAD DELAY=1"])
def test_a_setting_without_name_or_value_is_refused(pair: str) -> None:
    with pytest.raises(UsageError, match="expected NAME=VALUE"):
        settings([pair])


def test_in_a_pipe_there_is_no_progress_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with Screen().progress("pages", 10) as progress:
        progress(5, 10)
    assert capsys.readouterr().err == ""


def test_on_a_terminal_progress_has_rate_and_remaining_time(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": "100"}.items():
        monkeypatch.setenv(name, value)
    with Screen().progress("pages", 1000) as progress:
        for done in range(1, 40):
            progress(done, 1000)
            time.sleep(0.02)
    shown = capsys.readouterr().err
    assert "39/1000" in shown
    assert "/s" in shown
    assert "0:00:" in shown


def test_no_color_is_honoured(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    Screen().warn("red", style="red")
    assert "\x1b[31m" in capsys.readouterr().err
    monkeypatch.setenv("NO_COLOR", "1")
    Screen().warn("red", style="red")
    assert capsys.readouterr().err == "red\n"


def test_a_reader_that_leaves_ends_the_command_quietly(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.html").write_text(html_page(f"Story {number}", story(number, 60)))
    command = subprocess.Popen(
        [*NEWSIEVE, "clean", str(tmp_path), "-q"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert command.stdout is not None
    assert command.stderr is not None
    command.stdout.readline()
    command.stdout.close()
    assert command.stderr.read() == b""
    assert command.wait(60) == 0
    command.stderr.close()


def test_ctrl_c_leaves_the_part_and_says_so(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "slow.html")  # a page that never comes
    for number in range(80):
        (tmp_path / f"{number:02}.html").write_text(html_page(f"Story {number}", story(number)))
    names = [*(str(path) for path in sorted(tmp_path.glob("??.html"))), str(tmp_path / "slow.html")]
    command = subprocess.Popen(
        [*NEWSIEVE, "clean", *names, "-o", str(tmp_path / "out.jsonl")],
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd=tmp_path,
    )
    _until((tmp_path / "out.jsonl.part").exists)
    time.sleep(2)
    command.send_signal(signal.SIGINT)
    _, told = command.communicate(timeout=60)
    assert command.returncode == 130
    assert f"broken off: what was written so far stands in {tmp_path}/out.jsonl.part" in told
    assert "Traceback" not in told
    assert not (tmp_path / "out.jsonl").exists()


def _until(condition: object, seconds: float = 30) -> None:
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_help_is_there_at_once() -> None:
    subprocess.run([*NEWSIEVE, "--help"], check=True, capture_output=True, env=environment())  # warm
    rooms = ("scrapy", "trafilatura", "numpy", "sqlalchemy", "lxml", "tldextract")
    heavy = f"import sys, newsieve.cli; print([name for name in {rooms} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", heavy], check=True, capture_output=True, text=True, env=environment())
    assert told.stdout == "[]\n"


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.2, 0.3])
def test_ctrl_c_while_the_workers_are_born_is_as_quiet_as_later(tmp_path: Path, seconds: float) -> None:
    for number in range(20):
        (tmp_path / f"{number:02}.html").write_text(html_page(f"Story {number}", story(number)))
    os.mkfifo(tmp_path / "slow.html")
    command = subprocess.Popen(
        [*NEWSIEVE, "clean", *map(str, sorted(tmp_path.glob("*.html"))), "-o", "out.jsonl"],
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd=tmp_path,
    )
    _until((tmp_path / "out.jsonl.part").exists)
    time.sleep(seconds)
    command.send_signal(signal.SIGINT)
    _, told = command.communicate(timeout=60)
    assert command.returncode == 130
    assert "Traceback" not in told
