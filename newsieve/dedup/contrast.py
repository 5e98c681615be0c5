"""Two texts beside one another: why they are one story, or why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from newsieve.article import Match

from .document import Document
from .facts import REACH, contradict, places
from .shingles import number, shared
from .suppression import Suppressed
from .verify import CONTAINED, LEAST, Prepared, compare_voiced, prepare
from .words import Words, read_words

GAP = "▢"


@dataclass(frozen=True, slots=True)
class Difference:
    """A place that two texts share and fill differently: `where` shows it with a box for the filling."""

    where: str
    mine: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """The places of one kind of fact that two texts share."""

    shared: int
    alike: int
    contradict: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """What `compare` says of two documents, with its reasons; `why_not` is empty where they match.

    `similarity` and `containment` are told whether they match or not; `common` is the number of shingles that both
    hold and that have a voice, `smaller` how many the smaller text has.
    """

    match: Match | None
    similarity: float
    containment: float
    common: int
    smaller: int
    figures: Filled
    names: Filled

    @property
    def why_not(self) -> tuple[str, ...]:
        """Why the two are not one story, each reason in a line."""
        return () if self.match else tuple(self._reasons())

    def _reasons(self) -> Iterator[str]:
        if not self.smaller:
            yield "one of the texts has no words"
        elif self.containment < CONTAINED:
            share = f"the larger text holds {self.containment:.0%} of the smaller one's shingles"
            yield f"{share}; {CONTAINED:.0%} are needed"
        elif self.common < LEAST:
            yield f"only {self.common} shingles in common; {LEAST} are needed"
        for kind, filled in (("figures", self.figures), ("names", self.names)):
            if filled.contradict:
                differing = filled.shared - filled.alike
                yield f"{kind} contradict: {differing} of {filled.shared} shared places are filled differently"


def contrast(a: Document, b: Document, suppressed: Suppressed | None = None) -> Contrast:
    """Compare two documents as `compare` does, asked about `a`, and tell the reasons."""
    silent = suppressed or Suppressed()
    mine, other = prepare(a).voiced(silent), prepare(b).voiced(silent)
    common, smaller = shared(mine.shingles, other.shingles), min(mine.shingles.size, other.shingles.size)
    union = mine.shingles.size + other.shingles.size - common
    match = compare_voiced(mine, other)
    return Contrast(
        match=match,
        similarity=match.similarity if match else common / union if union else 0.0,
        containment=match.containment if match else common / smaller if smaller else 0.0,
        common=common,
        smaller=int(smaller),
        figures=_filled(mine, other, "figures"),
        names=_filled(mine, other, "names"),
    )


def _filled(a: Prepared, b: Prepared, kind: str) -> Filled:
    facts_a, facts_b = (a.figures, b.figures) if kind == "figures" else (a.names, b.names)
    fill_a, fill_b = _fillings(a.document, kind), _fillings(b.document, kind)
    differing = [
        Difference(fill_a[place][0], fill_a[place][1], fill_b[place][1])
        for place in fill_a.keys() & fill_b.keys()
        if not set(fill_a[place][1]) & set(fill_b[place][1])
    ]
    order = {where: n for n, (where, _) in enumerate(fill_a.values())}
    return Filled(
        shared(facts_a.places, facts_b.places),
        shared(facts_a.filled, facts_b.filled),
        contradict(facts_a, facts_b),
        tuple(sorted(differing, key=lambda d: order[d.where])),
    )


def _fillings(document: Document, kind: str) -> dict[int, tuple[str, tuple[str, ...]]]:
    """The places of a text with their look and the words that fill them, in order of the text."""
    read = read_words(document.text)
    at = read.figures if kind == "figures" else read.names
    hidden = {*read.figures, *read.names}
    found: dict[int, list[int]] = defaultdict(list)
    for place, index in zip(places(number(read.words), read.figures, read.names, at).tolist(), at, strict=True):
        found[place].append(index)
    return {
        place: (_where(read, indices[0], hidden), tuple(dict.fromkeys(read.words[i] for i in indices)))
        for place, indices in found.items()
    }


def _where(read: Words, index: int, hidden: set[int]) -> str:
    around = range(max(0, index - REACH), min(len(read.words), index + REACH + 1))
    return " ".join(GAP if i == index else "…" if i in hidden else read.words[i] for i in around)
