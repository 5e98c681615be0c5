"""An outlet whose pages change, move and vanish between crawls: real commands, days that pass by the clock's offset."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from newsieve.config import Source
from newsieve.crawl.overdue import due_rechecks
from newsieve.store import Look, Store
from tests.cli.serving import HURRY, newsieve
from tests.crawl.web import Web
from tests.store.stories import article, paragraph, story

HOUR = 3600
LISTS = ("/robots.txt", "/.well-known/tdmrep.json", "/feed", "/sitemap.xml")
SOURCES = """
[[source]]
name = "Harbour Times"
feeds = ["{url}/feed"]
sitemaps = ["{url}/sitemap.xml"]
"""


class Outlet(Web):
    """A server that knows by an `ETag` whether a page has changed."""

    def _answer(self, handler: Any) -> None:
        answer = self.pages.get(handler.path)
        tag = answer.headers.get("ETag") if answer else None
        if answer and tag and handler.headers.get("If-None-Match") == tag:
            plain, self.pages[handler.path] = answer, replace(answer, status=304, body=b"")
            super()._answer(handler)
            self.pages[handler.path] = plain
        else:
            super()._answer(handler)

    def tell(self, path: str, text: tuple[str, ...], version: int = 1, title: str = "") -> None:
        body = "".join(f"<p>{paragraph}</p>" for paragraph in text)
        name = title or f"News of {path}"
        page = f"<html><head><title>{name}</title></head><body><article><h1>{name}</h1>{body}</article></body></html>"
        self.add(path, page, headers={"ETag": f'"{path}-{version}"'})

    def feed(self, *paths: str, updated: str = "") -> None:
        told = f"<updated>{updated}</updated>" if updated else ""
        items = "".join(f'<entry><link href="{self.url(path)}"/>{told}</entry>' for path in paths)
        self.add("/feed", f'<feed xmlns="http://www.w3.org/2005/Atom">{items}</feed>', kind="application/atom+xml")

    def sitemap(self, **modified: str) -> None:
        urls = "".join(f"<url><loc>{self.url(p)}</loc><lastmod>{at}</lastmod></url>" for p, at in modified.items())
        self.add("/sitemap.xml", f"<urlset>{urls}</urlset>", kind="application/xml")


@pytest.fixture
def outlet() -> Iterator[Outlet]:
    with Outlet() as running:
        yield running


@dataclass
class Desk:
    """Where crawls are made, at any hour."""

    folder: Path
    outlet: Outlet

    def crawl(self, hours: float) -> tuple[list[str], dict[str, Any]]:
        """What a crawl after so many hours asked for, and the report of its run."""
        before = len(self.outlet.asked)
        offset = str(hours * HOUR)
        called = newsieve(self.folder, "crawl", *HURRY, "-s", "NEWSIEVE_WORKERS=1", NEWSIEVE_CLOCK_OFFSET=offset)
        assert called.returncode == 0, called.stderr
        with Store.open(str(self.folder / "newsieve.db")) as store:
            report = json.loads(store.latest_report() or "{}")
        return [path for path in self.outlet.asked[before:] if path not in LISTS], report

    def history(self, path: str, *more: str) -> str:
        called = newsieve(self.folder, "history", self.outlet.url(path), *more)
        assert called.returncode == 0, called.stderr
        return called.stdout


def figures(report: dict[str, Any]) -> dict[str, int]:
    names = ("articles", "again", "rechecked", "changed", "moved", "gone", "missed")
    return {name: report[name] for name in names if report[name]}


def test_corrections_moves_and_removals_are_seen_by_ordinary_crawls(outlet: Outlet, tmp_path: Path) -> None:
    desk = Desk(tmp_path, outlet)
    (tmp_path / "sources.toml").write_text(SOURCES.format(url=outlet.url("")))
    text = {path: story(path) for path in map("/2026/03/01/{}".format, "abcdefgh")}
    a, b, c, d, e, f, g, h = text
    for path in text:
        outlet.tell(path, text[path])
    outlet.feed(*text)
    outlet.sitemap(**dict.fromkeys(text, at(-1)))
    outlet.add("/", "".join(f'<li><a href="{path}">News of {path} and of the harbour</a></li>' for path in text))
    asked, report = desk.crawl(0)
    assert (sorted(asked), figures(report)) == (sorted(text), {"articles": 8})
    assert desk.crawl(0)[0] == []
    assert desk.crawl(0.9)[0] == []

    corrected = (*text[a][:2], text[a][2].replace(text[a][2].split()[3], "Corrected"), *text[a][3:])
    outlet.tell(a, corrected, 2)
    outlet.tell("/2026/03/01/b-moved", text[b], title=f"News of {b}")
    outlet.redirect(b, "/2026/03/01/b-moved", 301)
    del outlet.pages[c]
    outlet.add(d, "gone", status=410)
    outlet.redirect(e, "/")
    outlet.tell(f, (paragraph("subscribe", 30),), 2)
    outlet.add(g, "busy", status=503)
    new = "/2026/03/01/new"
    outlet.tell(new, story("new"))
    outlet.feed(new, *text)
    asked, report = desk.crawl(2)
    assert asked[0] == new, "news comes first"
    assert sorted(asked[1:]) == sorted([*text, "/2026/03/01/b-moved", "/"])
    assert figures(report) == {"articles": 1, "rechecked": 8, "changed": 1, "moved": 1, "gone": 1, "missed": 1}
    assert outlet.headers_of(h)["If-None-Match"] == f'"{h}-1"'
    assert desk.crawl(2)[0] == []

    outlet.tell(g, text[g])
    asked, report = desk.crawl(7)
    assert figures(report) == {"rechecked": 9, "gone": 2}
    assert b not in asked
    with Store.open(str(tmp_path / "newsieve.db")) as store:
        states = {path: store.history(outlet.url(path)) for path in (*text, new)}
    told = ((path, state) for path, state in states.items() if state)
    assert {path[-1]: (state.look, bool(state.gone_at), len(state.versions)) for path, state in told} == {
        "a": (Look.SAME, False, 2),
        "b": (Look.SAME, False, 1),
        "c": (Look.MISSING, True, 1),
        "d": (Look.GONE, True, 1),
        "e": (Look.MISSING, True, 1),
        "f": (Look.SHORTER, False, 1),
        "g": (Look.SAME, False, 1),
        "h": (Look.SAME, False, 1),
        "w": (Look.SAME, False, 1),
    }

    outlet.tell(h, (*text[h], paragraph("more")), 2)
    outlet.tell(g, (*text[g], paragraph("still more")), 2)
    outlet.feed(h, updated=at(7.5))
    outlet.sitemap(**{g: at(7.5), a: at(6)})
    asked, report = desk.crawl(7.8)
    assert (sorted(asked), figures(report)) == ([g, h], {"rechecked": 2, "changed": 2})
    assert desk.crawl(7.8)[0] == []

    shown = desk.history(a)
    for words in ("2 versions", "[-", "{+Corrected+}", "2 paragraphs as before", "last looked at"):
        assert words in shown
    [first, second] = map(json.loads, desk.history(a, "--format", "jsonl").splitlines())
    assert (first["text"], second["text"]) == ("\n\n".join(text[a]), "\n\n".join(corrected))
    assert [change["kind"] for change in second["changes"]] == ["changed"]
    exported = newsieve(tmp_path, "export", "--all").stdout.splitlines()
    told_of = {record["url"]: record for record in map(json.loads, exported)}
    assert told_of[outlet.url(a)]["versions"] == 2
    assert told_of[outlet.url(d)]["gone_at"]
    assert outlet.url("/2026/03/01/b-moved") in told_of


def at(hours: float) -> str:
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")


def test_nothing_is_looked_at_again_where_the_source_does_not_want_it(outlet: Outlet, tmp_path: Path) -> None:
    desk = Desk(tmp_path, outlet)
    (tmp_path / "sources.toml").write_text(f"{SOURCES.format(url=outlet.url(''))}recheck = []\n")
    outlet.tell("/2026/03/01/a", story("a"))
    outlet.feed("/2026/03/01/a")
    outlet.sitemap()
    assert desk.crawl(0)[0] == ["/2026/03/01/a"]
    outlet.feed("/2026/03/01/a", updated=at(20))
    assert desk.crawl(30)[0] == []


def test_an_unknown_article_has_no_history(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "newsieve.db")) as store:
        store.save([article("https://one.example/a", story("a"))])
    called = newsieve(tmp_path, "history", "https://one.example/b")
    assert (called.returncode, called.stdout) == (1, "")
    assert called.stderr.splitlines() == ["newsieve: https://one.example/b: no such article in newsieve.db"]


def test_each_source_has_a_schedule_of_its_own(tmp_path: Path) -> None:
    from datetime import timedelta

    hour = timedelta(hours=1)
    sources = [
        Source("One", "https://one.example/", recheck=(hour,)),
        Source(start="https://two.example/", recheck=(5 * hour,)),
        Source("Three", "https://three.example/", recheck=()),
    ]
    with Store.open(str(tmp_path / "news.db")) as store:
        store.save(
            [
                article("https://one.example/a", story("a"), outlet="One"),
                article("https://two.example/b", story("b")),
                article("https://three.example/c", story("c"), outlet="Three"),
            ]
        )
        fetched = article("https://one.example/a", ()).fetched_at
        assert fetched
        due = [
            [(one.source, one.check.url[-1]) for one in due_rechecks(store, sources, fetched + n * hour)]
            for n in (0.5, 1, 5, 10.1)
        ]
    assert due == [[], [(0, "a")], [(1, "b")], []]
