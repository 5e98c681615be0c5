"""The outlets that a call of `crawl` names."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newsieve.cli.options import FOLDER_VARIABLE
from newsieve.cli.screen import Screen
from newsieve.config import Source, Sources, parse_text, read_sources
from newsieve.errors import BadURL, UsageError
from newsieve.urls import is_http

HERE = "sources.toml"
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where to crawl; `refused` are the arguments that are no URL."""

    sources: tuple[Source, ...]
    contact: str | None
    refused: tuple[str, ...]
    alert_command: str | None = None
    webhook: str | None = field(default=None, repr=False)  # it may be a secret


def read_outlets(arguments: Sequence[str], screen: Screen) -> Outlets:
    """The sources of files and home pages; raises UsageError where there is none, ConfigError for a wrong file."""
    if not arguments and not Path(HERE).exists():
        raise UsageError(f"no {HERE} here: newsieve init writes one; or name a sources file or a home page URL")
    read = [(argument, _sources(argument)) for argument in arguments or [HERE]]
    refused = tuple(argument for argument, sources in read if sources is None)
    found = [sources for _, sources in read if sources is not None]
    if not found:
        raise UsageError("; ".join(f"{BadURL(argument)}, or a sources file" for argument in refused))
    for argument in refused:
        screen.warn(str(BadURL(argument)))
    _refuse_twins(source.name for sources in found for source in sources.sources)
    return Outlets(
        tuple(source for sources in found for source in sources.sources),
        _first(sources.contact for sources in found),
        refused,
        _first(sources.alert_command for sources in found),
        _first(sources.webhook for sources in found),
    )


def _first(values: Iterable[str | None]) -> str | None:
    """What the first file says that says anything."""
    return next(filter(None, values), None)


def _refuse_twins(names: Iterable[str | None]) -> None:
    """One name is one outlet, in all files of a call together."""
    counts = Counter(name.casefold() for name in names if name)
    if twins := [name for name, count in counts.items() if count > 1]:
        raise UsageError(f"two sources are called {twins[0]!r}: expected each outlet once")


def _sources(argument: str) -> Sources | None:
    """What one argument names: a home page, a sources file (- is standard input), or neither."""
    if argument == STDIN:
        return parse_text(sys.stdin.read(), "standard input").in_folder(Path(os.environ.get(FOLDER_VARIABLE, "")))
    if is_http(argument.strip()):
        return Sources((Source(start=argument.strip()),))
    if argument.endswith(".toml") or Path(argument).is_file():
        return read_sources(argument)
    return None
