"""Two settlings at once."""

from __future__ import annotations

import threading

from newsieve.store.database import open_engine, settling_alone


def waits(one: str, other: str, seconds: float = 0.2) -> bool:
    """Whether a settling of one store keeps that of the other waiting, so long at least, and then lets it go on."""
    engines, goes_on = [open_engine(url, create=False) for url in (one, other)], threading.Event()

    def settle_too() -> None:
        with settling_alone(engines[1]):
            goes_on.set()

    thread = threading.Thread(target=settle_too)
    with settling_alone(engines[0]):
        thread.start()
        waited = not goes_on.wait(seconds)
    thread.join()
    for engine in engines:
        engine.dispose()
    return waited and goes_on.is_set()
