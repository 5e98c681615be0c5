from __future__ import annotations

import pytest

from newsieve.discovery import Role, classify
from newsieve.discovery.roles import judge
from newsieve.discovery.shape import Place

HEADLINE = "Harbour wall gives way in the night after days of rain"
MENU, HEADING, FOOTER = Place(menu=True), Place(heading=True), Place(footer=True)

ARTICLES = [
    ("https://aldwick.example/2024/05/01/harbour-wall", ""),
    ("https://aldwick.example/2024/may/01/harbour-wall-gives-way", ""),
    ("https://aldwick.example/news/2024-05-01/wall", HEADLINE),
    ("https://aldwick.example/news/harbour-wall-gives-way-in-the-night", ""),
    ("https://aldwick.example/harbour-wall-gives-way-in-the-night-after-rain", "Read more"),
    ("https://aldwick.example/news/world-68712345", ""),
    ("https://aldwick.example/politik/hafenmauer-bricht-a-1289321.html", "Hafenmauer bricht"),
    ("https://aldwick.example/articles/c51nw8lk3dpo", HEADLINE),
    ("https://aldwick.example/story.php?id=1234", HEADLINE),
    ("https://aldwick.example/index.php?article=77", HEADLINE),
    ("https://aldwick.example/?p=4711", HEADLINE),
    ("https://aldwick.example/s/7", HEADLINE),
    ("http://127.0.0.1:8001/n/12.html", HEADLINE),
    ("https://aldwick.example/harbour-wall", HEADLINE),
    ("https://aldwick.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/%D1%81%D1%82%D0%B5%D0%BD%D0%B0-1234567", ""),
    ("https://aldwick.example/article/20240501_77", "港の堤防が夜の間に崩れ落ちる"),
    ("https://aldwick.example/culture/tv/a45038052/the-long-way-home", HEADLINE),
    ("https://aldwick.example/2024/05/01/author-wins-prize-for-search-of-the-sea", ""),
]
SECTIONS = [
    ("https://aldwick.example/politics", "Politics", MENU),
    ("https://aldwick.example/politics/", "Politics", Place()),
    ("https://aldwick.example/section/harbour", "Harbour", Place()),
    ("https://aldwick.example/news/middle-coast", "Middle Coast", MENU),
    ("https://aldwick.example/wirtschaft.html", "Wirtschaft", MENU),
    ("https://sport.aldwick.example/", "Sport", MENU),
    ("http://127.0.0.1:8001/harbour", "Harbour", MENU),
    ("https://aldwick.example/category/local/", "Local news", Place()),
    ("https://aldwick.example/list.php?s=harbour", "Harbour", Place()),
    ("https://aldwick.example/?cat=5", "Local", Place()),
]
NEITHER = [
    ("https://aldwick.example/login", "Log in", MENU),
    ("https://aldwick.example/subscribe-now", "Get everything for one crown a week, all year long", MENU),
    ("https://aldwick.example/tag/harbour-wall-gives-way-in-the-night", "harbour wall", Place()),
    ("https://aldwick.example/author/maren-holt", "Maren Holt", Place()),
    ("https://aldwick.example/video/harbour-wall-gives-way-in-the-night", HEADLINE, Place()),
    ("https://aldwick.example/search?q=harbour", "Search", MENU),
    ("https://aldwick.example/2024/05/01/wall.pdf", HEADLINE, Place()),
    ("https://aldwick.example/images/harbour-wall-gives-way-in-the-night.jpg", "", Place()),
    ("https://aldwick.example/privacy", "Privacy", FOOTER),
    ("https://aldwick.example/impressum", "Impressum", FOOTER),
    ("https://aldwick.example/company", "Company", FOOTER),
    ("https://aldwick.example/contact-the-desk", "Contact", MENU),
    ("https://aldwick.example/2024/05/01/harbour-wall?print=1", HEADLINE, Place()),
    ("https://aldwick.example/?s=harbour", "harbour", Place()),
    ("https://aldwick.example/2024/05/", "May 2024", Place()),
    ("https://aldwick.example/politics/page/2", "2", Place()),
    ("https://aldwick.example/politics?page=2", "Older", Place()),
]


@pytest.mark.parametrize(("url", "anchor"), ARTICLES)
def test_a_storys_link_is_known_by_its_shape(url: str, anchor: str) -> None:
    assert classify(url, anchor) is Role.ARTICLE


@pytest.mark.parametrize(("url", "anchor", "place"), SECTIONS)
def test_a_section_is_known_by_its_short_path_and_anchor(url: str, anchor: str, place: Place) -> None:
    assert classify(url, anchor, place) is Role.SECTION


@pytest.mark.parametrize(("url", "anchor", "place"), NEITHER)
def test_accounts_people_media_files_and_archives_are_neither(url: str, anchor: str, place: Place) -> None:
    assert classify(url, anchor, place) is Role.OTHER


@pytest.mark.parametrize(
    "path", ["feed", "feed/", "rss.xml", "news/atom.xml", "index.rdf", "rss/all.xml", "blog/feed/atom/"]
)
def test_a_feed_is_known_by_its_name(path: str) -> None:
    assert classify(f"https://aldwick.example/{path}", "RSS") is Role.FEED


@pytest.mark.parametrize("path", ["feeding-the-fleet", "rss-explained.html", "about/rss/"])
def test_a_page_about_feeds_is_none(path: str) -> None:
    assert classify(f"https://aldwick.example/{path}", "RSS") is not Role.FEED


def test_a_headline_as_heading_makes_up_for_a_url_that_says_nothing() -> None:
    url = "https://aldwick.example/nachrichten/hafenmauer"
    assert classify(url, "Hafenmauer bricht nach Regen", HEADING) is Role.ARTICLE


def test_a_heading_speaks_for_a_story_and_a_menu_against() -> None:
    url, anchor = "https://aldwick.example/harbour-wall", "Harbour wall falls"
    scores = [judge(url, anchor, place).article for place in (MENU, Place(), HEADING)]
    assert scores == sorted(set(scores))
