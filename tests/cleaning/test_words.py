"""Every language's data file is whole, and its words are found as words."""

from __future__ import annotations

import pytest

from newsieve.cleaning import guess_language, languages, words_for


def test_the_first_five_languages_are_there() -> None:
    assert set(languages()) >= {"de", "en", "es", "fr", "ja"}


@pytest.mark.parametrize("language", languages())
def test_months_come_in_twelves_and_words_in_small_letters(language: str) -> None:
    words = words_for(language)
    assert len(words.months) % 12 == 0
    assert all(word == word.strip() for family in (words.credit, words.related, words.by) for word in family)


def test_an_unknown_language_has_the_words_of_english() -> None:
    assert words_for("xx") == words_for("en")


def test_no_language_has_the_words_of_all() -> None:
    assert {"lire aussi", "mehr zum thema"} <= set(words_for(None).related)


def test_a_word_does_not_run_on_into_another() -> None:
    words = words_for("en")
    assert words.starts("by", "By Mara Ilves")
    assert not words.starts("by", "Bystanders said so")
    assert words.is_one("share", "Share")
    assert not words.is_one("share", "Share prices")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council of the town met on Monday and it was said that the bridge is to be closed.", "en"),
        ("Der Rat hat am Montag nicht über die Brücke und den Haushalt abgestimmt.", "de"),
        ("Le conseil de la ville est réuni pour le pont et les habitants ne sont pas dans la salle.", "fr"),
        ("El consejo de la ciudad se reunió el lunes para votar por el puente y los vecinos.", "es"),
        ("水無月市は遊覧船を再開すると発表した。", "ja"),
        ("4 5 6", None),
    ],
)
def test_a_language_is_guessed_by_its_commonest_words(text: str, language: str | None) -> None:
    assert guess_language(text) == language
