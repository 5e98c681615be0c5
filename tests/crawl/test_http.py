"""How pages are fetched: compressed, and over connections that are kept."""

from __future__ import annotations

import socket
from collections.abc import Callable
from importlib import import_module

import brotli
import pytest

from tests.crawl.one_crawl import crawl
from tests.crawl.web import Web

STORY = "<p>The mill on the Harrow closed on Friday after ninety years.</p>" * 50


def _zstd(body: bytes) -> bytes:
    compressed: bytes = import_module("backports.zstd").compress(body)
    return compressed


@pytest.mark.parametrize(("coding", "pack"), [("br", brotli.compress), ("zstd", _zstd)])
def test_a_page_may_come_compressed(coding: str, pack: Callable[[bytes], bytes]) -> None:
    with Web() as web:
        url = web.add("/story", pack(STORY.encode()), headers={"Content-Encoding": coding})
        done = crawl("urls", urls=[url])
    assert [page.body for page in done.pages] == [STORY.encode()]
    assert coding in {part.strip() for part in web.headers_of("/story")["Accept-Encoding"].split(",")}


def test_one_connection_serves_many_pages() -> None:
    with Web() as web:
        opened = _count_connections(web)
        urls = [web.add(f"/{i}", STORY) for i in range(60)]
        done = crawl("urls", {"CONCURRENT_REQUESTS_PER_DOMAIN": 4}, urls=urls)
    assert len(done.pages) == 60
    assert len(opened) <= 6  # four for the pages, one for robots.txt, one to spare


def _count_connections(web: Web) -> list[object]:
    """A list that gets an entry for each connection that the server takes."""
    opened: list[object] = []
    take = web.server.get_request

    def get_request() -> tuple[socket.socket, object]:
        connection, address = take()
        opened.append(address)
        return connection, address

    web.server.get_request = get_request  # type: ignore[method-assign]
    return opened
