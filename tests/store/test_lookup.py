"""One article with all that is known of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsieve.article import Dropped, DropReason, Relation
from newsieve.store import Refused, Standing, Store
from tests.store.stories import article, paragraph, story

FIRST = "https://one.example/a"
COPY = "https://two.example/b"
LIST = "https://two.example/list"


@pytest.fixture
def filled(store: Store) -> Store:
    """A story on two sites; one of them closes four stories with one line."""
    text, notice = story("flood", 8), paragraph("notice")
    store.save([article(FIRST, text, published="2026-03-01T08:00:00Z")])
    store.save([article(COPY, (*text[:7], notice), published="2026-03-01T09:05:00Z")])
    store.save([article(f"https://two.example/{n}", (*story(f"other-{n}"), notice)) for n in range(3)])
    store.save([Dropped(LIST, LIST, DropReason.INDEX_PAGE, "a list", key=LIST)])
    store.settle()
    return store


def _standing(store: Store, target: str) -> Standing:
    found = store.find(target)
    assert isinstance(found, Standing)
    return found


def test_an_article_is_found_by_id_by_url_and_by_a_url_with_tracking_parameters(filled: Store) -> None:
    own = article(FIRST, ()).id
    assert {_standing(filled, target).article.id for target in (own, FIRST, f"{FIRST}?utm_source=x#top")} == {own}


def test_an_article_is_found_by_the_url_that_was_redirected_to_it(store: Store) -> None:
    store.save([replace(article(FIRST, story("flood")), source="https://one.example/short")])
    assert _standing(store, "https://one.example/short").article.url == FIRST


def test_a_page_without_an_article_tells_its_reason(filled: Store) -> None:
    found = filled.find(LIST)
    assert found == Refused(LIST, DropReason.INDEX_PAGE, "a list")


def test_what_the_store_does_not_have_is_none(filled: Store) -> None:
    for target in ("https://one.example/none", "0123456789abcdef", "no url", "", "\udcff", "\0"):
        assert filled.find(target) is None


def test_each_paragraph_tells_in_how_many_stories_of_its_site_it_stands(filled: Store) -> None:
    found = _standing(filled, COPY)
    assert found.repeats == (1, 1, 1, 1, 1, 1, 1, 4)
    assert found.article.boilerplate == {7}
    assert set(_standing(filled, FIRST).repeats) == {1}


def test_an_article_tells_what_it_copies_and_the_members_of_its_story(filled: Store) -> None:
    first, copy = _standing(filled, FIRST), _standing(filled, COPY)
    assert copy.verdict.duplicate_of == first.article.id
    assert [member.id for member in copy.story.members] == [first.article.id, copy.article.id]
    assert [related.member.id for related in copy.related] == [first.article.id]
    assert [related.member.id for related in first.related] == [copy.article.id]
    assert copy.related[0].match.similarity == first.related[0].match.similarity


def test_an_excerpt_is_told_from_either_side(store: Store) -> None:
    text = story("flood", 8)
    store.save([article(FIRST, text, published="2026-03-01T08:00:00Z"), article(COPY, text[:3])])
    store.settle()
    relations = [_standing(store, url).related[0].match.relation for url in (COPY, FIRST)]
    assert relations == [Relation.EXCERPT, Relation.DIGEST]


def test_an_article_that_is_not_settled_stands_alone(store: Store) -> None:
    store.save([article(FIRST, story("flood"))])
    found = _standing(store, FIRST)
    assert [member.url for member in found.story.members] == [FIRST]
    assert found.related == ()


def test_examining_a_store_leaves_it_as_it_is(filled: Store) -> None:
    before = filled.counts()
    health = filled.health()
    assert health.damage is None
    assert health.revision.isdigit()
    assert filled.counts() == before
