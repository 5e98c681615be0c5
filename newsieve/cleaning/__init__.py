"""Which blocks of a page are its story: small rules in order, each removal with its reason."""

from newsieve.cleaning.block import Block, Place, Story
from newsieve.cleaning.clean import RULES, judge
from newsieve.cleaning.form import ends_a_sentence, fold, is_name_like, sentences, size, tokens
from newsieve.cleaning.words import Words, guess_language, languages, words_for

__all__ = [
    "RULES",
    "Block",
    "Place",
    "Story",
    "Words",
    "ends_a_sentence",
    "fold",
    "guess_language",
    "is_name_like",
    "judge",
    "languages",
    "sentences",
    "size",
    "tokens",
    "words_for",
]
