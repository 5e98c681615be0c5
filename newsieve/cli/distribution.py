"""What this installation needs, and which versions are there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata

REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)[^;]*(?:;.*\bextra\s*==\s*['\"]([^'\"]+)['\"])?")
FOR_DEVELOPERS = frozenset({"dev"})


@dataclass(frozen=True, slots=True)
class Need:
    """A package that newsieve builds on; `extra` is empty where it cannot do without, `version` None where absent."""

    package: str
    extra: str
    version: str | None


def needs() -> tuple[Need, ...] | None:
    """Every package that newsieve's metadata names, with its version; None where newsieve is not installed."""
    try:
        named = metadata.requires("newsieve") or []
    except metadata.PackageNotFoundError:
        return None
    found = [REQUIREMENT.match(line) for line in named]
    pairs = [(match[1], match[2] or "") for match in found if match]
    return tuple(Need(package, extra, _version(package)) for package, extra in pairs if extra not in FOR_DEVELOPERS)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
