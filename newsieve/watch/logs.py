"""The log as JSON, one object a line: time, level, logger, message, and what the line is about."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from newsieve.record import to_line
from newsieve.secrets import without_secrets

KNOWN = ("event", "url", "outlet", "run")  # what a line may be about, as attributes of its record


class JsonLines(logging.Formatter):
    """Log records as JSON; those of Scrapy tell the URL and outlet of the request that they name."""

    def __init__(self, run: int | None = None) -> None:
        super().__init__()
        self._run = run

    def format(self, record: logging.LogRecord) -> str:
        """One line, without what is secret in URLs."""
        about: dict[str, Any] = {"run": self._run} if self._run is not None else {}
        about |= _about(record.args)
        about |= {name: found for name in KNOWN if (found := getattr(record, name, None)) is not None}
        if record.exc_info and record.exc_info[0]:
            about |= {"error": record.exc_info[0].__name__, "traceback": self.formatException(record.exc_info)}
        return line(record.levelname, record.name, record.getMessage(), about, record.created)


def line(level: str, logger: str, message: str, about: Mapping[str, Any], at: float) -> str:
    """One line of the log; `at` in seconds since 1970.

    >>> line("INFO", "newsieve", "no news", {"run": 3}, 0)
    '{"time": "1970-01-01T00:00:00.000+00:00", "level": "info", "logger": "newsieve", "message": "no news", "run": 3}'
    """
    time = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    told = {"time": time, "level": level.lower(), "logger": logger, "message": message, **about}
    return to_line({name: without_secrets(value) if isinstance(value, str) else value for name, value in told.items()})


def log_json(level: str, run: int | None = None) -> None:
    """Have everything that is logged in this process from now on written to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(run))
    handler.setLevel(level)
    logging.root.setLevel(logging.NOTSET)
    logging.root.addHandler(handler)


def _about(arguments: object) -> dict[str, str]:
    """The request that a record's arguments name."""
    if not isinstance(arguments, Mapping):
        return {}
    request = arguments.get("request")
    url = getattr(request, "url", None) or arguments.get("url")
    outlet = getattr(request, "meta", {}).get("outlet") or arguments.get("outlet")
    return {name: str(value) for name, value in (("url", url), ("outlet", outlet)) if value}
