"""One outlet's site: which paths there are, and what each answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import parse_qsl, urlencode, urlsplit

from newsieve.demo import feeds, indexes
from newsieve.demo.chrome import FEED_PATHS, Frame
from newsieve.demo.feeds import FEED_LENGTH, Entry
from newsieve.demo.layouts import LAYOUTS
from newsieve.demo.outlets import FeedKind, Layout, Outlet
from newsieve.demo.plan import Posting
from newsieve.demo.sheets import Neighbour, Sheet, compose
from newsieve.demo.surroundings import Teaser
from newsieve.demo.tongues import curl

HTML, HTML_UTF8 = "text/html", "text/html; charset=utf-8"
TRACKING = "utm_source=frontpage&utm_medium=teaser"
PRIVATE, MISSING, PDF, SECOND_FORM = (
    "/private/draft-budget",
    "/2019/07/a-story-long-gone",
    "/files/report.pdf",
    "print=1",
)
HOME_LENGTH = 10
# The smallest files of their kind.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
PDF_BYTES = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends; with status 0 it hangs up instead. A request that names the `etag` gets a 304."""

    status: int
    body: bytes
    content_type: str = HTML_UTF8
    location: str | None = None
    etag: str | None = None


Route = Callable[[], Answer]


class Site:
    """One outlet with its postings (the newest first), reachable at `base`; pages are made when asked for."""

    def __init__(
        self, outlet: Outlet, postings: tuple[Posting, ...], base: str, originals: dict[str, str], heavy: bool
    ) -> None:
        self.outlet, self.postings, self.base, self.originals = outlet, postings, base, originals
        self.sections = _by_section(postings)
        self.frame = Frame(outlet, (), heavy)
        menu = tuple((name, indexes.section_path(self.frame, name)) for name in self.sections)
        self.frame = replace(self.frame, menu=(*menu, ("Pictures", "/pictures"), ("Search", "/search?q=")))
        self.places = {posting.path: at for at, posting in enumerate(postings)}
        self.teasers = {posting.path: self._teaser(posting) for posting in postings}
        self.frame = replace(self.frame, shelf=tuple(self.teasers.values()) if heavy else ())
        self.pages: dict[str, Route] = dict(self._index_routes())
        self.articles: dict[str, Route] = {p.path: self._article_route(p) for p in postings}
        self.machines: dict[str, Route] = dict(self._machine_routes())

    def answer(self, target: str) -> Answer:
        """What a request for `target` (path and query) gets."""
        path = without_tracking(target)
        route = self.articles.get(path) or self.pages.get(path) or self.machines.get(path)
        if route:
            return route()
        if path == self.redirect[0]:
            return Answer(301, b"", location=self.redirect[1])
        if path == self.second_form:
            return self.articles[self.postings[0].path]()
        if path.startswith("/img/"):
            return Answer(200, PNG, "image/png")
        return Answer(404, indexes.notice(self.frame, "Not found", f"There is no page {path}.").encode())

    @property
    def redirect(self) -> tuple[str, str]:
        """A path that leads to the second story, and where it leads."""
        target = self.postings[min(1, len(self.postings) - 1)]
        return f"/r/{target.number}", target.path

    @property
    def second_form(self) -> str | None:
        """Another URL of the newest story, where pages say which of two counts."""
        path = self.postings[0].path
        return f"{path}{'&' if '?' in path else '?'}{SECOND_FORM}" if self.outlet.has_canonical else None

    def sheet(self, posting: Posting) -> Sheet:
        """The made-up page of a posting, before markup."""
        at = self.places[posting.path]
        around = (self.postings[(at + i) % len(self.postings)] for i in range(1, 5))
        near = tuple(Neighbour(self.teasers[p.path].title, p.path) for p in around if p is not posting)
        own = self.base + posting.path
        canonical = self.originals.get(posting.story.id, own) if posting.printed.canonical else own
        return compose(self.outlet, posting, near, self.base, canonical)

    def undeclared(self, posting: Posting) -> bool:
        """Whether this page is in windows-1252 and does not say so: the tag soup's newest story."""
        return self.outlet.layout is Layout.SOUP and posting is self.postings[0]

    def _teaser(self, posting: Posting) -> Teaser:
        title, text = posting.printed.title, posting.printed.paragraphs[0][:140].rpartition(" ")[0] + " …"
        if self.outlet.curly:
            title, text = (curl(part, self.outlet.tongue) for part in (title, text))
        return Teaser(title, posting.path, text, posting.published.strftime("%Y-%m-%d"))

    def _article_route(self, posting: Posting) -> Route:
        def route() -> Answer:
            html = LAYOUTS[self.outlet.layout](self.sheet(posting), self.frame)
            if self.undeclared(posting):
                return Answer(200, html.encode("cp1252", "xmlcharrefreplace"), HTML)
            declared = self.outlet.layout in (Layout.SOUP, Layout.BARE, Layout.OPENGRAPH)
            return Answer(200, html.encode(), HTML_UTF8 if declared else HTML)

        return route

    def _index_routes(self) -> dict[str, Route]:
        frame = self.frame
        newest = tuple(self.teasers[p.path] for p in self.postings)
        about = (
            f"{self.outlet.name} reports from {self.outlet.town}.",
            "Write to the newsroom, or come by on market days.",
        )
        routes: dict[str, Route] = {
            "/": _html(lambda: indexes.home(frame, _tracked(newest[:HOME_LENGTH]), self._oddities())),
            "/about": _html(lambda: indexes.notice(frame, "About us", *about)),
            "/contact": _html(lambda: indexes.notice(frame, "Contact", about[1])),
            "/newsletter": _html(lambda: indexes.notice(frame, "Newsletter", "One letter every morning at seven.")),
            "/app": _html(lambda: indexes.notice(frame, "Our app", "For all telephones.")),
            "/tag/local": _html(lambda: indexes.listing(frame, "local", newest[:6])),
            "/pictures": _html(lambda: indexes.gallery(frame, tuple(p.story.captions[0] for p in self.postings[:12]))),
            "/search?q=": _html(lambda: indexes.search(frame)),
        }
        for name, teasers in self.sections.items():
            listed = tuple(self.teasers[p.path] for p in teasers)
            for page in range(1, indexes.pages(len(teasers)) + 1):
                routes[indexes.section_path(frame, name, page)] = _html(_section(frame, name, page, listed))
        return routes

    def _oddities(self) -> tuple[Neighbour, ...]:
        """Links on the home page that a crawler must cope with."""
        found = [
            Neighbour("From the archive", self.redirect[0]),
            Neighbour("A story long gone", MISSING),
            Neighbour("Annual report", PDF),
            Neighbour("Around the town", "/tag/local"),
        ]
        if self.second_form:
            found.append(Neighbour(self.teasers[self.postings[0].path].title, self.second_form))
        return (*found, Neighbour("Draft budget", PRIVATE)) if self.outlet.robots else tuple(found)

    def _entries(self, count: int | None = None) -> list[Entry]:
        chosen = self.postings[:count]
        teasers = (self.teasers[p.path] for p in chosen)
        return [Entry(self.base + p.path, t.title, t.text, p.published) for p, t in zip(chosen, teasers, strict=True)]

    def _machine_routes(self) -> dict[str, Route]:
        name, language, home = self.outlet.name, self.outlet.language, self.base + "/"
        routes: dict[str, Route] = {PDF: lambda: Answer(200, PDF_BYTES, "application/pdf")}
        if self.outlet.feed is not FeedKind.NONE:
            routes[FEED_PATHS[self.outlet.feed]] = self._feed
        if self.outlet.robots:
            routes[PRIVATE] = _html(lambda: indexes.notice(self.frame, "Draft budget", "Not for publication."))
            routes["/robots.txt"] = _text(lambda: feeds.robots(self.base + "/sitemap.xml"))
            routes["/sitemap.xml"] = _xml(lambda: feeds.sitemap_index([self.base + "/news-sitemap.xml"]))
            routes["/news-sitemap.xml"] = _xml(lambda: feeds.news_sitemap(name, language, self._entries()))
        routes["/index.html"] = lambda: Answer(301, b"", location=home)
        return routes

    def _feed(self) -> Answer:
        name, home, entries = self.outlet.name, self.base + "/", self._entries(FEED_LENGTH)
        match self.outlet.feed:
            case FeedKind.JSON:
                return Answer(200, feeds.json_feed(name, home, entries).encode(), "application/feed+json")
            case FeedKind.ATOM:
                return Answer(200, feeds.atom(name, home, entries).encode(), "application/atom+xml")
            case _:
                text = feeds.rss(name, home, self.outlet.language, entries)
                return Answer(200, text.encode(), "application/rss+xml")


