"""The hours in which a source may be asked: a window of each day, in the source's own time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Self

_WINDOW = re.compile(r"(\d\d?):(\d\d)\s*[-–]\s*(\d\d?):(\d\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """A window of each day, from `opens` (included) to `closes` (not included); over midnight where it closes earlier.

    It goes by the clocks of its `zone`: a window from 22:00 to 06:00 is an hour shorter in the night in which they
    are put forward.
    """

    opens: time
    closes: time
    zone: tzinfo = UTC

    @classmethod
    def read(cls, text: str) -> Self:
        """A window such as "22:00-06:00". Raises ValueError.

        >>> Hours.read("22:00-06:00").closes
        datetime.time(6, 0)
        """
        match = _WINDOW.fullmatch(text.strip())
        numbers = [int(number) for number in match.groups()] if match else []
        if not numbers or max(numbers[::2]) > 24 or max(numbers[1::2]) > 59:
            raise ValueError('expected two times of the day, such as "22:00-06:00"')
        opens, closes = (numbers[0] % 24 * 60 + numbers[1], numbers[2] % 24 * 60 + numbers[3])
        if opens == closes:
            raise ValueError("opens and closes at the same time: leave it out to ask at any hour")
        return cls(time(*divmod(opens, 60)), time(*divmod(closes, 60)))

    def within(self, zone: tzinfo) -> Self:
        """The same window by the clocks of another zone."""
        return replace(self, zone=zone)

    def are_open(self, now: datetime) -> bool:
        """Whether `now` is in the window."""
        here = now.astimezone(self.zone).time()
        if self.opens < self.closes:
            return self.opens <= here < self.closes
        return here >= self.opens or here < self.closes

    def next_opening(self, now: datetime) -> datetime:
        """When the window opens next after `now`, in UTC."""
        today = now.astimezone(self.zone).date()
        days = (today + timedelta(days=ahead) for ahead in range(3))
        openings = (datetime.combine(day, self.opens, self.zone).astimezone(UTC) for day in days)
        return next(opening for opening in openings if opening > now)

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"
