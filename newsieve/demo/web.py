"""The made-up news web: outlets on loopback, what they hold, and what was asked of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cached_property
from types import TracebackType

from newsieve.demo.outlets import Layout, Outlet, outlets
from newsieve.demo.plan import FEWEST_ARTICLES, Posting, Span, plan
from newsieve.demo.server import DemoServer, Request
from newsieve.demo.site import MISSING, PDF, PRIVATE, Site
from newsieve.demo.truth import PageTruth, Truth
from newsieve.errors import UsageError

BASE = datetime(2025, 3, 14, 18, 0, tzinfo=UTC)
FEWEST_OUTLETS, MOST_OUTLETS = 6, 200


class DemoWeb:
    """A news web for demonstrations, tests and benchmarks; the same for the same seed, but for the ports.

    `outlets` sites (the first is a wire agency) with exactly `articles` article pages, published in the ten days
    before `base`; `heavy` pages weigh as much as large outlets' do, some 82 KB. Use it as a context manager; it serves
    until it is left.

    Raises UsageError where it is too small to hold what it promises.
    """

    def __init__(
        self, outlets: int = 8, articles: int = 150, seed: int = 7, *, base: datetime = BASE, heavy: bool = False
    ) -> None:
        if not FEWEST_OUTLETS <= outlets <= MOST_OUTLETS:
            raise UsageError(f"outlets: {outlets}: expected {FEWEST_OUTLETS} to {MOST_OUTLETS}")
        if articles < max(FEWEST_ARTICLES, 5 * outlets):
            raise UsageError(f"articles: {articles}: expected at least {max(FEWEST_ARTICLES, 5 * outlets)}")
        self.outlets, self.articles, self.seed, self.base, self.heavy = outlets, articles, seed, base, heavy
        self._server: DemoServer | None = None
        self.sites: tuple[Site, ...] = ()

    def __enter__(self) -> DemoWeb:
        """Make the stories, listen, serve."""
        papers = outlets(self.outlets)
        postings = plan(papers, self.articles, self.seed, Span(self.base))
        self._server = DemoServer(len(papers))
        bases = self._server.bases
        originals = {p.story.id: bases[0] + p.path for p in postings if p.outlet == 0}
        by_outlet: dict[int, list[Posting]] = defaultdict(list)
        for posting in postings:
            by_outlet[posting.outlet].append(posting)
        self.sites = tuple(
            Site(paper, tuple(by_outlet[i]), bases[i], originals, self.heavy) for i, paper in enumerate(papers)
        )
        self._server.serve([site.answer for site in self.sites])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        if self._server:
            self._server.close()

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Each outlet's name and home page."""
        return tuple((site.outlet.name, site.base + "/") for site in self.sites)

    @property
    def log(self) -> tuple[Request, ...]:
        """Every request so far, in order of arrival."""
        return self._server.requests() if self._server else ()

    @property
    def requests(self) -> dict[str, list[str]]:
        """The paths asked for so far, in order, by outlet."""
        names = {site.base.removeprefix("http://"): site.outlet.name for site in self.sites}
        paths: dict[str, list[str]] = {name: [] for name in names.values()}
        for request in self.log:
            paths[names[request.host]].append(request.path)
        return paths

    def sources_toml(self) -> str:
        """A sources file for this web."""
        return sources_toml((site.outlet, site.base) for site in self.sites)

    @cached_property
    def truth(self) -> Truth:
        """What all pages hold; raises RuntimeError before the web is entered, as there are no URLs yet."""
        if not self.sites:
            raise RuntimeError("the demo web has no addresses before it is entered")
        robots = [site for site in self.sites if site.outlet.robots]
        return Truth(
            pages=tuple(page_truth(site, posting) for site in self.sites for posting in site.postings),
            aliases={url: target for site in self.sites for url, target in _aliases(site)},
            index=tuple(
                site.base + path for site in self.sites for path in site.pages if not path.startswith("/search")
            ),
            private=tuple(site.base + path for site in robots for path in (PRIVATE, "/search?q=")),
            missing=tuple(site.base + MISSING for site in self.sites),
            documents=tuple(site.base + PDF for site in self.sites),
        )


def sources_toml(places: Iterable[tuple[Outlet, str]]) -> str:
    """A sources file for outlets and where they are."""
    blocks = (
        f"[[source]]\nname = {_toml(outlet.name)}\nstart = {_toml(base + '/')}\nlanguage = {_toml(outlet.language)}\n"
        for outlet, base in places
    )
    return 'contact = "demo@newsieve.example"\n\n' + "\n".join(blocks)


def page_truth(site: Site, posting: Posting) -> PageTruth:
    """The truth about one article page."""
    sheet, story = site.sheet(posting), posting.story
    kind = "lookalike" if story.lookalike else "copy" if posting.first else "wire" if posting.wire else "story"
    return PageTruth(
        url=site.base + posting.path,
        outlet=site.outlet.name,
        kind=kind,
        title=sheet.title,
        paragraphs=sheet.paragraphs,
        junk=sheet.junk,
        story=story.id,
        authors=sheet.authors,
        published=_published(site, posting),
        wire=posting.wire,
        tolerated=sheet.notices,
        names_source=posting.first is not None and posting.printed.named,
        layout=site.outlet.layout.value,
        language=site.outlet.language,
    )


def _published(site: Site, posting: Posting) -> str:
    when = posting.published
    return when.date().isoformat() if site.outlet.layout is Layout.SOUP else when.isoformat()


def _aliases(site: Site) -> list[tuple[str, str]]:
    path, target = site.redirect
    found = [(site.base + path, site.base + target)]
    if site.second_form:
        found.append((site.base + site.second_form, site.base + site.postings[0].path))
    return found


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
