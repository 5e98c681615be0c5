"""What the wheel holds: one package, with both rooms inside it."""

from __future__ import annotations

import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

from newsieve import __version__
from tests.packaging.conftest import ROOT, Environment, build


def names(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def contents(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def data_files(room: str) -> set[str]:
    """Every file of a room in the checkout, without what Python leaves behind."""
    found = (p for p in (ROOT / room).rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return {str(p.relative_to(ROOT)) for p in found}


def test_the_wheel_has_no_top_level_package_but_newsieve(wheel: Path) -> None:
    assert {name.partition("/")[0] for name in names(wheel)} == {"newsieve", f"newsieve-{__version__}.dist-info"}


@pytest.mark.parametrize("room", ["spiders", "pipelines"])
def test_the_wheel_holds_each_room_inside_newsieve(wheel: Path, room: str) -> None:
    inside = {name.removeprefix("newsieve/") for name in names(wheel) if name.startswith(f"newsieve/{room}/")}
    assert inside == data_files(room)


def test_the_wheel_holds_every_file_of_newsieve(wheel: Path) -> None:
    missing = data_files("newsieve") - names(wheel)
    assert missing == set()
    assert any(name.startswith("newsieve/store/migrations/") for name in names(wheel))
    assert "newsieve/py.typed" in names(wheel)


def test_a_wheel_made_from_the_source_archive_is_the_same(wheel: Path, tmp_path: Path) -> None:
    archive = build(ROOT, "sdist", tmp_path / "sdist")
    with tarfile.open(archive) as unpacked:
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # Debian 12 has Python 3.11.2
        unpacked.extractall(tmp_path, **safely)  # type: ignore[arg-type]  # the one keyword it has
    (source,) = tmp_path.glob("newsieve-*")
    assert contents(build(source, "wheel", tmp_path / "again")) == contents(wheel)


def test_newsieve_comes_from_the_wheel_with_its_rooms(environment: Environment, tmp_path: Path) -> None:
    code = "import newsieve, newsieve.spiders.site, newsieve.pipelines.extract_article; print(newsieve.__file__)"
    done = environment.run("-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(environment.site_packages / "newsieve" / "__init__.py")


@pytest.mark.parametrize("room", ["spiders", "pipelines"])
def test_no_room_can_be_imported_by_its_bare_name(environment: Environment, tmp_path: Path, room: str) -> None:
    done = environment.run("-c", f"import {room}", cwd=tmp_path)
    assert done.stderr.splitlines()[-1] == f"ModuleNotFoundError: No module named '{room}'"


LOAD_ALL = """
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.misc import load_object

settings = Settings()
settings.setmodule("newsieve.settings", priority="project")
loader = SpiderLoader.from_settings(settings)
ours = [f"{loader.load(name).__module__}:{name}" for name in loader.list()]
for name, value in settings.items():
    values = value if hasattr(value, "keys") else [value]
    for path in [v for v in values if isinstance(v, str) and v.startswith("newsieve.") and v.count(".") > 1]:
        load_object(path)
        ours.append(path)
print(*ours, sep="\\n")
"""


def test_the_settings_name_components_that_load(environment: Environment, tmp_path: Path) -> None:
    done = environment.run("-c", LOAD_ALL, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.split()
    assert {"newsieve.spiders.urls:urls", "newsieve.spiders.feed:feed", "newsieve.spiders.site:site"} <= set(loaded)
    assert sum(name.startswith("newsieve.pipelines.") for name in loaded) >= 4
    assert any(name.startswith("newsieve.crawl.") for name in loaded)


def test_the_command_answers(environment: Environment, tmp_path: Path) -> None:
    command = environment.site_packages / "bin" / "newsieve"
    done = environment.run(str(command), "--help", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "crawl" in done.stdout
