"""A real webhook on loopback, and alert commands that write down what they were given."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any


@dataclass
class Hook:
    """What was posted to a server, and what it answers: a status, after so many seconds."""

    status: int = 200
    delay: float = 0.0
    posted: list[dict[str, Any]] = field(default_factory=list)
    gets: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""

    @property
    def told(self) -> list[tuple[str, str, str | None]]:
        return [(one["event"], one["kind"], one["source"]) for one in self.posted]


@contextmanager
def hooked() -> Iterator[Hook]:
    """Serve a webhook until the block ends."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(hook.delay)
            hook.headers = dict(self.headers)
            if hook.status == 200:
                hook.posted.append(json.loads(body))
            self.send_response(hook.status)
            if 300 <= hook.status < 400:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def do_GET(self) -> None:
            hook.gets += 1
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hook.url = f"http://127.0.0.1:{server.server_port}/services/T0/secret-word?key=77"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def script(path: Path, *lines: str) -> str:
    """A shell script, made to be run; its path."""
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return str(path)


def noted(path: Path) -> list[tuple[str, str, str | None]]:
    """Event, kind and source of each alert that a script wrote to a file."""
    lines = path.read_text().splitlines() if path.exists() else []
    return [(one["event"], one["kind"], one["source"]) for one in map(json.loads, lines)]
