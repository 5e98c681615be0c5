"""A small news site on loopback, and the command line in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[2]
NEWSIEVE = [sys.executable, "-m", "newsieve"]
HURRY = [part for name in ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=false", "RETRY_TIMES=0") for part in ("-s", name)]


@dataclass
class Site:
    """What a server answers, by path: a body, a redirect's target (`>/path`), or an event to wait for."""

    answers: dict[str, str | threading.Event] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""


@contextmanager
def served(site: Site) -> Iterator[Site]:
    """Serve a site until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(ConnectionError):  # an interrupted crawl hangs up
                self.answer()

        def answer(self) -> None:
            site.asked.append(self.path)
            answer = site.answers.get(self.path)
            if isinstance(answer, threading.Event):
                answer.wait(30)
                answer = None
            if answer is None:
                self.send_error(404)
                return
            self.send_response(302 if answer.startswith(">") else 200)
            if answer.startswith(">"):
                self.send_header("Location", answer[1:])
            self.send_header("Content-Type", "application/rss+xml" if "<rss" in answer else "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def environment(**more: str) -> dict[str, str]:
    """The environment of a call: this checkout's newsieve, and none of the caller's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSIEVE_")}
    return kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "100"} | more


def newsieve(folder: Path, *arguments: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """One call in `folder`."""
    return subprocess.run(
        [*NEWSIEVE, *arguments],
        cwd=folder,
        env=environment(**env),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def interrupted(folder: Path, site: Site, path: str, *arguments: str) -> tuple[int, str, float]:
    """Ctrl-C on a call that waits for `path`: its exit code, what it said, and how many seconds it took to end."""
    command = subprocess.Popen(
        [*NEWSIEVE, *arguments],
        cwd=folder,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        end = time.monotonic() + 60
        while path not in site.asked and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(3)  # for what was fetched before to be read
        pressed = time.monotonic()
        command.send_signal(signal.SIGINT)
        _, told = command.communicate(timeout=20)
        return command.returncode, told, time.monotonic() - pressed
    finally:
        command.kill()
        command.wait()
        if command.stderr:
            command.stderr.close()


def feed(site: Site, *paths: str) -> str:
    """An RSS feed of these pages."""
    items = "".join(f"<item><title>{path}</title><link>{site.url}{path}</link></item>" for path in paths)
    return f'<rss version="2.0"><channel><title>Harbour Times</title>{items}</channel></rss>'
