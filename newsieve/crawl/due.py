"""The sources that a crawl of what is due takes, one by one, as it gets done with others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

from newsieve import clock
from newsieve.config import Source
from newsieve.crawl.agenda import FEW, Agenda, agenda_of, closed_hosts, forecast
from newsieve.crawl.frontier import POLL
from newsieve.crawl.overdue import due_rechecks
from newsieve.crawl.services import Services
from newsieve.crawl.threads import in_thread
from newsieve.errors import BadURL, StoreError, UsageError
from newsieve.store import Turn
from newsieve.urls import page_key

MOST = 64  # sources that one crawl is at; what it has not taken, another may


class DueSources:
    """Which sources this crawl may crawl, each for itself alone, and what is to be asked for in each."""

    def __init__(self, services: Services) -> None:
        if services.store is None or services.writer is None or services.frontier is None:
            raise UsageError("what is due is told by a store, and none is given")
        self._services, self._store = services, services.store
        self._writer, self._frontier = services.writer, services.frontier
        self._later = dict[int, set[str]]()  # scope → keys of places that are not due

    def wants(self, scope: int, url: str) -> bool:
        """Whether a place that was found is to be asked for: it is new, or due."""
        with suppress(BadURL):  # who asks for it will say so
            return page_key(url) not in self._later.get(scope, ())
        return True

    async def take(self, sources: Sequence[Source], scopes: Sequence[int]) -> AsyncIterator[tuple[int, Agenda]]:
        """The number and the agenda of each source that has work and is free; one at a time, while there is room."""
        try:
            numbers = {scope: number for number, scope in enumerate(scopes)}
            due = await in_thread(forecast, self._store, sources)
            self._services.tally.shared |= due.busy > 0
            for scope in (agenda.scope for agenda in due.free):
                while self._frontier.sources >= MOST and not self._services.is_over:
                    await asyncio.sleep(POLL)
                if agenda := await self._take(scope, sources[numbers[scope]]):
                    self._later[scope] = set(agenda.later)
                    self._frontier.begin(scope)
                    yield numbers[scope], agenda
                    self._frontier.has_begun(scope)
        except StoreError as error:
            self._services.give_up(error)

    async def _take(self, scope: int, source: Source) -> Agenda | None:
        """The agenda of a source, if it could be taken, and another has not just done what was due."""
        got = await asyncio.wrap_future(self._writer.turn(Turn(sources=(scope,))))
        for taken in got.sources:
            now = clock.now()
            articles = bool(await in_thread(due_rechecks, self._store, [source], now, FEW))
            places, left_over = taken.places, taken.left_over
            closed = await in_thread(closed_hosts, self._store, [source], now)
            agenda = agenda_of(
                source, scope, places, now.timestamp(), left_over=left_over, articles=articles, closed=closed
            )
            if agenda.has_work:
                return agenda
            await asyncio.wrap_future(self._writer.turn(Turn(ends=(scope,))))
        self._services.tally.shared = True
        return None
