from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsieve.dedup import shingle
from newsieve.dedup.words import read_words


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("“It’s here”, she said — at last…", '"It\'s here", she said - at last...'),
        ("MERROW Strait", "merrow strait"),
        ("1,250,000 crowns", "1250000 crowns"),
        ("1\u202f250 crowns", "1250 crowns"),
        ("ﬁne café", "fine cafe\u0301"),
        ("har\u00adbour\u200b master", "harbour master"),
        ("Straße", "STRASSE"),
    ],
)
def test_two_typesettings_of_a_sentence_are_the_same_words(one: str, two: str) -> None:
    assert read_words(one).words == read_words(two).words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("paid 3.5 of 12", ["paid", "3.5", "of", "12"]),
        ("Tokyo 東京の夜", ["tokyo", "東", "京", "の", "夜"]),
        ("ไทย", ["ไ", "ท", "ย"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("서울 시민", ["서울", "시민"]),
        ("... — !", []),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_a_text_is_split_into_the_words_of_its_script(text: str, words: list[str]) -> None:
    assert read_words(text).words == words


def test_names_are_capitalised_words_inside_a_sentence() -> None:
    read = read_words("The Halcyon sank. Captain Ilse wept at 9 in Dunholm.")
    assert [read.words[i] for i in read.names] == ["halcyon", "ilse", "dunholm"]
    assert [read.words[i] for i in read.figures] == ["9"]


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_read_and_shingled(text: str) -> None:
    words = read_words(text).words
    assert all(words)
    assert shingle(text).size <= max(1, len(words))
    assert bool(shingle(text).size) == bool(words)
