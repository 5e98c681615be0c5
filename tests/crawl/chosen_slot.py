"""Somebody's spider that puts its requests into a download slot of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from scrapy import Request, Spider
from scrapy.http import Response


class ChosenSpider(Spider):
    name = "chosen"

    async def start(self) -> AsyncIterator[Request]:
        yield Request(self.url, meta={"download_slot": "mine"})  # type: ignore[attr-defined]  # an argument of -a

    def parse(self, response: Response) -> Iterator[dict[str, str]]:
        yield {"slot": response.meta["download_slot"]}
