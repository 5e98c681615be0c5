"""A web server on loopback for many sites: one listening address each, one thread per connection."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Lock, Thread

from newsieve.demo.site import Answer

Answerer = Callable[[str], Answer]
IDLE_SECONDS = 10.0  # after which a silent connection is closed
CLOSING_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request and the status of its answer; `at` is when it arrived, in monotonic seconds."""

    host: str
    path: str
    agent: str
    at: float
    status: int


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1  # one packet for headers and body
    server: _Listener

    def do_GET(self) -> None:
        """Answer with the body."""
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self._send(with_body=False)

    def _send(self, with_body: bool) -> None:
        at, answer = time.monotonic(), self.server.answer(self.path)
        if answer.etag and self.headers.get("If-None-Match") == answer.etag:
            answer = replace(answer, status=304, body=b"")
        self.server.note(self.path, self.headers.get("User-Agent", ""), at, answer.status)
        if not answer.status:
            self.close_connection = True
            return
        self.send_response(answer.status)
        if answer.status != 304:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        if answer.location:
            self.send_header("Location", answer.location)
        if answer.etag:
            self.send_header("ETag", answer.etag)
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the log of requests is kept by the server."""


class _Listener(ThreadingHTTPServer):
    """One address; knows its open connections, so that closing leaves none behind."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], log: list[Request], lock: Lock) -> None:
        super().__init__(address, _Handler)
        self.log, self.lock = log, lock
        self.open: set[socket.socket] = set()
        self.changed = Condition()
        self.answer: Answerer = _nothing_yet
        self.thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def note(self, path: str, agent: str, at: float, status: int) -> None:
        host, port = self.server_address[:2]
        with self.lock:
            self.log.append(Request(f"{host!s}:{port}", path, agent, at, status))

    def process_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)
        with self.changed:
            self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: object) -> None:
        assert isinstance(request, socket.socket)
        super().shutdown_request(request)
        with self.changed:
            self.open.discard(request)
            self.changed.notify_all()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is no news."""

    def close(self) -> None:
        self.shutdown()
        self.thread.join()
        self.server_close()
        with self.changed:
            for connection in self.open:
                _hang_up(connection)
            self.changed.wait_for(lambda: not self.open, CLOSING_SECONDS)


class DemoServer:
    """Listens on `count` loopback addresses at once; each gets its answers from the function set by `serve`.

    The addresses are 127.0.0.2, 127.0.0.3, … with ports chosen by the system; where a machine has only 127.0.0.1,
    all share it and differ by port.
    """

    def __init__(self, count: int) -> None:
        self.log: list[Request] = []
        self._lock = Lock()
        self._listeners = [_listen(f"127.0.0.{i + 2}", self.log, self._lock) for i in range(count)]

    @property
    def bases(self) -> tuple[str, ...]:
        """The URL of each address, without a slash at the end."""
        return tuple("http://{}:{}".format(*listener.server_address[:2]) for listener in self._listeners)

    def requests(self) -> tuple[Request, ...]:
        """Every request so far, in order of arrival."""
        with self._lock:
            return tuple(self.log)

    def serve(self, answerers: list[Answerer]) -> None:
        """Begin to answer."""
        for listener, answer in zip(self._listeners, answerers, strict=True):
            listener.answer = answer
            listener.thread.start()

    def close(self) -> None:
        """Stop; hang up on whoever is still connected."""
        for listener in self._listeners:
            listener.close()


def _listen(host: str, log: list[Request], lock: Lock) -> _Listener:
    try:
        return _Listener((host, 0), log, lock)
    except OSError:  # this machine's loopback is 127.0.0.1 alone
        return _Listener(("127.0.0.1", 0), log, lock)


def _nothing_yet(path: str) -> Answer:
    return Answer(503, f"{path}: not yet".encode())


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # the other side was quicker
        return
