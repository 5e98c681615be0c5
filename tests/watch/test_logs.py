from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from scrapy import Request

from newsieve.secrets import without_secrets
from newsieve.watch.logs import JsonLines


def logged(message: str, *arguments: object, run: int | None = None, **extra: Any) -> dict[str, Any]:
    record = logging.getLogger("scrapy.core.engine").makeRecord(
        "scrapy.core.engine", logging.INFO, "x.py", 1, message, arguments, None, extra=extra
    )
    line = JsonLines(run).format(record)
    assert "\n" not in line
    told: dict[str, Any] = json.loads(line)
    return told


def test_a_line_tells_time_level_logger_message_and_run() -> None:
    told = logged("Crawled %d pages\nin all", 3, run=12)
    assert told["message"] == "Crawled 3 pages\nin all"
    assert (told["level"], told["logger"], told["run"]) == ("info", "scrapy.core.engine", 12)
    assert told["time"].endswith("+00:00")


def test_a_line_of_scrapys_tells_the_url_and_outlet_of_its_request() -> None:
    request = Request("https://example.org/a?token=secret-word", meta={"outlet": "Example Times"})
    told = logged("Crawled (%(status)s) %(request)s", {"status": 200, "request": request})
    assert (told["url"], told["outlet"]) == ("https://example.org/a?token=…", "Example Times")
    assert "secret-word" not in json.dumps(told)


def test_extras_are_told_and_nothing_else() -> None:
    told = logged("x", event="summary", spider="s")
    assert told["event"] == "summary"
    assert "spider" not in told


def test_an_error_is_told_with_its_traceback_and_no_secret() -> None:
    try:
        raise ValueError("via http://desk:secret-word@proxy.example:3128")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "failed", (), sys.exc_info())
    told = json.loads(JsonLines().format(record))
    assert told["error"] == "ValueError"
    assert "proxy.example:3128" in told["traceback"]
    assert "secret-word" not in told["traceback"]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("postgresql://ina:pa/ss@db.example/news", "postgresql://…@db.example/news"),
        ("postgresql://ina:pass@db.example/news", "postgresql://…@db.example/news"),
        ("https://x.example/?sig=1&page=2;session_token=3", "https://x.example/?sig=…&page=2;session_token=…"),
        ("https://x.example:8080/@desk?monkey=1", "https://x.example:8080/@desk?monkey=1"),
        ("no URL: password=1", "no URL: password=1"),
    ],
)
def test_keys_and_passwords_in_urls_are_left_out(text: str, safe: str) -> None:
    assert without_secrets(text) == safe
