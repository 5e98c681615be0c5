"""Shell completion, asked as bash asks it."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.cli.serving import NEWSIEVE, environment


def _completed(line: str) -> list[str]:
    asked = {"_NEWSIEVE_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    done = subprocess.run(NEWSIEVE, capture_output=True, text=True, check=True, env=environment() | asked)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("newsieve cl", ["clean"]),
        ("newsieve ex", ["export", "explain"]),
        ("newsieve clean --format ", ["jsonl", "text", "markdown"]),
        ("newsieve stories --fo", ["--format"]),
    ],
)
def test_commands_options_and_their_values_are_completed(line: str, words: list[str]) -> None:
    assert sorted(_completed(line)) == sorted(words)


def test_bash_completes_with_the_script_that_is_shown(tmp_path: os.PathLike[str]) -> None:
    from_bash = [
        "bash",
        "-c",
        f"{' '.join(NEWSIEVE)} --show-completion; exit $?",
    ]  # it looks which shell it is called by
    shown = subprocess.run(from_bash, capture_output=True, text=True, check=True, env=environment()).stdout
    ask = 'COMP_WORDS=(newsieve cl); COMP_CWORD=1; _newsieve_completion newsieve_here; echo "${COMPREPLY[@]}"'
    here = f'newsieve_here() {{ {" ".join(NEWSIEVE)} "$@"; }}; export -f newsieve_here'
    script = f"{here}\n{shown.replace('$1 )', 'bash -c newsieve_here )')}\n{ask}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, env=environment())
    assert done.stdout.split() == ["clean"]
