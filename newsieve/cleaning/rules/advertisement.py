"""Labels of advertisements."""

from __future__ import annotations

from newsieve.cleaning.block import Place

LONGEST = 12


def is_advertisement(here: Place) -> bool:
    """A short block that is an advertisement's label."""
    return here.count <= LONGEST and here.is_one("advertisement")
