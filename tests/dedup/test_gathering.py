from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsieve.article import Match, Relation, Verdict
from newsieve.dedup import Document, deduplicate, lead
from tests.dedup.made_up import FERRY, edit, first, invent, shuffled

COMMON = invent(900, 60)


def _stories(count: int, words: int = 80) -> list[Document]:
    """Unrelated stories that have one paragraph in common, which is less than half of each."""
    return [Document(f"s{i}", f"{invent(i, words)}\n\n{COMMON}") for i in range(count)]


def _notices(count: int, words: int = 10) -> list[Document]:
    """The common paragraph with a line before it."""
    return [Document(f"n{i}", f"{invent(500 + i, words)}\n\n{COMMON}") for i in range(count)]


def _verdicts(*documents: Document) -> dict[str, Verdict]:
    return deduplicate(documents).verdicts


def _clusters_of(verdicts: dict[str, Verdict], documents: list[Document]) -> set[str]:
    return {verdicts[d.id].cluster for d in documents}


@pytest.mark.parametrize("notices", [1, 2, 5, 30])
@pytest.mark.parametrize("stories", [2, 3, 4, 12])
def test_stories_stay_apart_however_many_short_texts_lie_in_them(stories: int, notices: int) -> None:
    told = _stories(stories)
    assert len(_clusters_of(_verdicts(*told, *_notices(notices)), told)) == stories


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(7, 20), min_size=2, max_size=7),
    st.lists(st.sampled_from([0, 10, 20, 30]), min_size=1, max_size=7),
    st.booleans(),
    st.integers(0, 99),
)
def test_no_set_of_short_texts_joins_unrelated_stories(
    stories: list[int], notices: list[int], copied: bool, seed: int
) -> None:
    told = [_stories(i + 1, 10 * tens)[i] for i, tens in enumerate(stories)]
    copies = [Document(f"c{d.id}", edit(d.text, i, 0.02)) for i, d in enumerate(told) if copied]
    short = [_notices(i + 1, words)[i] for i, words in enumerate(notices)]
    by_id = {d.id: d for d in [*told, *copies, *short]}
    verdicts = _verdicts(*(by_id[i] for i in shuffled(list(by_id), seed)))
    assert len(_clusters_of(verdicts, told)) == len(told)
    assert all(verdicts[c.id].cluster == verdicts[c.id.removeprefix("c")].cluster for c in copies)


def test_a_text_in_two_stories_goes_to_one_of_them() -> None:
    verdicts = _verdicts(*_stories(2), *_notices(1))
    assert verdicts["n0"].cluster in {verdicts["s0"].cluster, verdicts["s1"].cluster}


def test_a_text_in_many_stories_goes_to_none_and_is_with_its_like() -> None:
    told = _stories(5)
    like = [Document("n0", f"In brief.\n\n{COMMON}"), Document("n1", f"Our notice.\n\n{COMMON}")]
    verdicts = _verdicts(*told, *like)
    assert len(_clusters_of(verdicts, told)) == 5
    assert _clusters_of(verdicts, like).isdisjoint(_clusters_of(verdicts, told))
    assert len(_clusters_of(verdicts, like)) == 1


def test_versions_with_much_of_their_own_are_one_story_by_the_text_that_lies_in_both() -> None:
    longer = [Document(f"v{i}", f"{FERRY}\n\n{invent(i, words)}") for i, words in enumerate((110, 120))]
    assert len(_clusters_of(_verdicts(*longer), longer)) == 2
    assert len(_clusters_of(_verdicts(*longer, Document("wire", FERRY)), longer)) == 1


def test_a_story_that_very_many_print_with_much_of_their_own_is_one() -> None:
    plain = [Document(f"p{i:02}", edit(FERRY, i)) for i in range(60)]
    longer = [Document(f"v{i}", f"{FERRY}\n\n{invent(i, 180)}") for i in range(8)]
    assert len(_clusters_of(_verdicts(*plain, *longer), longer)) == 1


def test_stories_stay_apart_by_a_long_paragraph_that_stands_alone_as_often() -> None:
    common = invent(901, 100)
    told = [Document(f"s{i}", f"{invent(i, 130)}\n\n{common}") for i in range(40)]
    notices = [Document(f"n{i}", f"{invent(500 + i, 10)}\n\n{common}") for i in range(40)]
    assert len(_clusters_of(_verdicts(*told, *notices), told)) == 40


def test_an_excerpt_goes_to_the_story_that_most_of_it_matches() -> None:
    verdicts = _verdicts(
        *(Document(f"f{i}", edit(FERRY, i)) for i in range(3)),
        Document("other", f"{first(FERRY, 0.48)} {invent(1, 120)}"),
        Document("brief", first(FERRY, 0.5)),
    )
    assert verdicts["brief"].cluster == verdicts["f0"].cluster != verdicts["other"].cluster


def test_a_text_that_the_leader_does_not_hold_begins_its_own_story() -> None:
    documents = [Document(i, invent(n, 200 - 20 * n)) for n, i in enumerate("abc")]
    excerpts = [("b", Match("a", Relation.EXCERPT, 0.5, 0.7)), ("c", Match("b", Relation.EXCERPT, 0.5, 0.7))]
    clusters = {i: v.cluster for i, v in lead(documents, excerpts).items()}
    assert clusters == {"a": "a", "b": "a", "c": "c"}


def _releases(count: int, words: int, closing: str) -> list[Document]:
    """A firm's press releases, each longer than the one before: all close with the same paragraph."""
    return [Document(f"r{i}", f"{invent(i, words + 12 * i)}\n\n{closing}") for i in range(count)]


def test_stories_stay_apart_whose_closing_paragraph_is_the_better_part_of_them() -> None:
    """The shortest lies in all the others, of which none lies in another."""
    told = _releases(5, 56, invent(902, 110))
    verdicts = _verdicts(*told)
    assert len(_clusters_of(verdicts, told)) == 5


def test_versions_that_begin_alike_are_one_story_by_the_text_that_lies_in_both() -> None:
    """The same texts the other way round: what they have in common is how they begin."""
    told = [Document(f"r{i}", f"{invent(902, 110)}\n\n{invent(i, 56 + 12 * i)}") for i in range(3)]
    assert len(_clusters_of(_verdicts(*told), told)) == 1


def test_a_plain_wire_story_joins_versions_that_end_with_it() -> None:
    longer = [Document(f"v{i}", f"{invent(i, words)}\n\n{FERRY}") for i, words in enumerate((110, 120))]
    assert len(_clusters_of(_verdicts(*longer, Document("wire", FERRY)), longer)) == 1
