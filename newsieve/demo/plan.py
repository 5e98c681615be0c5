"""What is printed where and when: a made-up fortnight of news, decided by the seed alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from newsieve.demo.outlets import Outlet
from newsieve.demo.stories import LOOKALIKES, TOPICS, Story, section_name, write_story
from newsieve.demo.wire import Printed, original, reprint

FEWEST_ARTICLES = 60
WIRE_SHARE, LOOKALIKE_SHARE = 1 / 9, 1 / 8
DAYS = 10
MOST_COPIES = 6


@dataclass(frozen=True, slots=True)
class Posting:
    """One article page to be: `outlet` is an index, `number` counts within the outlet; `first` is the agency's
    posting of the same story, for its copies.
    """

    outlet: int
    number: int
    story: Story
    printed: Printed
    published: datetime
    path: str
    wire: bool = False
    first: Posting | None = None

    @property
    def section(self) -> str:
        """The section's name in the outlet's language."""
        return section_name(self.story.topic, self.story.language)


class _Desk:
    """Hands out numbers and paths as postings are made."""

    def __init__(self, papers: tuple[Outlet, ...]) -> None:
        self.papers = papers
        self.count = [0] * len(papers)

    def post(
        self, outlet: int, story: Story, printed: Printed, when: datetime, first: Posting | None = None
    ) -> Posting:
        self.count[outlet] += 1
        number = 1000 + 7 * self.count[outlet]
        path = self.papers[outlet].path.format(
            section=slug(section_name(story.topic, story.language)),
            slug=f"{slug(printed.title)}-{self.count[outlet]}",
            number=number,
            day=when.strftime("%Y/%m/%d"),
        )
        wire = first is not None or (outlet == 0)
        return Posting(outlet, number, story, printed, when, path, wire, first)


@dataclass(frozen=True, slots=True)
class Span:
    """The time in which postings are published: so many days up to `base`."""

    base: datetime
    days: int = DAYS

    def before(self, rng: Random, latest: int) -> datetime:
        """A moment in it, at least so many minutes before its end."""
        return self.base - timedelta(minutes=rng.randint(latest, self.days * 24 * 60))


def plan(papers: tuple[Outlet, ...], articles: int, seed: int, span: Span) -> tuple[Posting, ...]:
    """Exactly `articles` postings, the newest first: wire stories with their copies, look-alikes, own stories."""
    rng = Random(f"{seed}/plan")
    desk = _Desk(papers)
    postings = list(_wire(desk, articles, seed, span, rng))
    postings += _own(desk, articles - len(postings), round(articles * LOOKALIKE_SHARE), seed, span, rng)
    return tuple(sorted(postings, key=lambda p: (p.published, p.outlet, p.number), reverse=True))


def _wire(desk: _Desk, articles: int, seed: int, span: Span, rng: Random) -> Iterator[Posting]:
    takers = [i for i, paper in enumerate(desk.papers) if i and paper.language == "en"]
    for index in range(round(articles * WIRE_SHARE)):
        topic = TOPICS["en"][index % len(TOPICS["en"])]
        story = write_story(f"wire-{index}", topic, "en", str(seed))
        when = span.before(rng, 24 * 60)
        first = desk.post(0, story, original(story), when)
        yield first
        for outlet in rng.sample(takers, rng.randint(2, min(MOST_COPIES, len(takers)))):
            later = when + timedelta(minutes=rng.choice((rng.randint(7, 59), rng.randint(60, 900))))
            yield desk.post(outlet, story, reprint(story, desk.papers[outlet], rng), later, first)


def _own(desk: _Desk, count: int, lookalikes: int, seed: int, span: Span, rng: Random) -> Iterator[Posting]:
    """Stories that one outlet alone has; the first of those in English are the look-alikes."""
    made = 0
    for index in range(count):
        outlet = 1 + index % (len(desk.papers) - 1)
        language = desk.papers[outlet].language
        lookalike = language == "en" and made < lookalikes
        topic = LOOKALIKES[made % len(LOOKALIKES)] if lookalike else rng.choice(TOPICS[language])
        made += lookalike
        story = write_story(f"own-{index}", topic, language, str(seed))
        yield desk.post(outlet, story, original(story), span.before(rng, 5))


def slug(text: str) -> str:
    """The first words of a text as they stand in a URL.

    >>> slug("Le Père Noël's £3.2m boat – gone!")
    'le-pere-noel-s-3-2m'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:6])
