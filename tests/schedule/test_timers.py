"""How often systemd and cron are to look for what is due."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsieve.config import Source, Sources
from newsieve.schedule.timers import cron, period, systemd


@pytest.mark.parametrize(("every", "minutes"), [("1s", 1), ("5m", 1), ("10m", 3), ("30m", 10), ("2h", 30), ("1d", 30)])
def test_what_is_due_is_looked_for_thrice_in_the_shortest_time(every: str, minutes: int) -> None:
    spans = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    shortest = Source(every=timedelta(**{spans[every[-1]]: int(every[:-1])}))
    read = Sources((Source(every=timedelta(days=7)), shortest))
    assert period(read) == minutes
    assert f"*:0/{minutes}\n" in systemd(["newsieve"], read)
    assert cron(["newsieve"], read) == f"*/{minutes} * * * * newsieve\n"
