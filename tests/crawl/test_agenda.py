"""What is to be asked for in a source, by what the store knows of its places."""

from __future__ import annotations

import math
from datetime import timedelta

from newsieve.config import Source
from newsieve.crawl.agenda import Agenda, Waiting, agenda_of, forecast_of
from newsieve.hours import Hours
from newsieve.rhythm import Rhythm
from newsieve.store import KnownPlace, Outlook, PlaceKind

NOW = 1_800_000_000.0
SCOPE = 7
HOME, FEED = "https://harbour.example/", "https://harbour.example/feed.xml"
ROBOTS, SPORT = "https://harbour.example/robots.txt", "https://harbour.example/sport/"


def known(
    url: str, due: float = NOW + 60, *, kind: PlaceKind = PlaceKind.SECTION, via: str | None = None, listed: bool = True
) -> KnownPlace:
    return KnownPlace(url, url, kind, 0, via, listed and via is not None, Rhythm(600, 0, NOW - 60, due))


def agenda(source: Source, *places: KnownPlace, left_over: bool = False) -> Agenda:
    return agenda_of(source, SCOPE, places, NOW, left_over=left_over)


def urls(found: Agenda) -> list[str]:
    return [place.url for place in found.due]


def test_all_that_a_source_names_is_due_when_it_is_new() -> None:
    named = Source(
        "Harbour Times", HOME, feeds=(FEED,), sections=(SPORT,), sitemaps=("https://harbour.example/news.xml",)
    )
    assert urls(agenda(named)) == [FEED, HOME, SPORT, "https://harbour.example/news.xml"]
    assert urls(agenda(Source("Harbour Times", HOME))) == [HOME, ROBOTS]


def test_a_place_is_due_when_its_time_has_come_and_a_source_without_one_has_no_work() -> None:
    source = Source("Harbour Times", feeds=(FEED, SPORT))
    one_due = agenda(source, known(FEED, NOW - 1), known(SPORT))
    assert (urls(one_due), one_due.has_work, one_due.next) == ([FEED], True, NOW + 60)
    none_due = agenda(source, known(FEED, NOW + 5), known(SPORT))
    assert (urls(none_due), none_due.has_work, none_due.next) == ([], False, NOW + 5)


def test_what_a_broken_round_left_over_is_work_too() -> None:
    assert agenda(Source("Harbour Times", feeds=(FEED,)), known(FEED), left_over=True).has_work


def test_places_that_were_found_count_as_long_as_they_are_named_by_one_that_counts() -> None:
    source = Source("Harbour Times", HOME)
    places = [
        known(HOME, kind=PlaceKind.HOME),
        known(ROBOTS, kind=PlaceKind.ROBOTS),
        known(SPORT, NOW, via=HOME),
        known("https://harbour.example/index.xml", kind=PlaceKind.SITEMAP, via=ROBOTS),
        known(
            "https://harbour.example/today.xml", NOW, kind=PlaceKind.SITEMAP, via="https://harbour.example/index.xml"
        ),
        known("https://harbour.example/gone/", NOW, via=HOME, listed=False),
        known("https://harbour.example/old/", NOW, via="https://harbour.example/former-home"),
        known("https://harbour.example/former-feed", NOW, kind=PlaceKind.FEED),
    ]
    assert urls(agenda(source, *places)) == [SPORT, "https://harbour.example/today.xml"]


def test_what_a_source_has_come_to_shun_is_not_asked_for() -> None:
    import re

    source = Source("Harbour Times", HOME, deny=(re.compile("/sport/"),))
    assert SPORT not in urls(agenda(source, known(HOME), known(SPORT, NOW, via=HOME)))


def test_a_shorter_time_between_visits_counts_at_once() -> None:
    source = Source("Harbour Times", feeds=(FEED,), every=timedelta(seconds=10), max_every=timedelta(seconds=30))
    assert urls(agenda(source, known(FEED, NOW + 3000))) == [FEED]


def test_a_forecast_tells_free_sources_with_work_how_many_are_busy_and_what_comes_next() -> None:
    sources = [Source(name, feeds=(f"https://{name}.example/feed",)) for name in ("a", "b", "c", "d")]
    places = {
        1: (known("https://a.example/feed", NOW - 1),),
        2: (known("https://b.example/feed", NOW - 1),),
        3: (known("https://c.example/feed", NOW + 9),),
        4: (known("https://d.example/feed", NOW + 30),),
    }
    found = forecast_of(sources, (1, 2, 3, 4), Outlook(places, left_over={4: {"x.example"}}, taken={2, 3}), NOW)
    assert [agenda.source.name for agenda in found.free] == ["a", "d"]
    assert (found.busy, found.well, found.next, found.soonest) == (2, 4, NOW + 9, sources[2])


def test_where_nothing_will_ever_be_due_the_next_date_is_never() -> None:
    assert forecast_of((), (), Outlook(), NOW).next == math.inf


def test_a_source_outside_of_its_hours_has_no_work_until_they_begin() -> None:
    night = Hours.read("22:00-06:00")
    source = Source("Harbour Times", feeds=(FEED, SPORT), hours=night)
    noon, at_ten = 1_800_000_000.0 // 86400 * 86400 + 12 * 3600, 10 * 3600
    due = agenda_of(source, SCOPE, [known(FEED, noon - 1), known(SPORT, noon + 60)], noon)
    assert (due.has_work, due.next) == (False, noon + at_ten)
    assert agenda_of(source, SCOPE, [known(FEED, noon - 1)], noon + at_ten + 60).has_work


def test_what_a_resting_host_has_is_no_work_before_it_may_be_asked() -> None:
    source = Source("Harbour Times", feeds=(FEED,))
    places = {7: (known(FEED, NOW - 5),)}
    rests = Waiting(overdue={0}, looks={0: NOW - 60}, closed={"harbour.example": NOW + 3600})
    held = forecast_of((source,), (7,), Outlook(places, {7: {"harbour.example"}}), NOW, rests)
    assert (held.free, held.next) == ((), NOW + 3600)
    assert forecast_of((source,), (7,), Outlook(places, {7: {"harbour.example"}}), NOW).free


def test_the_next_article_to_be_looked_at_is_something_that_is_due() -> None:
    source = Source("Harbour Times", feeds=(FEED,))
    places = {7: (known(FEED, NOW + 600),)}
    found = forecast_of((source,), (7,), Outlook(places), NOW, Waiting(looks={0: NOW + 90}))
    assert (found.free, found.next, found.soonest) == ((), NOW + 90, source)
