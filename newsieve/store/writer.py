"""The one writer thread of a process: outcomes in, batches committed, futures answered."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future
from typing import Self

from newsieve.article import Article, Dropped
from newsieve.store.saving import Saved
from newsieve.store.store import Store

BATCH = 16  # outcomes in one transaction: short enough that an end is not waited for
PATIENCE = 0.05  # seconds to wait for more of them

Outcome = Article | Dropped
Order = tuple[Outcome, "Future[Saved]"]


class Writer:
    """Stores outcomes from any thread, many in a transaction; every future is answered, or cancelled.

    `articles` counts the committed articles whose page was new, `again` those that were stored before; `ids` are both.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._orders: deque[Order] = deque()
        self._wake = threading.Condition()
        self._closed = False
        self.articles = self.again = 0
        self.ids: list[str] = []
        self._thread = threading.Thread(target=self._run, name="newsieve-writer", daemon=True)
        self._thread.start()

    def submit(self, outcome: Outcome) -> Future[Saved]:
        """Hand over an outcome; the future holds what became of it, or the error. A closed writer cancels it."""
        future: Future[Saved] = Future()
        with self._wake:
            if self._closed:
                future.cancel()
            else:
                self._orders.append((outcome, future))
                self._wake.notify()
        return future

    def close(self) -> None:
        """Store what was handed over, then stop."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._thread.join()

    def stop(self) -> None:
        """Stop after the transaction under way; what waits is cancelled, and so never acknowledged."""
        with self._wake:
            self._closed = True
            waiting, self._orders = self._orders, deque()
            self._wake.notify()
        for _, future in waiting:
            future.cancel()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        while batch := self._next_batch():
            orders = [order for order in batch if order[1].set_running_or_notify_cancel()]
            if orders:
                self._store_together(orders)

    def _next_batch(self) -> list[Order]:
        """The next outcomes to store together; none once the writer is closed and has stored them all."""
        with self._wake:
            self._wake.wait_for(lambda: self._orders or self._closed)
            if not self._closed and len(self._orders) < BATCH:
                self._wake.wait_for(lambda: len(self._orders) >= BATCH or self._closed, PATIENCE)
            return [self._orders.popleft() for _ in range(min(BATCH, len(self._orders)))]

    def _store_together(self, orders: list[Order]) -> None:
        try:
            results = self._store.save([outcome for outcome, _ in orders])
        except Exception:  # noqa: BLE001  # one bad outcome must not take its neighbours with it: each is tried alone
            for outcome, future in orders:
                self._store_alone(outcome, future)
        else:
            for (_, future), saved in zip(orders, results, strict=True):
                self._answer(future, saved)

    def _store_alone(self, outcome: Outcome, future: Future[Saved]) -> None:
        try:
            saved = self._store.save([outcome])[0]
        except Exception as error:  # noqa: BLE001  # handed to whoever asked
            future.set_exception(error)
        else:
            self._answer(future, saved)

    def _answer(self, future: Future[Saved], saved: Saved) -> None:
        if saved.id is not None:
            self.articles += saved.new
            self.again += not saved.new
            self.ids.append(saved.id)
        future.set_result(saved)
