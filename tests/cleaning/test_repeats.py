from __future__ import annotations

import doctest
import random
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from newsieve.cleaning import repeats
from newsieve.cleaning.repeats import LOOKED_AT, Holder, differ, is_boilerplate
from tests.store.stories import paragraph, story, words

FOOTER = "The Harrow Lantern is paid for by its readers and by nobody else."


def holder(key: str, *paragraphs: str) -> Holder:
    return Holder(key, " ".join(words(f"title {key}", 5)), (*paragraphs, FOOTER))


def judged(holders: Iterable[Holder]) -> bool:
    return is_boilerplate(FOOTER, holders)


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(repeats).failed == 0


def test_a_paragraph_in_three_different_stories_is_boilerplate() -> None:
    assert judged(holder(f"{i}", *story(f"s{i}")) for i in range(3))


def test_two_stories_are_not_enough() -> None:
    assert not judged(holder(f"{i}", *story(f"s{i}")) for i in range(2))


def test_one_story_told_in_many_versions_is_one_story() -> None:
    same = story("same")
    assert not judged(holder(f"{i}", *same, paragraph(f"new {i}")) for i in range(20))


def test_reports_on_one_affair_may_repeat_their_background() -> None:
    names = words("names of the affair", 30)

    def report(i: int) -> tuple[str, ...]:
        rnd = random.Random(i)
        return tuple(" ".join(rnd.sample(names, 12) + words(f"report {i} {j}", 12)) for j in range(4))

    assert not judged(holder(f"{i}", *report(i)) for i in range(20))


def test_short_stories_between_long_footers_are_still_told_apart() -> None:
    footers = [paragraph(f"footer {i}", 12) for i in range(3)]
    assert judged(holder(f"{i}", paragraph(f"s{i}", 50), *footers) for i in range(3))


def test_a_page_of_nothing_but_boilerplate_counts_for_nothing() -> None:
    assert not judged(Holder(f"{i}", None, (FOOTER,)) for i in range(9))


def test_difference_is_symmetric() -> None:
    a, b = holder("a", *story("a")), holder("b", *story("b")[:2], *story("a")[:1])
    assert differ(a, b) == differ(b, a)


@given(st.permutations(range(6)))
def test_the_judgement_does_not_depend_on_the_order_of_arrival(order: list[int]) -> None:
    holders = [holder(f"{i}", *story(f"s{i // 2}"), paragraph(f"{i}")) for i in range(6)]
    assert judged(holders[i] for i in order) == judged(holders)


def test_only_so_many_holders_are_looked_at() -> None:
    same = [holder(f"a{i:03}", *story("same")) for i in range(LOOKED_AT)]
    assert not judged([*same, *(holder(f"b{i}", *story(f"s{i}")) for i in range(3))])


CHANCE = "Nobody was hurt."


def test_a_short_sentence_that_stories_hold_by_chance_stays() -> None:
    amid = [Holder(f"{i}", f"t{i}", (*story(f"s{i}", 4), CHANCE, *story(f"r{i}", 4))) for i in range(30)]
    assert not is_boilerplate(CHANCE, amid)
    assert not is_boilerplate(CHANCE, [Holder(f"{i}", f"t{i}", (*story(f"s{i}"), CHANCE)) for i in range(7)])


def test_a_short_sentence_at_the_edge_of_many_stories_is_boilerplate() -> None:
    prompt = "Tell us more."
    assert is_boilerplate(prompt, [Holder(f"{i}", f"t{i}", (*story(f"s{i}"), prompt)) for i in range(8)])


def test_a_short_line_that_is_no_sentence_needs_three_stories() -> None:
    line = "Harrow Lantern newsroom"
    assert is_boilerplate(line, [Holder(f"{i}", f"t{i}", (line, *story(f"s{i}"))) for i in range(3)])
