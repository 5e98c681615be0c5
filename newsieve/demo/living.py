"""A made-up news web that lives: as days pass, stories appear, are corrected, move and vanish, and outlets break."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from types import TracebackType

from newsieve.demo.outlets import Outlet, outlets
from newsieve.demo.plan import Posting, Span, plan
from newsieve.demo.server import DemoServer, Request
from newsieve.demo.site import Answer, Site, without_tracking
from newsieve.demo.web import sources_toml

END = datetime(2025, 3, 14, 18, 0, tzinfo=UTC)
BEFORE = 2  # days of stories that are there when it begins
CHANGED, REMOVED, MOVED = 0.12, 0.04, 0.03  # shares of the stories
CHANGES_AFTER = tuple(timedelta(minutes=minutes) for minutes in (40, 150, 400, 1200, 2600))
VANISHES_AFTER = tuple(timedelta(hours=hours) for hours in (8, 30, 60))
DOWN, EMPTY = 3, 1  # outlets by number: the one that is down for two days, the one whose pages are empty
SHELL = b'<!doctype html><html><head><title>Loading</title></head><body><div id="app"></div></body></html>'
CORRECTION = {
    "en": "Correction: an earlier version of this story gave {number} where it should have said {more}.",
    "de": "Korrektur: In einer früheren Fassung dieses Textes stand {number}, richtig ist {more}.",
    "fr": "Rectificatif : une version antérieure de cet article donnait {number} au lieu de {more}.",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a story, and when: a correction, another address, or its end with a status."""

    changed: datetime | None = None
    moved: datetime | None = None
    removed: datetime | None = None
    status: int = 404


@dataclass(frozen=True, slots=True)
class Life:
    """One story of one outlet: where it stands, from when on, what its page says, and what becomes of it."""

    url: str
    outlet: str
    published: datetime
    fate: Fate
    moved_to: str | None = None
    correction: str | None = None


