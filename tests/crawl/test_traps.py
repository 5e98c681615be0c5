from __future__ import annotations

from dataclasses import replace

from newsieve.article import Dropped, DropReason
from newsieve.crawl.barren import Barren
from spiders.site import varied

DAY = "https://example.org/calendar/2026/05/{}"
NOTHING = Dropped(DAY.format(1), DAY.format(1), DropReason.INDEX_PAGE, key=DAY.format(1))


def test_pages_alike_that_bring_no_story_are_counted_until_one_does() -> None:
    barren = Barren()
    for day in range(1, 20):
        barren.brought_nothing(replace(NOTHING, source=DAY.format(day)))
    assert barren.times(DAY.format(30)) == 19
    assert barren.times("https://example.org/news/30") == 0
    barren.brought_story(DAY.format(20))
    assert barren.times(DAY.format(30)) == 0


def test_what_fails_says_nothing_of_its_like() -> None:
    barren = Barren()
    barren.brought_nothing(replace(NOTHING, reason=DropReason.TIMEOUT))
    barren.brought_nothing(replace(NOTHING, reason=DropReason.HTTP_ERROR, status=503))
    barren.brought_nothing(replace(NOTHING, key=None))  # a page of links
    assert barren.times(DAY.format(2)) == 0
    barren.brought_nothing(replace(NOTHING, reason=DropReason.HTTP_ERROR, status=404))
    assert barren.times(DAY.format(2)) == 1


def test_a_calendar_takes_no_more_than_half_of_the_sections() -> None:
    days = [DAY.format(day) for day in range(1, 29)]
    real = [f"https://example.org/{name}" for name in ("sport", "politics", "local-news", "world-news")]
    assert varied([*days, *real], 8) == [*days[:4], *real]
    assert varied([*days, *real], 0) == [*days, *real]
