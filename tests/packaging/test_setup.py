"""`scripts/setup`: makes .venv, says what is missing, and never does a thing twice.

The checkout under test is a small one with a build backend of its own, so that pip needs no network.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
COMPLAINT = "newsieve needs python3-venv: sudo apt install python3-venv, then run make again"

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "newsieve"
version = "0.1.0"
dependencies = []
optional-dependencies = { dev = [] }
"""

BACKEND = """
import zipfile

METADATA = "Metadata-Version: 2.1\\nName: newsieve\\nVersion: 0.1.0\\nProvides-Extra: dev\\n"


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name, info = "newsieve-0.1.0-py3-none-any.whl", "newsieve-0.1.0.dist-info"
    with zipfile.ZipFile(f"{wheel_directory}/{name}", "w") as wheel:
        wheel.writestr(f"{info}/METADATA", METADATA)
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return name
"""

# A python3 whose ensurepip is missing as long as the file beside it says so.
MASKED_PYTHON = f"""#!/bin/sh
if [ -e "$(dirname "$0")/masked" ]; then PYTHONPATH="$(dirname "$0")/mask" exec {sys.executable} "$@"; fi
exec {sys.executable} "$@"
"""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A folder with scripts/setup, and a folder of commands that come first on the PATH."""

    folder: Path
    commands: Path

    def command(self, name: str, script: str) -> None:
        path = self.commands / name
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)

    def setup(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.folder / "scripts" / "setup"), *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env={
                "HOME": str(self.folder),
                "PATH": f"{self.commands}:{Path(sys.executable).parent}:/usr/bin:/bin",
                "PIP_NO_INDEX": "1",
                **environment,
            },
        )


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path / "check out", tmp_path / "commands")
    (made.folder / "scripts").mkdir(parents=True)
    made.commands.mkdir()
    shutil.copy(ROOT / "scripts" / "setup", made.folder / "scripts" / "setup")
    (made.folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (made.folder / "backend.py").write_text(BACKEND, encoding="utf-8")
    return made


@pytest.fixture
def without_ensurepip(checkout: Checkout) -> Checkout:
    mask = checkout.commands / "mask"
    mask.mkdir()
    (mask / "ensurepip.py").write_text("raise ModuleNotFoundError(name='ensurepip')\n", encoding="utf-8")
    (checkout.commands / "masked").touch()
    checkout.command("python3", MASKED_PYTHON)
    return checkout


def test_a_second_call_installs_nothing_until_pyproject_changes(checkout: Checkout) -> None:
    first = checkout.setup("dev")
    assert (first.returncode, first.stdout.count("installing")) == (0, 1), first.stderr
    for again in ("dev", "run"):
        second = checkout.setup(again)
        assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    with (checkout.folder / "pyproject.toml").open("a", encoding="utf-8") as pyproject:
        pyproject.write("\n# changed\n")
    third = checkout.setup("run")
    assert third.returncode == 0
    assert "installing . into .venv" in third.stdout
    assert "making .venv" not in third.stdout


def test_an_environment_left_half_made_is_made_anew(checkout: Checkout) -> None:
    leftover = checkout.folder / ".venv" / "leftover"
    leftover.parent.mkdir()
    leftover.touch()
    (checkout.folder / ".venv" / ".half-made").touch()
    again = checkout.setup()
    assert again.returncode == 0, again.stderr
    assert "making .venv" in again.stdout
    assert not leftover.exists()
    assert not (checkout.folder / ".venv" / ".half-made").exists()


@pytest.mark.slow
def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Checkout) -> None:
    (checkout.folder / ".venv" / "bin").mkdir(parents=True)
    (checkout.folder / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
    done = checkout.setup()
    assert done.returncode == 0, done.stderr
    assert (checkout.folder / ".venv" / ".installed-run").exists()


def test_a_plain_user_without_ensurepip_reads_what_to_install(without_ensurepip: Checkout) -> None:
    without_ensurepip.command("id", "#!/bin/sh\necho 1000\n")
    done = without_ensurepip.setup()
    assert (done.returncode, done.stdout, done.stderr) == (1, "", COMPLAINT + "\n")
    assert not (without_ensurepip.folder / ".venv").exists()


def test_root_without_ensurepip_gets_it_by_apt_and_is_told(without_ensurepip: Checkout) -> None:
    commands = without_ensurepip.commands
    without_ensurepip.command("id", "#!/bin/sh\necho 0\n")
    without_ensurepip.command("apt-get", f'#!/bin/sh\necho "$@" >>"{commands}/asked"\nrm -f "{commands}/masked"\n')
    done = without_ensurepip.setup()
    assert done.returncode == 0, done.stderr
    assert "installing python3-venv with apt-get" in done.stdout
    assert (commands / "asked").read_text(encoding="utf-8").splitlines()[-1].endswith(" python3-venv")


def test_root_reads_what_to_install_where_apt_fails(without_ensurepip: Checkout) -> None:
    without_ensurepip.command("id", "#!/bin/sh\necho 0\n")
    without_ensurepip.command("apt-get", "#!/bin/sh\nexit 100\n")
    done = without_ensurepip.setup()
    assert (done.returncode, done.stderr) == (1, COMPLAINT + "\n")


def test_a_python_that_is_too_old_is_named_in_one_line(checkout: Checkout) -> None:
    checkout.command(
        "python3",
        f'#!/bin/sh\nshift\nexec {sys.executable} -c "import sys; sys.version_info = (3, 9, 2); $1"\n',
    )
    done = checkout.setup()
    assert done.returncode == 1
    assert done.stderr == (
        "newsieve needs Python 3.11 or newer: python3 is 3.9.2 (name another: make PYTHON=python3.12)\n"
    )


def test_a_python_that_is_not_there_is_named_in_one_line(checkout: Checkout) -> None:
    done = checkout.setup(PYTHON="/nowhere/python3")
    assert done.returncode == 1
    assert done.stderr.startswith("newsieve needs Python 3.11 or newer: /nowhere/python3 does not run")
    assert done.stderr.count("\n") == 1


def test_a_failing_pip_ends_with_one_line_that_says_so(checkout: Checkout) -> None:
    pyproject = checkout.folder / "pyproject.toml"
    pyproject.write_text(PYPROJECT.replace("requires = []", 'requires = ["no-such-backend"]'), encoding="utf-8")
    done = checkout.setup()
    assert done.returncode == 1
    assert "no-such-backend" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("newsieve could not be installed: pip's lines above say why")
    assert not (checkout.folder / ".venv" / ".installed-run").exists()
