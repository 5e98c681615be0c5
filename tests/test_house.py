"""What holds for the whole house: its files, its documents, its borders."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from trove_classifiers import classifiers

import newsieve

ROOT = Path(__file__).parent.parent
ROOMS = ("newsieve", "spiders", "pipelines")
PLACES = (*ROOMS, "tests", "benchmarks", "docs", "scripts", ".ci", ".github")
LONGEST_FILE = 400
FIRST_SCREEN = 40
# Reversed, so that this file does not hold what it looks for.
REGISTRY_HOSTS = tuple(host[::-1] for host in ("gro.ipyp", "gro.detsohnohtyp", "gro.sjmpn", "naibed.bed"))
REMINDER = re.compile(rf"\b(?:{'ODOT'[::-1]}|{'EMXIF'[::-1]})\b")
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)


def house_files() -> Iterator[Path]:
    """Every file that belongs to the repository: the loose ones at the top, and those in its folders."""
    yield from (p for p in ROOT.iterdir() if p.is_file() and p.suffix != ".db" and p.name != ".coverage")
    for place in PLACES:
        yield from (p for p in (ROOT / place).rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def texts() -> Iterator[tuple[Path, str]]:
    for path in house_files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a saved page in another charset


def pages() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def anchor(heading: str) -> str:
    """The anchor that a Markdown page gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-")


def links(page: Path) -> set[str]:
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return {link for link in LINK.findall(prose) if "://" not in link and not link.startswith("mailto:")}


def resolves(page: Path, link: str) -> bool:
    """Whether a link leads to a file, and its fragment to a heading there."""
    path, _, fragment = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return False
    return not fragment or fragment in map(anchor, HEADING.findall(target.read_text(encoding="utf-8")))


# --- the files ---


def test_no_python_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {p: len(text.splitlines()) for p, text in texts() if p.suffix == ".py"}
    assert len(lengths) > 20
    assert {str(p.relative_to(ROOT)): n for p, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_file_puts_work_off_with_a_reminder() -> None:
    assert [str(p.relative_to(ROOT)) for p, text in texts() if REMINDER.search(text)] == []


def test_no_file_names_a_package_registry() -> None:
    named = [str(p.relative_to(ROOT)) for p, text in texts() if any(host in text for host in REGISTRY_HOSTS)]
    assert named == []


def test_the_scripts_can_be_run() -> None:
    assert all((ROOT / script).stat().st_mode & 0o111 for script in ("scripts/setup", ".ci/run"))


def modules() -> list[str]:
    """Every module of newsieve that can be imported by itself; Alembic alone runs the migrations."""
    found = pkgutil.walk_packages(newsieve.__path__, "newsieve.")
    return [module.name for module in found if ".migrations" not in module.name]


@pytest.mark.parametrize("module", modules())
def test_every_example_in_a_docstring_is_true(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0


# --- the documents ---


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_the_readme_names_both_commands_on_its_first_screen(command: str) -> None:
    first_screen = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:FIRST_SCREEN]
    assert any(line.startswith(command) for line in first_screen)


@pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert [link for link in sorted(links(page)) if not resolves(page, link)] == []


def test_every_docs_page_is_linked_from_the_map() -> None:
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / link.partition("#")[0]).resolve() for link in links(index)}
    docs = set((ROOT / "docs").rglob("*.md")) - {index}
    assert docs
    assert sorted(str(p.relative_to(ROOT)) for p in docs - linked) == []


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## {newsieve.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


# --- the package ---


def test_the_package_and_its_metadata_agree_on_the_version() -> None:
    assert project()["version"] == newsieve.__version__


def test_the_classifiers_exist_and_name_no_licence_besides_the_expression() -> None:
    declared = project()["classifiers"]
    assert [c for c in declared if c not in classifiers] == []
    assert not any(c.startswith("License ::") for c in declared)
    assert project()["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")


# --- the borders ---

VIOLATIONS = {
    "a spider that imports a stage": ("spiders/planted.py", "import pipelines", "never on each other"),
    "a stage that imports a spider": ("pipelines/planted.py", "import spiders", "never on each other"),
    "a core that imports a spider": ("newsieve/urls.py", "import spiders", "newsieve never on them"),
    "an import that goes up": ("newsieve/errors.py", "import newsieve.urls", "imports go down only"),
    "a room without a place": ("newsieve/drawer.py", "import newsieve.errors", "imports go down only"),
    "extraction that asks dedup": ("newsieve/extraction/planted.py", "import newsieve.dedup", "extraction knows"),
    "Scrapy in the core": ("newsieve/urls.py", "import scrapy", "only the crawl and the add-on speak"),
    "Twisted in the store": ("newsieve/store/planted.py", "import twisted.internet.defer", "only the crawl and"),
    "trafilatura in a spider": ("spiders/planted.py", "import trafilatura", "only extraction knows trafilatura"),
    "htmldate in a rule": ("newsieve/cleaning/planted.py", "import htmldate", "only extraction knows trafilatura"),
    "datasketch in the store": ("newsieve/store/planted.py", "import datasketch", "only dedup knows datasketch"),
    "FastWARC in a spider": ("spiders/planted.py", "import fastwarc", "only archives know FastWARC"),
    "SQL in a stage": ("pipelines/planted.py", "import sqlalchemy", "only the store speaks SQL"),
    "Alembic in the crawl": ("newsieve/crawl/planted.py", "import alembic.config", "only the store speaks SQL"),
}


def lint_imports(folder: Path) -> tuple[int, list[str]]:
    """The exit code of the import contracts in `folder`, and the names of those broken."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={"COLUMNS": "200"})
    listed = re.findall(r"^(.+) (KEPT|BROKEN)", done.stdout, re.MULTILINE)
    assert listed, done.stdout + done.stderr
    return done.returncode, [name for name, verdict in listed if verdict == "BROKEN"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The rooms and their contracts, to plant a violation in."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_import_contracts_hold(copy: Path) -> None:
    assert lint_imports(copy) == (0, [])


@pytest.mark.parametrize("violation", VIOLATIONS)
def test_the_import_contracts_catch(violation: str, copy: Path) -> None:
    file, line, contract = VIOLATIONS[violation]
    with (copy / file).open("a", encoding="utf-8") as planted:
        planted.write(f"\n{line}\n")
    code, broken = lint_imports(copy)
    assert code == 1
    assert any(contract in name for name in broken)
