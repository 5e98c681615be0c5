from collections import Counter, defaultdict
from datetime import timedelta

import pytest

from newsieve.demo.outlets import AGENCY, Layout, outlets
from newsieve.demo.plan import DAYS, Posting, Span, plan
from newsieve.demo.web import BASE

WEBS = [(6, 140), (8, 150), (20, 600)]


@pytest.mark.parametrize(("papers", "articles"), WEBS)
def test_a_web_has_exactly_the_articles_asked_for(papers: int, articles: int) -> None:
    postings = plan(outlets(papers), articles, 7, Span(BASE))
    assert len(postings) == articles
    assert len({(p.outlet, p.path) for p in postings}) == articles
    assert {p.outlet for p in postings} == set(range(papers))


def test_the_same_seed_gives_the_same_plan_and_another_seed_another() -> None:
    papers = outlets(8)
    assert plan(papers, 150, 7, Span(BASE)) == plan(papers, 150, 7, Span(BASE))
    assert plan(papers, 150, 7, Span(BASE)) != plan(papers, 150, 8, Span(BASE))


def test_the_first_six_outlets_show_every_layout() -> None:
    assert {paper.layout for paper in outlets(6)} == set(Layout)
    assert outlets(6)[0].name == AGENCY


def test_outlets_have_names_of_their_own() -> None:
    assert len({paper.name for paper in outlets(40)}) == 40


@pytest.mark.parametrize(("papers", "articles"), WEBS)
def test_the_agency_is_first_with_its_stories_and_two_to_six_outlets_follow(papers: int, articles: int) -> None:
    copies: dict[str, list[Posting]] = defaultdict(list)
    for posting in plan(outlets(papers), articles, 7, Span(BASE)):
        if posting.first:
            copies[posting.story.id].append(posting)
    assert len(copies) >= 15
    for printed in copies.values():
        assert 2 <= len({p.outlet for p in printed}) == len(printed) <= 6
        first = printed[0].first
        assert first is not None
        assert first.outlet == 0
        assert all(first.published < p.published <= BASE for p in printed)


def test_stories_are_spread_over_the_days_before_the_base_date() -> None:
    postings = plan(outlets(8), 150, 7, Span(BASE))
    assert all(BASE - timedelta(days=DAYS) <= p.published <= BASE for p in postings)
    assert len({p.published.date() for p in postings}) >= DAYS


def test_every_edit_of_the_wire_happens_and_some_copies_hide_their_source() -> None:
    copies = [p for p in plan(outlets(8), 300, 7, Span(BASE)) if p.first]
    sources = Counter(p.printed.named for p in copies)
    assert sources[True] > 10
    assert sources[False] > 10
    assert any(p.printed.byline == AGENCY for p in copies)
    assert any(p.printed.canonical for p in copies)
    assert any(AGENCY in notice for p in copies for notice in p.printed.notices_below)
    assert any(p.printed.notices_above for p in copies)
    assert any(p.printed.paragraphs == p.story.paragraphs for p in copies)
    assert any(len(p.printed.paragraphs) < len(p.story.paragraphs) for p in copies)
    assert any("(NWA)" in p.printed.paragraphs[0] for p in copies)
    assert any(p.printed.title != p.story.titles[0] for p in copies)
    assert any("told reporters" in text for p in copies for text in p.printed.paragraphs)
    assert any("percent" in text for p in copies for text in p.printed.paragraphs)
