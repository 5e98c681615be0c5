"""The loop that crawls what is due, as long as nobody ends it."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass

from newsieve import clock
from newsieve.config import Sources
from newsieve.crawl.agenda import Forecast
from newsieve.errors import StoreError, UsageError
from newsieve.schedule.file import SourcesFile
from newsieve.schedule.telling import nothing_to_do, span

REST, PART = 60.0, 0.1  # seconds between two crawls at most, and as a part of the shortest `every`
BUSY = 30.0  # seconds until another look, while other runs crawl what is due
LONGEST_SLEEP = 3600.0  # seconds until another look, however far away the next due date is
REFUSED = 2  # the exit code of a call that is wrong
FIRST_BACKOFF, LONGEST_BACKOFF = 10.0, 600.0  # seconds that follow on crawls that failed


@dataclass(frozen=True, slots=True)
class Means:
    """What the loop works with.

    `look` tells what is due, `crawl` crawls it by the text of a sources file and returns the exit code (below 0: minus
    the signal that killed it). `sleep` sleeps so many seconds, or less, where the second argument says that it is
    enough. `is_over` tells whether to end; `say` what is ordinary, `warn` what is not.
    """

    look: Callable[[Sources], Forecast]
    crawl: Callable[[str], int]
    sleep: Callable[[float, Callable[[], bool]], None]
    is_over: Callable[[], bool]
    say: Callable[[str], None]
    warn: Callable[[str], None]


class Loop:
    """Crawls what is due, then sleeps until something is. A crawl that fails is told of, and the next one waits."""

    def __init__(self, file: SourcesFile, means: Means) -> None:
        self._file, self._means = file, means
        self._failures = 0
        self._has_crawled = False

    def run(self) -> None:
        """Go on until it is over.

        Raises StoreError where the store cannot be read from the beginning, UsageError where a crawl refuses how it is
        called before one has gone well.
        """
        self._means.look(self._file.latest().sources)
        while not self._means.is_over():
            self._sleep(self._step())

    def _step(self) -> float:
        """Crawl, if anything is due; how many seconds to sleep then."""
        reading = self._file.latest()
        try:
            found = self._means.look(reading.sources)
        except StoreError as error:
            return self._after_failure(str(error))
        if not found.free:
            return self._until_due(found)
        code = self._means.crawl(reading.text)
        if code == REFUSED and not self._has_crawled and not self._means.is_over():
            raise UsageError("the crawl refuses how it is called: the line above says what is wrong")
        if code and not self._means.is_over():
            return max(self._after_failure(f"the crawl {_ended(code)}"), rest(reading.sources))
        self._failures, self._has_crawled = 0, True
        return rest(reading.sources)

    def _until_due(self, found: Forecast) -> float:
        now = clock.now().timestamp()
        self._means.say(nothing_to_do(found, now))
        return max(0.0, min(found.next - now, BUSY if found.busy else LONGEST_SLEEP))

    def _after_failure(self, what: str) -> float:
        self._failures += 1
        wait = backoff(self._failures)
        self._means.warn(f"{what}; the next try is in {span(wait)}")
        return wait

    def _sleep(self, seconds: float) -> None:
        if not self._means.is_over():
            self._means.sleep(seconds, lambda: self._means.is_over() or self._file.has_changed)


def rest(sources: Sources) -> float:
    """Seconds between two crawls: what is due a little later is visited together.

    Of sources that are due every 30 minutes a minute, of those due every 5 minutes half a one.
    """
    return min(REST, PART * min(source.bounds.shortest for source in sources.sources))


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row.

    >>> [backoff(failures) for failures in (1, 2, 3, 100)]
    [10.0, 20.0, 40.0, 600.0]
    """
    return min(LONGEST_BACKOFF, FIRST_BACKOFF * 2.0 ** min(failures - 1, 16))


def _ended(code: int) -> str:
    """How a process ended.

    >>> _ended(1), _ended(-9)
    ('ended with exit code 1', 'was killed by SIGKILL')
    """
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"
