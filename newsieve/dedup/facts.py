"""Facts in their places: what tells two stories of one template apart.

A *place* is a figure or a name with the two words before and after it, themselves masked where they are figures or
names: `a high of ▢ degrees and`. Two copies fill the places they share alike; two weather reports do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .shingles import BASE, NONE, Hashes, distinct, shared, stir

REACH = 2  # words of context on either side
FEW = 3  # fewer differing facts than this are an edit
ALIKE = 0.5  # share of common places that copies fill alike

FIGURE = 0x0F160E5
NAME = 0x0A3E5


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """The places of one kind of fact in a text, and what fills them: sorted distinct uint32."""

    places: Hashes
    filled: Hashes  # place and filling as one number


NO_FACTS = Facts(NONE, NONE)


def facts(numbers: Hashes, figures: Sequence[int], names: Sequence[int]) -> tuple[Facts, Facts]:
    """The figures and the names of a text in their places, given the numbers of its words."""
    padded = _masked(numbers, figures, names)
    at_figures, at_names = np.array(figures, np.intp), np.array(names, np.intp)
    return _facts(padded, numbers, at_figures), _facts(padded, numbers, at_names)


def places(numbers: Hashes, figures: Sequence[int], names: Sequence[int], at: Sequence[int]) -> Hashes:
    """The number of the place of each of the facts `at` these positions, in their order: uint32."""
    return _places(_masked(numbers, figures, names), np.array(at, np.intp))


def _masked(numbers: Hashes, figures: Sequence[int], names: Sequence[int]) -> Hashes:
    padded = np.zeros(len(numbers) + 2 * REACH, np.uint32)
    padded[REACH : len(numbers) + REACH] = numbers
    padded[np.array(figures, np.intp) + REACH] = np.uint32(FIGURE)
    padded[np.array(names, np.intp) + REACH] = np.uint32(NAME)
    return padded


def _places(masked: Hashes, at: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Hashes:
    place = np.zeros(at.size, np.uint32)
    for offset in range(2 * REACH + 1):
        place = place * np.uint32(BASE) + masked[at + offset]
    return place


def _facts(masked: Hashes, numbers: Hashes, at: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Facts:
    if not at.size:
        return NO_FACTS
    place = _places(masked, at)
    return Facts(distinct(place), distinct(stir(place) * np.uint32(BASE) + numbers[at]))


def contradict(a: Facts, b: Facts) -> bool:
    """Whether two texts fill most of the places they share differently."""
    places = shared(a.places, b.places)
    alike = shared(a.filled, b.filled)
    return places - alike >= FEW and alike < ALIKE * places
