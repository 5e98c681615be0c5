"""A command line to call in this process."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from newsieve.cli.entry import run
from tests.cli.calling import Call, Called


class _Stdin(io.TextIOWrapper):
    """Standard input that is a pipe."""


@pytest.fixture
def call(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Run one command line in an empty folder, with `stdin` piped in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSIEVE_STORE", raising=False)

    def call(*arguments: str, stdin: bytes = b"") -> Called:
        monkeypatch.setattr(sys, "stdin", _Stdin(io.BytesIO(stdin)))
        capsysbinary.readouterr()
        code = run(arguments)
        out, err = capsysbinary.readouterr()
        return Called(code, out.decode("utf-8"), err.decode("utf-8"))

    return call
