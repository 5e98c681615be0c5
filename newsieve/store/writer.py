"""The one writer thread of a process: outcomes in, batches committed, futures answered."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Self

from newsieve.article import Article, Dropped
from newsieve.errors import NewsieveError
from newsieve.store.store import Saved, Store

BATCH = 16  # outcomes in one transaction: short enough that an end is not waited for
PATIENCE = 0.05  # seconds to wait for more of them

Outcome = Article | Dropped
Order = tuple[Outcome, "Future[Saved]"]


class Writer:
    """Stores outcomes from any thread, many in a transaction; a future is answered once its outcome is committed.

    `articles` counts the committed articles whose page was new, `again` those that were stored before; `ids` are both.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._closed = False
        self.articles = self.again = 0
        self.ids: list[str] = []
        self._orders: SimpleQueue[Order | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="newsieve-writer", daemon=True)
        self._thread.start()

    def submit(self, outcome: Outcome) -> Future[Saved]:
        """Hand over an outcome; the future holds what became of it, or the StoreError. A closed writer cancels it."""
        future: Future[Saved] = Future()
        if self._closed:
            future.cancel()
        else:
            self._orders.put((outcome, future))
        return future

    def close(self) -> None:
        """Store what was handed over, then stop."""
        self._closed = True
        self._orders.put(None)
        self._thread.join()

    def stop(self) -> None:
        """Stop after the transaction under way; what waits is cancelled, and so never acknowledged."""
        self._closed = True
        with suppress(Empty):
            while order := self._orders.get_nowait():
                order[1].cancel()
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        while batch := self._next_batch():
            orders = [order for order in batch if order is not None]
            self._store_together(orders)
            if len(orders) < len(batch):
                return

    def _next_batch(self) -> list[Order | None]:
        batch = [self._orders.get()]
        while batch[-1] is not None and len(batch) < BATCH:
            try:
                batch.append(self._orders.get(timeout=PATIENCE))
            except Empty:
                break
        return batch

    def _store_together(self, orders: list[Order]) -> None:
        try:
            results = self._store.save([outcome for outcome, _ in orders]) if orders else []
        except NewsieveError:
            self._store_apart(orders)  # one bad outcome must not take its neighbours with it
            return
        for (_, future), saved in zip(orders, results, strict=True):
            self._answer(future, saved)

    def _answer(self, future: Future[Saved], saved: Saved) -> None:
        if saved.id is not None:
            self.articles += saved.new
            self.again += not saved.new
            self.ids.append(saved.id)
        future.set_result(saved)

    def _store_apart(self, orders: list[Order]) -> None:
        for outcome, future in orders:
            try:
                self._answer(future, self._store.save([outcome])[0])
            except NewsieveError as error:
                future.set_exception(error)
