"""Labels of advertisements."""

from __future__ import annotations

from newsieve.cleaning.block import Place
from newsieve.cleaning.form import tokens

LONGEST = 12


def is_advertisement(here: Place) -> bool:
    """A short block that is an advertisement's label."""
    return len(tokens(here.text)) <= LONGEST and here.words.is_one("advertisement", here.text)
