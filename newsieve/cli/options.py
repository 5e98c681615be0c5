"""The options that several commands share, each told once."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

from newsieve.errors import UsageError

DEFAULT_STORE = "newsieve.db"
STORE_VARIABLE = "NEWSIEVE_STORE"
FOLDER_VARIABLE = "NEWSIEVE_SOURCES_FOLDER"  # where the sources file that comes by standard input has its place
LOG_VARIABLE = "NEWSIEVE_LOG_FORMAT"

Setting = str | int | float | bool | None


class RecordFormat(StrEnum):
    """How records are written."""

    JSONL = "jsonl"
    TEXT = "text"
    MARKDOWN = "markdown"


class LogFormat(StrEnum):
    """How what is said on standard error is written."""

    TEXT = "text"
    JSON = "json"


class LinesOnly(StrEnum):
    """JSON Lines."""

    JSONL = "jsonl"


Formats = Annotated[RecordFormat, typer.Option("--format", help="jsonl for programs; text or markdown to read.")]
Lines = Annotated[LinesOnly, typer.Option("--format", help="How records are written.")]
OutputFile = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, which appears when it is whole."),
]
OutputPath = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE|FOLDER", help="Write to FILE, which appears when it is whole."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 when anything failed, not only everything.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show errors only.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show the log, and where an error came from.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", metavar="NAME=VALUE", help="Any Scrapy setting, such as DOWNLOAD_DELAY=2; may repeat."),
]
AlertCommand = Annotated[
    str | None,
    typer.Option(
        "--alert-command",
        metavar="COMMAND",
        help="Call this with JSON on standard input when a source breaks, and when it is well again.",
    ),
]
AlertWebhook = Annotated[
    str | None, typer.Option("--webhook", metavar="URL", help="Post the same JSON to this URL.", show_default=False)
]
MetricsFile = Annotated[
    str | None,
    typer.Option("--metrics", metavar="FILE", help="Write the run's figures in OpenMetrics, as for node_exporter."),
]
Logs = Annotated[
    LogFormat | None,
    typer.Option(
        "--log-format", help=f"json: an object a line on standard error; without it ${LOG_VARIABLE}, or text."
    ),
]
Warc = Annotated[
    str | None,
    typer.Option("--warc", metavar="FOLDER", help="Write all that is fetched into WARC files in this folder, too."),
]
Store = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="STORE",
        help=f"A path or postgresql://user@host/database; without it ${STORE_VARIABLE}, else {DEFAULT_STORE}.",
    ),
]
StoreIfGiven = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="STORE",
        help="Keep the articles in this store: a path or postgresql://user@host/database.",
    ),
]


def store_url(given: str | None) -> str:
    """The store to use: the one given, the environment's, else newsieve.db here."""
    return given or os.environ.get(STORE_VARIABLE) or DEFAULT_STORE


def settings(pairs: list[str] | None) -> dict[str, Setting]:
    """Scrapy settings from NAME=VALUE pairs, values typed; raises UsageError.

    >>> settings(["DOWNLOAD_DELAY=0.5", "ROBOTSTXT_OBEY=false", "USER_AGENT=me"])
    {'DOWNLOAD_DELAY': 0.5, 'ROBOTSTXT_OBEY': False, 'USER_AGENT': 'me'}
    """
    return dict(map(_setting, pairs or []))


def archived(settings: dict[str, Setting], folder: str | None) -> dict[str, Setting]:
    """These settings, with the folder that what is fetched is archived in, if one is named."""
    return settings | ({"NEWSIEVE_WARC": folder} if folder else {})


def _setting(pair: str) -> tuple[str, Setting]:
    name, equals, value = pair.partition("=")
    if not equals or not name.strip().isidentifier():
        raise UsageError(f"-s {pair}: expected NAME=VALUE, such as -s DOWNLOAD_DELAY=2")
    return name.strip().upper(), _typed(value.strip())


def _typed(value: str) -> Setting:
    words: dict[str, Setting] = {"true": True, "false": False, "none": None}
    if value.lower() in words:
        return words[value.lower()]
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value