def without_tracking(target: str) -> str:
    """Path and query of a request without utm parameters.

    >>> without_tracking("/a?utm_source=x&id=3"), without_tracking("/search?q=")
    ('/a?id=3', '/search?q=')
    """
    parts = urlsplit(target)
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.startswith("utm_")]
    return f"{parts.path}?{urlencode(query)}" if query else parts.path


def _by_section(postings: tuple[Posting, ...]) -> dict[str, list[Posting]]:
    ordered = sorted(postings, key=lambda p: p.section)  # stable: the newest stay first
    return {name: list(group) for name, group in groupby(ordered, key=lambda p: p.section)}


def _tracked(teasers: tuple[Teaser, ...]) -> tuple[Teaser, ...]:
    """Every third link with tracking parameters, as newsletters and front pages have them."""
    return tuple(
        replace(t, href=f"{t.href}{'&' if '?' in t.href else '?'}{TRACKING}") if i % 3 == 2 else t
        for i, t in enumerate(teasers)
    )


def _section(frame: Frame, name: str, page: int, teasers: tuple[Teaser, ...]) -> Callable[[], str]:
    return lambda: indexes.section(frame, name, page, teasers)


def _html(make: Callable[[], str]) -> Route:
    return lambda: Answer(200, make().encode())


def _text(make: Callable[[], str]) -> Route:
    return lambda: Answer(200, make().encode(), "text/plain; charset=utf-8")


def _xml(make: Callable[[], str]) -> Route:
    return lambda: Answer(200, make().encode(), "application/xml")
