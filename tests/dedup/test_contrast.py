"""Two texts beside one another: the verdict of `compare`, with its reasons."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsieve.dedup import Document, Hold, Suppressed, compare, contrast, passages, prepare, shingle
from tests.dedup.made_up import FERRY, LIBRARY, ORCHARD, edit, first

WEATHER = (
    "Expect a high of {0} degrees and a low of {1} degrees. Winds from the west reach {2} kilometres an hour. "
    "The chance of rain is {3} per cent. Sunset is at {4}. The river stands at {5} centimetres below the gauge."
)
MONDAY = WEATHER.format(21, 9, 30, 40, 18, 210)
TUESDAY = WEATHER.format(14, 4, 55, 80, 19, 260)

TEXTS = [FERRY, LIBRARY, edit(FERRY, 3), first(FERRY, 0.4), f"{ORCHARD}\n\n{FERRY}", MONDAY, TUESDAY, "Too short.", ""]


@pytest.mark.parametrize(("one", "two"), list(combinations(TEXTS, 2)))
def test_a_contrast_gives_the_verdict_of_the_comparison(one: str, two: str) -> None:
    a, b = Document("a", one), Document("b", two)
    told = contrast(a, b)
    match = compare(prepare(a), prepare(b), Suppressed())
    assert told.match == match
    assert bool(told.why_not) == (match is None)
    if match:
        assert (told.similarity, told.containment) == (match.similarity, match.containment)


def test_strangers_are_told_how_little_they_share() -> None:
    assert "the larger text holds" in contrast(Document("a", FERRY), Document("b", LIBRARY)).why_not[0]
    assert contrast(Document("a", FERRY), Document("b", "")).why_not[0] == "one of the texts has no words"


def test_look_alikes_are_told_which_figures_contradict() -> None:
    told = contrast(Document("a", MONDAY), Document("b", TUESDAY))
    assert told.match is None
    assert told.figures.contradict
    assert "figures contradict: 6 of 6 shared places are filled differently" in told.why_not
    first_one = told.figures.differences[0]
    assert (first_one.where, first_one.mine, first_one.other) == ("high of ▢ degrees and", ("21",), ("14",))
    assert [(d.mine, d.other) for d in told.figures.differences][-1] == (("210",), ("260",))


def test_names_that_differ_in_their_places_are_told() -> None:
    told = contrast(
        Document("a", "On Friday the mayor Ada Holt spoke of tolls."),
        Document("b", "On Friday the mayor Ida Holt spoke of tolls."),
    )
    assert [(d.mine, d.other) for d in told.names.differences] == [(("ada",), ("ida",))]


PARAGRAPHS = st.lists(st.text(alphabet="abc ABC 12.,“”\u00a0水無月。\n\tIé-", min_size=1).map(str.strip), max_size=4)


@given(PARAGRAPHS, PARAGRAPHS)
def test_passages_put_together_are_the_paragraphs(mine: list[str], other: list[str]) -> None:
    marked = passages(mine, other)
    assert ["".join(passage.text for passage in paragraph) for paragraph in marked] == mine


def _own(mine: str, other: str) -> list[str]:
    marked = passages(mine.split("\n\n"), other.split("\n\n"))
    return [p.text.strip() for paragraph in marked for p in paragraph if p.hold is Hold.OWN]


def test_the_same_text_is_shared_throughout_and_a_stranger_is_its_own() -> None:
    assert _own(FERRY, FERRY) == []
    assert " ".join(_own(ORCHARD, FERRY)) == " ".join(ORCHARD.split())


def test_a_word_put_in_is_marked_and_nothing_else() -> None:
    assert _own(FERRY.replace("old quay", "old northern quay"), FERRY) == ["northern"]


def test_other_typesetting_is_no_difference() -> None:
    assert _own(FERRY.replace('"', "”").upper(), FERRY) == []


def test_a_moved_paragraph_is_shared_wherever_it_stands() -> None:
    moved = "\n\n".join(reversed(FERRY.split("\n\n")))
    assert _own(moved, FERRY) == []


def test_japanese_is_marked_sign_by_sign() -> None:
    assert _own("水無月湖の氷が今朝とけた。", "水無月湖の雪が今朝とけた。") == ["氷"]


def test_what_so_many_stories_share_is_told_not_to_count() -> None:
    tail = "The Merrow Strait Line has carried passengers since the year of its founding."
    silent = Suppressed(shingle(tail))
    marked = passages([FERRY, tail], [LIBRARY, tail], silent)
    assert [passage.hold for passage in marked[1]] == [Hold.SILENT]
    assert [passage.hold for passage in passages([tail], [tail])[0]] == [Hold.SHARED]
