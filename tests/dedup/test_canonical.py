from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsieve.dates import instant
from newsieve.dedup import Document
from newsieve.dedup.canonical import order


def _first(*documents: Document) -> str:
    return order(documents)[0].id


def test_the_source_that_a_copy_names_comes_before_an_earlier_copy() -> None:
    copy = Document("copy", "x", "merrow.example", "2026-03-01T08:00:00Z", original_source="Strait News Agency")
    wire = Document("wire", "x", "Strait News Agency", "2026-03-01T09:00:00Z")
    assert _first(copy, wire) == "wire"


@pytest.mark.parametrize(
    ("site", "url"),
    [("straitnews.example", None), (None, "https://www.straitnews.example/a"), ("The Strait-News", None)],
)
def test_a_named_source_is_known_by_its_site_or_url(site: str | None, url: str | None) -> None:
    copy = Document("copy", "long text", published="2026-03-01", original_source="StraitNews")
    assert _first(copy, Document("wire", "x", site, url=url)) == "wire"


@pytest.mark.parametrize(
    ("named", "site"),
    [
        ("The Lantern", "thelantern.example"),
        ("The Lantern", "lantern.example"),
        ("Lantern", "The Lantern"),
        ("https://www.thelantern.example/ferry", "The Lantern"),
    ],
)
def test_an_outlet_is_known_with_its_article_or_without(named: str, site: str) -> None:
    copy = Document("copy", "x", published="2026-03-01", original_source=named)
    assert _first(copy, Document("wire", "x", site)) == "wire"


def test_a_named_source_that_is_a_url_is_its_site() -> None:
    copy = Document("copy", "x", published="2026-03-01", original_source="https://straitnews.example/2026/ferry")
    assert _first(copy, Document("wire", "x", "straitnews.example")) == "wire"


def test_the_earlier_instant_comes_first_in_whatever_zone() -> None:
    early = Document("early", "x", published="2026-03-01T09:00:00+02:00")
    late = Document("late", "longer", published="2026-03-01T08:00:00Z")
    assert _first(late, early) == "early"


@pytest.mark.parametrize("date", [None, "", "last Tuesday", "2026-13-01", "1970-01-01T00:00:00Z", "0001-01-01"])
def test_an_untrustworthy_date_comes_last(date: str | None) -> None:
    assert (
        _first(Document("unknown", "longer", published=date), Document("dated", "x", published="2026-03-01")) == "dated"
    )


def test_without_dates_the_longest_text_then_the_url_then_the_id_decide() -> None:
    assert _first(Document("a", "short"), Document("b", "longer")) == "b"
    assert _first(Document("a", "x", url="https://z.example/"), Document("b", "x", url="https://a.example/")) == "b"
    assert _first(Document("b", "x"), Document("a", "x")) == "a"


def test_a_known_time_comes_before_the_bare_date_of_its_day() -> None:
    assert instant("2026-03-01T18:00:00") < instant("2026-03-01") < instant("2026-03-02T00:00:01")


@settings(deadline=None)
@given(st.text())
def test_any_date_is_read_or_refused_without_an_error(published: str) -> None:
    assert instant(published) == instant(f" {published} ")
