"""Dockerfile and compose.yaml say what Makefile, scripts/setup and pyproject.toml say. No engine is needed."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsieve.cli.entry import run
from newsieve.cli.options import STORE_VARIABLE
from tests.packaging.conftest import ROOT, build
from tests.packaging.test_wheel import contents

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SETUP = (ROOT / "scripts" / "setup").read_text(encoding="utf-8")


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, each with what follows it on one line."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(name, " ".join(rest.split())) for name, _, rest in (line.partition(" ") for line in lines)]


def all_of(name: str) -> list[str]:
    return [rest for found, rest in instructions() if found == name]


def copied() -> list[str]:
    """What is copied from the checkout."""
    return [path for rest in all_of("COPY") if "--from" not in rest for path in rest.split()[:-1]]


def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(  # type: ignore[no-untyped-call]  # PyYAML leaves it untyped
        (ROOT / "compose.yaml").read_text(encoding="utf-8")
    )
    return read


# --- the Dockerfile ---


def test_the_image_has_a_slim_python_that_newsieve_runs_on() -> None:
    floor = tuple(map(int, PROJECT["requires-python"].removeprefix(">=").split(".")))
    assert f"sys.version_info < {floor}" in SETUP
    images = {rest.split()[0] for rest in all_of("FROM")}
    assert len(images) == 1
    found = re.fullmatch(r"python:(\d+)\.(\d+)-slim-\w+", images.pop())
    assert found
    assert (int(found[1]), int(found[2])) >= floor


def test_it_is_installed_as_make_installs_it_from_the_checkout_into_an_environment() -> None:
    assert "install: ## " in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "scripts/setup run" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"python -m venv \.venv\b", SETUP)
    step = next(rest for rest in all_of("RUN") if "pip install" in rest)
    assert "python -m venv /opt/newsieve" in step
    ours, theirs = (re.search(r"-m pip install (.*?)(?:-e )?\"([^\"]+)\"", text) for text in (step, SETUP))
    assert ours
    assert theirs
    assert set(theirs[1].split()) - {"-q"} <= set(ours[1].split())
    folder, _, extras = ours[2].partition("[")
    assert folder == "."
    assert set(extras.rstrip("]").split(",")) - {""} <= set(PROJECT["optional-dependencies"]) - {"dev"}


def test_everything_that_is_copied_exists_and_is_not_ignored() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert copied()
    for path in copied():
        assert (ROOT / path).exists()
        (last,) = [rule for rule in rules if fnmatch(path, rule.lstrip("!"))][-1:]
        assert last == f"!{path}"


def test_what_is_copied_builds_the_same_wheel_as_the_checkout(wheel: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for path in copied():
        if (ROOT / path).is_dir():
            shutil.copytree(ROOT / path, source / path, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / path, source / path)
    assert contents(build(source, "wheel", tmp_path)) == contents(wheel)


def test_it_runs_newsieve_as_a_user_without_rights_where_the_store_is_kept() -> None:
    named = instructions()
    user, entry = named.index(("USER", "newsieve")), next(i for i, (n, _) in enumerate(named) if n == "ENTRYPOINT")
    assert "useradd" in next(rest for rest in all_of("RUN") if "newsieve" in rest and "pip" not in rest)
    assert all(name != "RUN" for name, _ in named[user:])
    assert user < entry
    (command,) = json.loads(named[entry][1])
    assert command in PROJECT["scripts"]
    assert all_of("VOLUME") == all_of("WORKDIR")[-1:] == ["/data"]
    assert f"{STORE_VARIABLE}=/data/newsieve.db" in all_of("ENV")[0]


# --- compose.yaml ---


def test_no_image_is_whatever_is_newest() -> None:
    images = [service["image"] for service in compose()["services"].values() if "image" in service]
    for image in [*images, *(rest.split()[0] for rest in all_of("FROM"))]:
        assert re.search(r":\d", image)
        assert "latest" not in image


def test_the_crawlers_store_is_the_database_beside_it_in_a_volume_with_a_name() -> None:
    services = compose()["services"]
    crawler, store = services["crawler"], services["store"]
    named = store["environment"]
    url = f"postgresql://{named['POSTGRES_USER']}@store/{named['POSTGRES_DB']}"
    assert crawler["environment"][STORE_VARIABLE] == url
    assert crawler["environment"]["PGPASSWORD"] == named["POSTGRES_PASSWORD"]
    assert named["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert crawler["depends_on"]["store"]["condition"] == "service_healthy"
    assert store["healthcheck"]["test"][1] == "pg_isready"
    assert [volume.partition(":")[0] for volume in store["volumes"]] == list(compose()["volumes"])
    assert "ports" not in store


def test_the_image_can_speak_to_the_database() -> None:
    assert compose()["services"]["crawler"]["build"] == "."
    assert any(".[postgres]" in rest for rest in all_of("RUN"))
    assert any(requirement.startswith("psycopg") for requirement in PROJECT["optional-dependencies"]["postgres"])


def test_the_crawler_is_the_loop_of_newsieve_over_the_sources_that_are_mounted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    crawler = compose()["services"]["crawler"]
    assert "entrypoint" not in crawler
    command, path = crawler["command"]
    assert path == crawler["volumes"][0]["target"]
    assert run([command, path]) == 2
    assert capsys.readouterr().err.startswith(f"newsieve: {path}: no such file")
    assert crawler["restart"] == "unless-stopped"
