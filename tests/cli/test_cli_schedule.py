"""`newsieve schedule --print`: what systemd and cron are given is what they call."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from newsieve.store import from_anywhere
from tests.cli.calling import Call
from tests.watch.hooks import script

ODD = 'Hill "Post" 50% & $HOME it\'s back\\slash'
ONE = '[[source]]\nname = "Harbour Times"\nstart = "https://harbour.example/"\nevery = "30m"\n'


def units(text: str) -> dict[str, str]:
    """The units of what was printed, by their file names."""
    parts = text.split("# newsieve.")[1:]
    return {f"newsieve.{part.partition(':')[0]}": "#" + part.partition(":")[2] for part in parts}


def read(unit: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation has it
    parser.read_string(unit)
    return parser


def words(line: str) -> list[str]:
    """A line of systemd's as words: it quotes as a shell does, but for two characters that are doubled."""
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]


def test_systemd_gets_a_service_and_a_timer_with_absolute_paths(call: Call, tmp_path: Path) -> None:
    (tmp_path / f"{ODD}.toml").write_text(ONE)
    called = call("schedule", f"{ODD}.toml", "--store", f"{ODD}.db", "-s", "DOWNLOAD_DELAY=2", "--print", "systemd")
    assert (called.code, called.err) == (0, "")
    found = units(called.out)
    service, timer = read(found["newsieve.service"]), read(found["newsieve.timer"])
    assert words(service["Service"]["ExecStart"]) == [
        *(sys.executable, "-P", "-m", "newsieve", "crawl", "--due", "--quiet"),
        *(str(tmp_path / f"{ODD}.toml"), "--store", str(tmp_path / f"{ODD}.db"), "--set", "DOWNLOAD_DELAY=2"),
    ]
    assert service["Service"]["Type"] == "oneshot"
    assert timer["Timer"]["OnCalendar"] == "*:0/10"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_accepts_them(call: Call, tmp_path: Path) -> None:
    (tmp_path / f"{ODD}.toml").write_text(ONE)
    printed = units(call("schedule", f"{ODD}.toml", "--print", "systemd").out)
    assert verified(tmp_path, printed) == (0, "")
    broken = {name: unit.replace("ExecStart=", 'ExecStart="') for name, unit in printed.items()}
    assert verified(tmp_path, broken)[0] == 1, "it does look"


def verified(folder: Path, found: dict[str, str]) -> tuple[int, str]:
    """What systemd makes of these units."""
    for name, unit in found.items():
        (folder / name).write_text(unit)
    (folder / "run").mkdir(exist_ok=True)
    command = ["systemd-analyze", "--user", "verify", *(str(folder / name) for name in found)]
    environment = os.environ | {"XDG_RUNTIME_DIR": str(folder / "run")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stderr


def test_cron_gets_a_line_that_its_shell_reads_as_it_was_meant(call: Call, tmp_path: Path) -> None:
    (tmp_path / f"{ODD}.toml").write_text(ONE)
    called = call("schedule", f"{ODD}.toml", "--store", f"{ODD}.db", "--print", "cron")
    assert called.out.count("\n") == 1
    *when, command = called.out.split(" ", 5)
    assert when == ["*/10", "*", "*", "*", "*"]
    assert "%" not in command.replace(r"\%", "")
    shown = f"{shlex.quote(sys.executable)} -c 'import json, sys; print(json.dumps(sys.argv[1:]))'"
    script = command.replace(r"\%", "%").replace(sys.executable, shown, 1)
    said = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout)[:5] == ["-P", "-m", "newsieve", "crawl", "--due"]
    assert json.loads(said.stdout)[6:] == [str(tmp_path / f"{ODD}.toml"), "--store", str(tmp_path / f"{ODD}.db")]


def test_a_password_is_not_written_where_others_can_read_it(call: Call, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(ONE)
    for url in ("postgresql://desk:secret@db.example/news", "postgresql://db.example/news?password=secret"):
        called = call("schedule", "--store", url, "--print", "cron")
        assert (called.code, called.out) == (2, "")
        assert "secret" not in called.err
        assert "put it into ~/.pgpass" in called.err
    assert from_anywhere("postgresql://desk@db.example/news") == "postgresql://desk@db.example/news"


def test_what_watches_a_crawl_is_handed_on_with_absolute_paths_and_no_secret_is(call: Call, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(ONE)
    script(tmp_path / "alert.sh")
    options = ["--warc", "kept", "--alert-command", "./alert.sh 'a b'", "--metrics", "n.prom", "--log-format", "json"]
    called = call("schedule", *options, "--print", "cron")
    told = shlex.split(called.out)
    assert told[told.index("--warc") :] == [
        *("--warc", str(tmp_path / "kept")),
        *("--alert-command", shlex.join([str(tmp_path / "alert.sh"), "a b"])),
        *("--metrics", str(tmp_path / "n.prom"), "--log-format", "json"),
    ]
    for pair in ("NEWSIEVE_PROXY=http://desk:hush@proxy.example:3128", "AWS_SECRET_ACCESS_KEY=hush"):
        for more in ([], ["--print", "cron"]):
            called = call("schedule", "-s", pair, *more)
            assert (called.code, called.out) == (2, "")
            assert "for all to read" in called.err
            assert "hush" not in called.err


@pytest.mark.parametrize(
    "arguments",
    [["--set", "DOWNLOAD_DELAY=soon"], ["--set", "NEWSIEVE_PROXY=ftp://x/"], ["--alert-command", "/absent/alert.sh"]],
)
def test_what_its_crawls_would_refuse_is_refused_at_once(call: Call, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "sources.toml").write_text(ONE)
    for more in ([], ["--print", "cron"]):
        called = call("schedule", *arguments, *more)
        assert (called.code, called.out) == (2, "")
        assert len(called.err.splitlines()) == 1
    assert not (tmp_path / "newsieve.db").exists()


@pytest.mark.parametrize("arguments", [[], ["absent.toml"], ["--print", "systemd"], ["--set", "nonsense"]])
def test_a_wrong_call_is_one_line_and_exit_code_2(call: Call, arguments: list[str]) -> None:
    called = call("schedule", *arguments)
    assert (called.code, called.out) == (2, "")
    assert len(called.err.splitlines()) == 1
