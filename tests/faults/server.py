"""A server that misbehaves: one loopback address for each fault, raw bytes under each one's control."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from types import TracebackType
from typing import Self

from tests.faults import stories

HTML, XML, TEXT = "text/html; charset=utf-8", "application/xml", "text/plain"
BAD = "/news/2026/05/09/the-page-that-means-ill-9"  # what most faults are at
TLS = b"\x16"  # how a handshake begins
LINGER = struct.pack("ii", 1, 0)  # a socket that is closed so breaks its connection off


@dataclass(eq=False)
class Visit:
    """One request, and what can be done about it."""

    host: Host
    path: str
    times: int  # how often the path has been asked for, this time included
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def answer(
        self, body: str | bytes = b"", status: int = 200, kind: str = HTML, headers: dict[str, str] | None = None
    ) -> None:
        """Send a sound answer."""
        content = body.encode() if isinstance(body, str) else body
        told = {"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        await self.send(f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + content)

    async def redirect(self, target: str) -> None:
        """Send elsewhere."""
        await self.answer(status=302, headers={"Location": target})

    def reset(self) -> None:
        """Break the connection off."""
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
        self.writer.transport.abort()


Handler = Callable[[Visit], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave, and what is to come of it.

    `answers` are by path; whatever else is asked for is answered as a good outlet does, which has `good` stories in its
    feed. `links` are what its feed names besides, `tells` other URLs that newsieve tells of because of it, after
    {base} and {door} (its own), {secret} and {port} (those of a host that nobody names) were put in. `source` says
    where the outlet is entered. `does` is found in what newsieve says of the outlet's pages.
    """

    name: str
    answers: dict[str, Handler] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    source: str = 'feeds = ["{base}/feed.xml"]'
    does: str = "stored"
    good: int = 3
    most_requests: int = 60


@dataclass(eq=False)
class Host:
    """One address, and what was asked of it."""

    fault: Fault
    world: World
    base: str = ""
    asked: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> list[str]:
        """The URLs of the stories that must not be lost."""
        return [f"{self.base}/news/2026/05/0{i + 1}/report-from-the-valley-{i}" for i in range(self.fault.good)]

    def filled(self, text: str) -> str:
        """A text of the fault's with the addresses put in."""
        secret, door = self.world.secret, self.base.removeprefix("http://")
        put = {"{base}": self.base, "{door}": door, "{secret}": secret, "{port}": secret.rpartition(":")[2]}
        for mark, address in put.items():
            text = text.replace(mark, address)
        return text

    @property
    def told_of(self) -> tuple[str, ...]:
        """How the URLs begin that newsieve tells of because of this host."""
        return (self.base, *map(self.filled, self.fault.tells))

    @property
    def links(self) -> list[str]:
        """All links of the feed: the fault's stand between the good ones."""
        return [*self.good[:1], *map(self.filled, self.fault.links), *self.good[1:]]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            if (first := await reader.readexactly(1)) == TLS:  # as any server that speaks plain HTTP answers
                writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                raise asyncio.IncompleteReadError(first, None)
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode("latin-1")
                self.asked[path] += 1
                await self._answer(Visit(self, path, self.asked[path], writer))
                if writer.is_closing():
                    break
        writer.transport.abort()

    async def _answer(self, visit: Visit) -> None:
        bare = visit.path.partition("?")[0]
        stories_by_path = {url.removeprefix(self.base): i for i, url in enumerate(self.good)}
        if handler := self.fault.answers.get(bare) or self.fault.answers.get("*"):
            await handler(visit)
        elif bare == "/feed.xml":
            await visit.answer(stories.feed(self.links), kind=XML)
        elif bare == "/":
            await visit.answer(stories.home(self.links))
        elif bare in stories_by_path:
            await visit.answer(stories.page(self.fault.name, stories_by_path[bare]))
        else:
            await visit.answer("nothing here", 404, TEXT)


class World:
    """All hosts, served in a thread while the block lasts; one more, `secret`, is named by no source."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.hosts = [Host(fault, self) for fault in faults]
        self.secret_host = Host(Fault("no source names it"), self)
        self.secret = ""
        self._servers: list[asyncio.Server] = []
        self._loop = asyncio.new_event_loop()
        self._ready = Event()
        self._thread = Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen())
        self._ready.set()
        self._loop.run_forever()

    async def _listen(self) -> None:
        for number, host in enumerate((self.secret_host, *self.hosts)):
            server = await _server(host, f"127.0.1.{number + 1}")
            self._servers.append(server)
            host.base = "http://{}:{}".format(*server.sockets[0].getsockname()[:2])
        self.secret = self.secret_host.base

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        for server in self._servers:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.1)  # the loop closes what was aborted

    def sources_toml(self) -> str:
        """The sources file that names all of them but the secret one."""
        blocks = (f'[[source]]\nname = "{host.fault.name}"\n{host.filled(host.fault.source)}\n' for host in self.hosts)
        return 'contact = "desk@example.org"\n\n' + "\n".join(blocks)


async def _server(host: Host, address: str) -> asyncio.Server:
    try:
        return await asyncio.start_server(host.serve, address, 0, limit=2**20)
    except OSError:  # this machine's loopback is 127.0.0.1 alone
        return await asyncio.start_server(host.serve, "127.0.0.1", 0, limit=2**20)