class LivingWeb:
    """Outlets on loopback over `days` days; `show` brings them to a moment. The same for the same seed, but for ports.

    Servers send an ETag with each page and answer 304. From the fifth to the seventh day one outlet hangs up on
    everybody. From the ninth to the eleventh the stories of another are an empty shell, as if a new design filled
    them by script alone; then they are mended.
    """

    def __init__(self, outlets: int = 8, articles: int = 240, days: int = 14, seed: int = 7) -> None:
        self.days, self._count, self._articles, self._seed = days, outlets, articles, seed
        self.begin = END - timedelta(days=days)
        self.down = (self._day(5), self._day(7))
        self.empty = (self._day(9), self._day(11))
        self.lives: tuple[Life, ...] = ()
        self._server: DemoServer | None = None
        self._sites: list[Site] = []
        self._shown: list[object] = []
        self._down, self._empty = set[int](), set[int]()
        self._gone: dict[int, dict[str, Answer]] = {}

    def _day(self, number: int) -> datetime:
        return self.begin + timedelta(days=number) * self.days / 14

    def __enter__(self) -> LivingWeb:
        """Make the stories and their fates, listen, serve its first day."""
        self.papers = outlets(self._count)
        planned = plan(self.papers, self._articles, self._seed, Span(END, self.days + BEFORE))
        self._postings = list(_rooted(planned, self.begin))
        rng = Random(f"{self._seed}/fates")
        self._fates = {_name(posting): _fate(posting, rng) for posting in self._postings}
        self._server = DemoServer(len(self.papers))
        self.bases = self._server.bases
        self.lives = tuple(self._life(posting) for posting in self._postings)
        self._sites, self._shown = [], [None] * len(self.papers)
        self.show(self.begin)
        self._server.serve([self._answerer(number) for number in range(len(self.papers))])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        if self._server:
            self._server.close()

    @property
    def log(self) -> tuple[Request, ...]:
        """Every request so far, in order of arrival."""
        return self._server.requests() if self._server else ()

    def sources_toml(self) -> str:
        """A sources file for this web."""
        return sources_toml(zip(self.papers, self.bases, strict=True))

    def show(self, moment: datetime) -> None:
        """Bring all outlets to a moment."""
        self._down = {DOWN} if self.down[0] <= moment < self.down[1] else set()
        self._empty = {EMPTY} if self.empty[0] <= moment < self.empty[1] else set()
        by_outlet: dict[int, list[Posting]] = defaultdict(list)
        self._gone = {number: {} for number in range(len(self.papers))}
        for posting in self._postings:
            if posting.published <= moment:
                fate = self._fates[_name(posting)]
                now = _at(posting, fate, moment, self.papers[posting.outlet])
                if now is None:
                    self._gone[posting.outlet][posting.path] = Answer(fate.status, b"<h1>Not here</h1>")
                else:
                    by_outlet[posting.outlet].append(now)
                    if now.path != posting.path:
                        self._gone[posting.outlet][posting.path] = Answer(301, b"", location=now.path)
        originals = {p.story.id: self.bases[0] + p.path for p in by_outlet[0]}
        sites = []
        for number, paper in enumerate(self.papers):
            state = (tuple(by_outlet[number]), frozenset(originals.items()))
            if self._shown[number] != state:
                self._shown[number] = state
                sites.append(Site(paper, tuple(by_outlet[number]), self.bases[number], originals, heavy=False))
            else:
                sites.append(self._sites[number])
        self._sites = sites

    def can_be_read(self, outlet: str, moment: datetime) -> bool:
        """Whether an outlet's stories can be read at a moment."""
        spans = {self.papers[DOWN].name: self.down, self.papers[EMPTY].name: self.empty}
        begin, end = spans.get(outlet, (END, END))
        return not begin <= moment < end

    def _answerer(self, number: int) -> _Answerer:
        return _Answerer(self, number)

    def answer(self, number: int, target: str) -> Answer:
        """What an outlet answers now."""
        if number in self._down:
            return Answer(0, b"")
        site = self._sites[number]
        answer = self._gone[number].get(target) or site.answer(target)
        if answer.status != 200:
            return answer
        if number in self._empty and without_tracking(target) in site.articles:
            answer = replace(answer, body=SHELL)
        return replace(answer, etag=f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"')

    def _life(self, posting: Posting) -> Life:
        base, paper, fate = self.bases[posting.outlet], self.papers[posting.outlet], self._fates[_name(posting)]
        moved = base + _moved(posting.path) if fate.moved else None
        correction = _correction(posting, paper) if fate.changed else None
        return Life(base + posting.path, paper.name, posting.published, fate, moved, correction)


@dataclass(frozen=True, slots=True)
class _Answerer:
    """What one address answers."""

    web: LivingWeb
    number: int

    def __call__(self, target: str) -> Answer:
        return self.web.answer(self.number, target)


def _rooted(planned: tuple[Posting, ...], begin: datetime) -> Iterator[Posting]:
    """The postings, the two oldest of each outlet before it all begins: no outlet is ever empty."""
    oldest: dict[int, int] = defaultdict(int)
    rooted = []
    for posting in reversed(planned):
        oldest[posting.outlet] += 1
        early = begin - timedelta(hours=oldest[posting.outlet])
        move = oldest[posting.outlet] <= 2 and posting.published > early
        rooted.append(replace(posting, published=early) if move else posting)
    yield from sorted(rooted, key=lambda p: (p.published, p.outlet, p.number), reverse=True)


def _name(posting: Posting) -> tuple[int, int]:
    return posting.outlet, posting.number


def _fate(posting: Posting, rng: Random) -> Fate:
    chance = rng.random()
    after, vanish, status = rng.choice(CHANGES_AFTER), rng.choice(VANISHES_AFTER), rng.choice((404, 410))
    if chance < CHANGED:
        return Fate(changed=posting.published + after)
    if chance < CHANGED + REMOVED:
        return Fate(removed=posting.published + vanish, status=status)
    if chance < CHANGED + REMOVED + MOVED:
        return Fate(moved=posting.published + vanish)
    return Fate()


def _at(posting: Posting, fate: Fate, moment: datetime, paper: Outlet) -> Posting | None:
    """A posting as it stands at a moment; None once it is gone."""
    if fate.removed and fate.removed <= moment:
        return None
    if fate.changed and fate.changed <= moment:
        printed = posting.printed
        paragraphs = (*printed.paragraphs, _correction(posting, paper))
        return replace(posting, printed=replace(printed, paragraphs=paragraphs))
    if fate.moved and fate.moved <= moment:
        return replace(posting, path=_moved(posting.path))
    return posting


def _correction(posting: Posting, paper: Outlet) -> str:
    """What a corrected story says of itself; of no two stories the same, or it were the site's and not the story's."""
    return CORRECTION[paper.language].format(number=posting.number, more=posting.number + 90)


def _moved(path: str) -> str:
    """Where a page has moved to.

    >>> _moved("/news/rain-7.html"), _moved("/story.php?id=7")
    ('/archive/news/rain-7.html', '/archive/story.php?id=7')
    """
    return f"/archive{path}"
