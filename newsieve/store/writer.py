"""The one writer thread of a process: outcomes and turns in, batches committed, futures answered."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from typing import Self

from newsieve.errors import StoreError
from newsieve.store.saving import Outcome, Saved
from newsieve.store.store import Store
from newsieve.store.stored import StoredCounts
from newsieve.store.turn import Taken, Turn

BATCH = 16  # outcomes in one transaction: short enough that an end is not waited for
PATIENCE = 0.05  # seconds to wait for more of them

Order = tuple[Outcome, "Future[Saved]"]
TurnOrder = tuple[Turn, "Future[Taken]"]


class Writer:
    """Stores outcomes from any thread, many in a transaction; every future is answered, or cancelled.

    Whoever crawls takes its turns at the frontier here too, as one crawler. `stored` counts what was committed.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._orders: deque[Order] = deque()
        self._turns: deque[TurnOrder] = deque()
        self._wake = threading.Condition()
        self._closed = False
        self._seat = ExitStack()
        self._crawler: int | None = None
        self.stored = StoredCounts()
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

    def turn(self, turn: Turn) -> Future[Taken]:
        """Take a turn at the frontier, with what was handed over before it; a closed writer cancels it."""
        future: Future[Taken] = Future()
        with self._wake:
            if self._closed:
                future.cancel()
            else:
                self._turns.append((turn, future))
                self._wake.notify()
        return future

    def close(self) -> None:
        """Store what was handed over, then stop."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._end()

    def stop(self) -> None:
        """Stop after the transaction under way; what waits is cancelled, and so never acknowledged."""
        with self._wake:
            self._closed = True
            waiting: list[Future[Saved] | Future[Taken]] = [future for _, future in self._orders]
            waiting += [future for _, future in self._turns]
            self._orders, self._turns = deque(), deque()
            self._wake.notify()
        for future in waiting:
            future.cancel()
        self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _end(self) -> None:
        self._thread.join()
        with suppress(StoreError):  # what it held is free anyway once this process has gone
            self._seat.close()

    def _run(self) -> None:
        while True:
            orders, turn = self._next_batch()
            if not orders and turn is None:
                return
            running = [order for order in orders if order[1].set_running_or_notify_cancel()]
            if turn is not None and turn[1].set_running_or_notify_cancel():
                self._take_turn(turn, running)
            elif running:
                self._store_together(running)

    def _next_batch(self) -> tuple[list[Order], TurnOrder | None]:
        """What to commit next, together; nothing once the writer is closed and all is stored."""
        with self._wake:
            self._wake.wait_for(lambda: self._orders or self._turns or self._closed)
            if not (self._closed or self._turns) and len(self._orders) < BATCH:
                self._wake.wait_for(lambda: len(self._orders) >= BATCH or self._turns or self._closed, PATIENCE)
            turn = self._turns.popleft() if self._turns else None
            return [self._orders.popleft() for _ in range(min(BATCH, len(self._orders)))], turn

    def _take_turn(self, turn: TurnOrder, orders: list[Order]) -> None:
        """Both in one transaction; where that fails, each is tried alone."""
        told, answer = turn
        try:
            taken, results = self._store.take_turn(self._number(), told, [outcome for outcome, _ in orders])
        except Exception as error:  # noqa: BLE001  # handed to whoever asked
            if not orders:
                answer.set_exception(error)
                return
            for outcome, future in orders:
                self._store_alone(outcome, future)
            self._take_turn(turn, [])
        else:
            for (_, future), saved in zip(orders, results, strict=True):
                self._answer(future, saved)
            answer.set_result(taken)

    def _number(self) -> int:
        """The number as which this process crawls, from its first turn on."""
        if self._crawler is None:
            self._crawler = self._seat.enter_context(self._store.crawler())
        return self._crawler

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
        self.stored.add(saved)
        future.set_result(saved)
