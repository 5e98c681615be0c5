from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsieve.article import Match, Relation
from newsieve.dedup import Document, Suppressed, compare, prepare, shingle
from newsieve.dedup.pairs import mirror
from tests.dedup.made_up import FERRY, LIBRARY, ORCHARD, edit, first, invent, syndicate

NOTHING = Suppressed()


def _compare(one: str, two: str, site: str | None = None, other_site: str | None = None) -> Match | None:
    return compare(prepare(Document("a", one, site)), prepare(Document("b", two, other_site)), NOTHING)


def _relation(one: str, two: str, site: str | None = None, other_site: str | None = None) -> Relation | None:
    match = _compare(one, two, site, other_site)
    return match.relation if match else None


def test_the_same_words_in_other_typesetting_are_exact() -> None:
    printed = FERRY.replace('"', "”").replace("'", "’").replace("\n\n", "\n").upper()
    assert _compare(FERRY, printed) == Match("b", Relation.EXACT, 1.0, 1.0)


def test_an_edited_copy_is_near_and_says_by_how_much() -> None:
    match = _compare(edit(FERRY, 3), FERRY)
    assert match is not None
    assert match.relation is Relation.NEAR
    assert 0.5 < match.similarity < match.containment < 1


def test_the_measures_are_jaccard_and_the_smaller_ones_share_of_three_word_shingles() -> None:
    part = first(FERRY, 0.6)
    small, large = set(shingle(part).tolist()), set(shingle(FERRY).tolist())
    match = _compare(part, FERRY)
    assert match is not None
    assert match.similarity == len(small & large) / len(small | large)
    assert match.containment == len(small & large) / len(small)


def test_a_beginning_is_an_excerpt_and_the_whole_contains_it() -> None:
    assert _relation(first(FERRY, 0.3), FERRY) is Relation.EXCERPT
    assert _relation(FERRY, first(FERRY, 0.3)) is Relation.DIGEST


def test_a_page_of_several_stories_contains_each() -> None:
    digest = "\n\n".join([LIBRARY, FERRY, ORCHARD])
    assert [_relation(digest, story) for story in (FERRY, LIBRARY, ORCHARD)] == [Relation.DIGEST] * 3


def test_an_edited_version_of_the_same_site_is_a_revision_and_of_another_site_near() -> None:
    assert _relation(edit(FERRY, 5), FERRY, "merrow.example", "merrow.example") is Relation.REVISION
    assert _relation(edit(FERRY, 5), FERRY, "merrow.example", "dunholm.example") is Relation.NEAR
    assert _relation(FERRY, FERRY, "merrow.example", "merrow.example") is Relation.EXACT


def test_a_wire_story_with_headers_footers_and_credits_of_two_outlets_is_one_story() -> None:
    one = syndicate(FERRY, "Merrow Mail", "(Reporting by Jo Finch; editing by Lee Marsh)")
    two = syndicate(edit(FERRY, 8), "The Dunholm Observer", "With material from the Strait News Agency.")
    assert _relation(one, two) is Relation.NEAR


def test_a_revised_figure_or_two_does_not_make_another_story() -> None:
    updated = FERRY.replace("143", "147").replace("300", "350")
    assert _relation(updated, FERRY) is Relation.NEAR


@pytest.mark.parametrize(("one", "two"), [(FERRY, LIBRARY), (ORCHARD, FERRY), (invent(1), invent(2))])
def test_different_stories_do_not_match(one: str, two: str) -> None:
    assert _compare(one, two) is None


def test_a_quoted_phrase_in_common_is_no_match() -> None:
    assert _compare("The sea had moved the signpost, she said.", FERRY) is None


def test_a_text_without_words_matches_nothing() -> None:
    assert _compare("", FERRY) is None
    assert _compare("…", "…") is None


