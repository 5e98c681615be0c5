"""How many stories of one source a run asks for."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple


class Quota(NamedTuple):
    """At most `most` new stories in one run, of all that carry the same `source` in their request's meta; 0: all.

    `used` counts, for each source, the stories that were asked for: shared by the spider, which stops reading lists
    by it, and whoever lets requests pass, who counts.
    """

    source: int
    most: int
    used: Counter[int]
