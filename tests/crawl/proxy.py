"""A small real forward proxy on loopback that remembers what went through it."""

from __future__ import annotations

import base64
from contextlib import suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

RELAYED = ("Content-Type", "Location")


class Proxy:
    """Forwards http requests; with `user` ("name:password"), only for those who say so. It makes no tunnels."""

    def __init__(self, user: str | None = None) -> None:
        self.passed: list[str] = []
        self.refused: list[str] = []
        self._user, self._lock = user, Lock()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with suppress(OSError):
                    proxy._forward(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        """As a setting names it, with user and password."""
        return f"http://{self._user}@{self.address}" if self._user else f"http://{self.address}"

    def _forward(self, handler: BaseHTTPRequestHandler) -> None:
        if self._user and handler.headers.get("Proxy-Authorization") != self._authorization:
            with self._lock:
                self.refused.append(handler.path)
            handler.send_error(407)
            return
        with self._lock:
            self.passed.append(handler.path)
        parts = urlsplit(handler.path)
        assert parts.hostname
        connection = HTTPConnection(parts.hostname, parts.port or 80, timeout=10)
        connection.request("GET", parts.path or "/", headers={"Host": parts.netloc})
        answer = connection.getresponse()
        body = answer.read()
        handler.send_response(answer.status)
        for name in RELAYED:
            if value := answer.getheader(name):
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
        connection.close()

    @property
    def _authorization(self) -> str:
        return "Basic " + base64.b64encode((self._user or "").encode()).decode()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
