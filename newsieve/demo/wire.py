"""What outlets do to an agency's story before they print it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from newsieve.demo.outlets import AGENCY, Outlet
from newsieve.demo.stories import HOME, Story

AMERICAN = {
    "centre": "center",
    "colour": "color",
    "harbour": "harbor",
    "neighbour": "neighbor",
    "metres": "meters",
    "kilometres": "kilometers",
    "millimetres": "millimeters",
    "programme": "program",
    "theatre": "theater",
    "grey": "gray",
    "plough": "plow",
    "labour": "labor",
    "tonnes": "tons",
    "per cent": "percent",
}
# Habits of copy editors: pattern and replacement; each editor has some of them.
REWORDED = (
    (r"(?<=[a-z]) said(?= \w| \"|\.)", " told reporters"),
    (r" (?:insisted|argued|replied|suggested|explained)\b", " said"),
    (r" on (?=(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)", " "),
    (r" (?:more than|upwards of) (?=£?\d)", " over "),
    (r" (?:nearly|close to) (?=£?\d)", " almost "),
    (r" (?:about|roughly) (?=£?\d)", " around "),
    (r" because of ", " owing to "),
    (r" lately\b| of late\b", " recently"),
    (r", but ", ", yet "),
    (r"£([\d.]+)m\b", r"£\1 million"),
)
HEADER = "The following report comes from our partner agency and has been edited for length."
FOOTER = "Additional reporting by the newsroom in {town}."


@dataclass(frozen=True, slots=True)
class Printed:
    """A story as one outlet prints it; `notices` are lines about its origin, neither story nor clutter.

    `named` says whether the page names the agency: in a notice, in the byline or by rel=canonical.
    """

    title: str
    paragraphs: tuple[str, ...]
    notices_above: tuple[str, ...] = ()
    notices_below: tuple[str, ...] = ()
    byline: str | None = None
    canonical: bool = False

    @property
    def named(self) -> bool:
        """Whether the page says that the story is the agency's."""
        below = any(AGENCY in notice for notice in self.notices_below)
        return below or self.canonical or AGENCY in (self.byline or "")


@dataclass(frozen=True, slots=True)
class Job:
    """What an editor has on the desk: whose story, for which outlet, in which mood."""

    story: Story
    outlet: Outlet
    rng: Random


Edit = Callable[[list[str], Job], list[str]]


def shorten(paragraphs: list[str], job: Job) -> list[str]:
    """Cut from the end, as the trade does: up to a third."""
    return paragraphs[: len(paragraphs) - job.rng.randint(0, len(paragraphs) // 3)]


def reorder(paragraphs: list[str], job: Job) -> list[str]:
    """Swap two neighbours somewhere after the opening."""
    at = job.rng.randrange(1, len(paragraphs) - 1)
    return [*paragraphs[:at], paragraphs[at + 1], paragraphs[at], *paragraphs[at + 2 :]]


def add_local(paragraphs: list[str], job: Job) -> list[str]:
    """Say what it means for the outlet's own town."""
    own = job.rng.choice(job.story.locals).replace(HOME, job.outlet.town)
    at = job.rng.randint(2, len(paragraphs))
    return [*paragraphs[:at], own, *paragraphs[at:]]


def reword(paragraphs: list[str], job: Job) -> list[str]:
    """A copy editor's habits: a few words always replaced by others."""
    for pattern, replacement in job.rng.sample(REWORDED, 5):
        paragraphs = [re.sub(pattern, replacement, text) for text in paragraphs]
    return paragraphs


def dateline(paragraphs: list[str], job: Job) -> list[str]:
    """Put place and agency before the first words."""
    form = job.rng.choice(("{} (NWA) — ", "{}, Northmark Wire — ", "{} — "))
    return [form.format(job.story.place.upper()) + paragraphs[0], *paragraphs[1:]]


EDITS: tuple[tuple[float, Edit], ...] = (
    (0.5, shorten),
    (0.3, reorder),
    (0.4, add_local),
    (0.5, reword),
    (0.5, dateline),
)


def original(story: Story) -> Printed:
    """The story as its own outlet prints it."""
    return Printed(story.titles[0], story.paragraphs)


def reprint(story: Story, outlet: Outlet, rng: Random) -> Printed:
    """The agency's story as `outlet` prints it: shortened, reordered, reworded, with or without its source."""
    paragraphs = list(story.paragraphs)
    for chance, edit in EDITS:
        if rng.random() < chance and len(paragraphs) > 3:
            paragraphs = edit(paragraphs, Job(story, outlet, rng))
    title = rng.choice(story.titles)
    if outlet.american:
        title, paragraphs = _american(title), [_american(text) for text in paragraphs]
    source = rng.choice(("notice", "byline", "canonical", "none"))
    below = [f"This story was first published by {AGENCY}."] if source == "notice" else []
    if rng.random() < 0.2:
        below.append(FOOTER.format(town=outlet.town))
    return Printed(
        title=title,
        paragraphs=tuple(paragraphs),
        notices_above=(HEADER,) if rng.random() < 0.2 else (),
        notices_below=tuple(below),
        byline=AGENCY if source == "byline" else None,
        canonical=source == "canonical" and outlet.has_canonical,
    )


def _american(text: str) -> str:
    return re.sub("|".join(sorted(AMERICAN, key=len, reverse=True)), lambda m: AMERICAN[m[0]], text)
