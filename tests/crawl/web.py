"""A small real web server on loopback that remembers what it was asked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says to one path; it waits `delay` seconds first."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


class Web:
    """A web server: `add` pages, then see in `asked` which paths were asked for, in order."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.logins: set[str] = set()
        self._headers: dict[str, dict[str, str]] = {}
        self._closing, self._lock = Event(), Lock()
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                web._answer(self)

            def handle(self) -> None:
                with suppress(OSError):  # the client has gone
                    super().handle()

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer((host, 0), Handler)
        self.server.daemon_threads = True
        self._thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def add(
        self,
        path: str,
        body: str | bytes = b"",
        *,
        status: int = 200,
        kind: str = HTML,
        delay: float = 0.0,
        headers: dict[str, str] | None = None,
    ) -> str:
        """Serve `body` at `path`; returns its URL."""
        content = body.encode() if isinstance(body, str) else body
        self.pages[path] = Answer(content, status, {"Content-Type": kind, **(headers or {})}, delay)
        return self.url(path)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        """Redirect `path` to another path or URL; returns its URL."""
        return self.add(path, status=status, headers={"Location": target})

    def url(self, path: str = "/") -> str:
        """The absolute URL of a path."""
        host, port = self.server.server_address[:2]
        return f"http://{host if isinstance(host, str) else host.decode()}:{port}{path}"

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        return self.asked.count(path)

    def headers_of(self, path: str) -> dict[str, str]:
        """The headers of the latest request for a path."""
        return self._headers[path]

    @property
    def pages_asked(self) -> list[str]:
        """What was asked for but robots.txt."""
        return [path for path in self.asked if path != "/robots.txt"]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        with self._lock:
            self.asked.append(handler.path)
            self._headers[handler.path] = dict(handler.headers.items())
            self.agents.add(handler.headers.get("User-Agent", ""))
            self.logins |= {handler.headers["Authorization"]} - {None}
        answer = self.pages.get(handler.path, Answer(b"nothing here", 404, {"Content-Type": HTML}))
        if answer.delay:
            self._closing.wait(answer.delay)
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(answer.body)))
        handler.end_headers()
        handler.wfile.write(answer.body)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._closing.set()
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()
