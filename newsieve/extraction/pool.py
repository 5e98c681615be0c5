"""Extraction in worker processes: a limit per page, one retry after a worker's death, nobody left behind.

Parsing holds the interpreter's lock, so threads gain nothing, and a page that crashes or hangs the parser must cost
a worker, not the crawl. Workers are forked from a clean server process that has the parsers loaded (forkserver).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, InvalidStateError, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from typing import Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from newsieve.article import Article, Dropped, DropReason, Page
from newsieve.extraction.capacity import fitting_workers
from newsieve.extraction.extract import extract

PAGES_PER_WORKER = 1_000  # then it is replaced: whatever a parser leaks is given back
SECONDS_PER_PAGE = 20.0
ATTEMPTS = 2
NICER = 5  # than the parent: where all cores are busy, a page more to be read must not hold up the downloads

Outcome = Article | Dropped
T = TypeVar("T")
Work = Callable[[Page, str | None], Outcome]


@dataclass(frozen=True, slots=True)
class _Order:
    page: Page
    source: str | None
    future: Future[Outcome]
    attempt: int = 1

    def dropped(self, reason: DropReason, detail: str) -> Dropped:
        page = self.page
        return Dropped(
            source=self.source or page.requested_url,
            url=page.url,
            reason=reason,
            detail=detail,
            fetched_at=page.fetched_at,
            outlet=page.outlet,
            lease=page.lease,
            recheck=page.recheck,
        )


def read_page(page: Page, source: str | None) -> Outcome:
    """What a worker does with a page."""
    return extract(page, source=source)


class Unreadable(Exception):
    """Work that a worker did not bring to its end: it took too long, or died of it; `detail` says which."""

    def __init__(self, reason: DropReason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


class ExtractionPool:
    """Reads pages in `workers` processes, at most `timeout` seconds each.

    By default there is one per core, as far as memory goes.
    """

    def __init__(
        self, workers: int | None = None, timeout: float = SECONDS_PER_PAGE, *, work: Work = read_page
    ) -> None:
        self.workers, self._timeout, self._work = workers or fitting_workers(), timeout, work
        self._lock = threading.Lock()
        self._closed = False
        self._open: set[Future[Outcome]] = set()
        self._pool = self._new_pool()

    @property
    def backlog(self) -> int:
        """How many pages were handed over and are not read yet."""
        return len(self._open)

    def start(self) -> None:
        """Start the workers, and wait until they can be given work; else the first page to be handed over does so."""
        with suppress(RuntimeError):  # the pool was stopped meanwhile
            self._pool.schedule(_nothing)

    def submit(self, page: Page, source: str | None = None) -> Future[Outcome]:
        """Hand over a page; the future holds its article, or why there is none. It never holds an error."""
        order = _Order(page, source, Future())
        self._open.add(order.future)
        order.future.add_done_callback(self._open.discard)
        self._schedule(order)
        return order.future

    def run(self, work: Callable[..., T], *arguments: object) -> Future[T]:
        """Have a worker do other work within the same time; the future raises Unreadable, or what the work raises."""
        future: Future[T] = Future()
        try:
            inner = self._pool.schedule(work, arguments, timeout=self._timeout)
        except RuntimeError:  # the pool broke or was stopped
            future.set_exception(Unreadable(DropReason.WORKER_DIED, "all reading processes died"))
        else:
            inner.add_done_callback(lambda done: self._hand_on(future, done))
        return future

    def _hand_on(self, future: Future[T], done: Future[T]) -> None:
        error: BaseException | None
        try:
            error = done.exception()
        except CancelledError:
            future.cancel()
            return
        if isinstance(error, TimeoutError):
            error = Unreadable(DropReason.EXTRACTION_TIMEOUT, f"took longer than {self._timeout:g} s to read")
        elif isinstance(error, ProcessExpired | BrokenProcessPool):
            error = Unreadable(DropReason.WORKER_DIED, "the reading process died")
        with suppress(InvalidStateError):  # nobody waits for it any more
            future.set_exception(error) if error else future.set_result(done.result())

    def close(self) -> None:
        """Read what was handed over, retries included, then end the workers."""
        wait(list(self._open))
        self.stop()

    def stop(self) -> None:
        """End the workers at once; what they were reading is cancelled."""
        with self._lock:
            self._closed = True  # from here on no other pool is made
            pool = self._pool
        pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
        pool.join()
        for future in list(self._open):
            future.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close() if kind is None else self.stop()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(self.workers, PAGES_PER_WORKER, initializer=_begin_work, context=_context())

    def _schedule(self, order: _Order) -> None:
        try:
            inner = self._pool.schedule(self._work, (order.page, order.source), timeout=self._timeout)
        except RuntimeError:  # the pool broke or was stopped between two pages
            self._replace_pool(order)
            return
        inner.add_done_callback(lambda done: self._answer(order, done))

    def _answer(self, order: _Order, done: Future[Outcome]) -> None:
        """Pass on what the worker said, or what became of the worker."""
        try:
            result = done.result()
        except CancelledError:
            order.future.cancel()
        except TimeoutError:
            detail = f"took longer than {self._timeout:g} s to read"
            _resolve(order.future, order.dropped(DropReason.EXTRACTION_TIMEOUT, detail))
        except ProcessExpired as error:
            self._retry(order, f"the reading process died (exit code {error.exitcode})")
        except BrokenProcessPool:
            self._replace_pool(order)
        except Exception as error:  # noqa: BLE001  # whatever a page does to the parser is that page's fate
            _resolve(order.future, order.dropped(DropReason.STAGE_FAILED, f"{type(error).__name__}: {error}"))
        else:
            _resolve(order.future, result)

    def _retry(self, order: _Order, detail: str) -> None:
        if order.attempt < ATTEMPTS:
            self._schedule(_Order(order.page, order.source, order.future, order.attempt + 1))
        else:
            _resolve(order.future, order.dropped(DropReason.WORKER_DIED, f"{detail}, twice"))

    def _replace_pool(self, order: _Order) -> None:
        """All workers died at once (out of memory, killed from outside): begin again with new ones."""
        with self._lock:
            if self._closed:
                order.future.cancel()
                return
            if not self._pool.active:
                self._pool = self._new_pool()
        self._retry(order, "all reading processes died")


def _nothing() -> None:
    """The first thing that a worker does."""


def _resolve(future: Future[Outcome], outcome: Outcome) -> None:
    with suppress(InvalidStateError):  # cancelled: nobody wants it any more
        future.set_result(outcome)


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["newsieve.extraction.preload"])
    return context


def _begin_work() -> None:
    """Leave Ctrl-C to the parent, and leave when it dies: a killed crawl must not leave workers behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICER)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