TEMPLATES = {
    "weather": (
        "Forecast for {0} on {1}: clouds in the morning with a high of {2} degrees and a low of {3} degrees. "
        "Winds will blow at {4} to {5} km/h, with gusts of up to {6} km/h in the afternoon. The chance of rain is {7} "
        "percent. Check back for the latest forecast and follow our weather page for updates throughout the day.",
        ("Port Merrow", "Monday", 21, 12, 8, 17, 44, 35),
        ("Dunholm", "Thursday", 9, 2, 14, 29, 58, 80),
    ),
    "match": (
        "The home side beat {0} by {1} goals to {2} in front of a crowd of {3} on {4}. After a quiet start {5} opened "
        "the scoring in minute {6} before a late shot from {7} settled the afternoon. The manager made three changes "
        "in the second half and praised the spirit of the side. They now stand in place {8} with {9} points.",
        ("Eastlow Rovers", 3, 1, 4120, "Saturday", "Tam Oakes", 12, "Ned Burr", 6, 31),
        ("Sarn Athletic", 5, 4, 9870, "Sunday", "Gil Harrow", 77, "Kip Larch", 14, 12),
    ),
    "markets": (
        "Shares closed little changed on {0}, with the benchmark index gaining {1} percent to {2} points while the "
        "technology index ended at {3} points. The biggest winner was {4}, up {5} percent. Volume was {6} million "
        "shares against an average of {7} million. Analysts said investors were waiting for data due later this week.",
        ("Tuesday", 0.42, 5120.3, 14210.9, "Halcyon Freight", 7.1, 512, 640),
        ("Friday", 1.87, 4987.6, 13377.2, "Sorrel Foods", 4.4, 702, 655),
    ),
    "earnings": (
        "The company said net income for the quarter was {0} million crowns, or {1} cents per share, compared with {2} "
        "million crowns, or {3} cents per share, a year earlier. Revenue was {4} million crowns versus {5} million. "
        "The board of {6} declared a dividend of {7} cents per share payable to shareholders of record.",
        (12.4, 31, 11.9, 28, 310.5, 290.1, "Merrow Strait Line", 12),
        (88.3, 112, 70.2, 95, 902.7, 884.0, "Fennimore Glass", 40),
    ),
    "lottery": (
        "The winning numbers in the evening drawing of the Golden Oar game were {0}, {1}, {2}, {3}, {4} and {5}. The "
        "estimated jackpot is {6} million crowns. Players have half a year to claim a prize at any licensed shop. "
        "Tickets are on sale until one hour before the drawing. If you or someone you know has a gambling problem, "
        "call the help line.",
        (3, 11, 19, 24, 38, 47, 2),
        (5, 8, 21, 29, 33, 40, 5),
    ),
}


@pytest.mark.parametrize("kind", TEMPLATES)
def test_look_alikes_with_other_figures_and_names_are_other_stories(kind: str) -> None:
    template, one, two = TEMPLATES[kind]
    assert _compare(template.format(*one), template.format(*two)) is None
    reprint = syndicate(template.format(*one), "Merrow Mail", "Strait News Agency")
    assert _relation(template.format(*one), reprint) in (Relation.NEAR, Relation.EXCERPT)


_texts = st.one_of(
    st.builds(edit, st.sampled_from([FERRY, LIBRARY]), st.integers(0, 99), st.sampled_from([0.0, 0.02, 0.1, 0.3])),
    st.builds(first, st.sampled_from([FERRY, LIBRARY, FERRY + LIBRARY]), st.floats(0, 1)),
)


@settings(max_examples=80, deadline=None)
@given(_texts, _texts, st.sampled_from([NOTHING, Suppressed(shingle(first(FERRY, 0.4)))]))
def test_a_pair_is_told_alike_from_either_side(one: str, two: str, suppressed: Suppressed) -> None:
    a, b = prepare(Document("a", one)), prepare(Document("b", two))
    match, back = compare(a, b, suppressed), compare(b, a, suppressed)
    assert (match and mirror("a", match)) == back
