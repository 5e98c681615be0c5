"""How many stories of one source a run asks for."""

from __future__ import annotations

from typing import NamedTuple


class Quota(NamedTuple):
    """At most so many new stories in one run, of all that carry the same `source` in their request's meta; 0: all."""

    source: int
    most: int
