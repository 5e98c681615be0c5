from __future__ import annotations

import pytest

from newsieve.discovery.pagination import is_next, page_number

NEWS = "https://aldwick.example/news"


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/news", 1),
        ("/news?page=2", 2),
        ("/news/page/12/", 12),
        ("/news/page-3.html", 3),
        ("/news?seite=4", 4),
        ("/?p=2", 2),
        ("/?p=4711", 1),
        ("/news?page=two", 1),
        ("/2024/05", 1),
    ],
)
def test_the_number_of_a_lists_page_is_read_off_its_url(path: str, number: int) -> None:
    assert page_number(f"https://aldwick.example{path}") == number


@pytest.mark.parametrize(
    ("link", "anchor", "relation"),
    [
        (f"{NEWS}?page=2", "2", ""),
        (f"{NEWS}/page/2/", "»", ""),
        (f"{NEWS}?start=20", "Older", ""),
        (f"{NEWS}?offset=20", "Nächste Seite »", ""),
        (f"{NEWS}?from=20", "Suivant", ""),
        (f"{NEWS}/archive/2", "Older posts →", ""),
        (f"{NEWS}?s=2", "次のページ", ""),
        ("https://aldwick.example/elsewhere", "…", "next"),
    ],
)
def test_the_next_page_is_known_by_relation_number_or_anchor(link: str, anchor: str, relation: str) -> None:
    assert is_next(NEWS, link, anchor, relation)


@pytest.mark.parametrize(
    ("here", "link", "anchor"),
    [
        (f"{NEWS}?page=2", NEWS, "1"),
        (f"{NEWS}?page=3", f"{NEWS}?page=2", "Newer"),
        (f"{NEWS}?page=3", f"{NEWS}?page=2", "Next"),  # a carousel's label, not the list's
        (NEWS, f"{NEWS}?page=3", "3"),
        (NEWS, "https://aldwick.example/sport?page=2", "2"),
        (NEWS, "https://aldwick.example/sport", "Next"),
        (NEWS, "https://aldwick.example/news/harbour", "»"),
        (NEWS, "https://elsewhere.example/news/2", "Next"),
        (NEWS, f"{NEWS}/wall", "Next to the harbour"),
    ],
)
def test_other_pages_are_not_taken_for_the_next(here: str, link: str, anchor: str) -> None:
    assert not is_next(here, link, anchor)
