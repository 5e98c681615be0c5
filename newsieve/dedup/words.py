"""Text as words: what two typesettings of one sentence have in common.

Unicode NFKC, case folded; every punctuation mark only separates, so curly or straight quotes and long or short
dashes are the same; soft hyphens and zero-width characters vanish; `1,000` is `1000` and `3.5` stays one word.
Scripts written without spaces (Chinese, Japanese kana, Thai, Lao, Khmer, Burmese) give one word per character.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Burmese, Khmer, Lao and Thai with their vowel signs; kana; CJK ideographs with their extensions.
SPACELESS = (
    "\u0e01-\u0eff\u1000-\u109f\u1780-\u17d3\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Signs that `\w` does not know but that belong to a word: combining accents, Hebrew points, Arabic and Indic vowels.
MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0971-\u0dff"

LETTER = rf"[^\W_{SPACELESS}]"
STOPS = '.!?:;\n"“”„«»()[]|•·'
_WORD = rf"\d+(?:\.\d+)+(?!\w)|{LETTER}(?:{LETTER}|[{MARKS}])*|[{SPACELESS}]"
_TOKEN = re.compile(rf"{_WORD}|[{re.escape(STOPS)}]")
INVISIBLES = "[\u00ad\u200b-\u200f\u2060\ufeff]"
THOUSANDS_MARKS = ",'’\u00a0\u2009\u202f"
_INVISIBLE = re.compile(INVISIBLES)
_STOP_SIGNS = frozenset(STOPS)
# The look behind comes last, so that the search runs from mark to mark.
_THOUSANDS = re.compile(rf"[{THOUSANDS_MARKS}](?=\d{{3}}(?!\d))(?<=\d.)")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order, folded, and which of them state a fact.

    `figures` and `names` are positions: words that begin with a digit; capitalised words inside a sentence.
    """

    words: list[str]
    figures: list[int]
    names: list[int]


def read_words(text: str) -> Words:
    """The folded words of `text`, with the places of its figures and names.

    >>> read_words("In May, Ada paid “1,250.50” euros.")
    Words(words=['in', 'may', 'ada', 'paid', '1250.50', 'euros'], figures=[4], names=[1, 2])
    """
    words: list[str] = []
    figures: list[int] = []
    names: list[int] = []
    opening = True  # a capital at the start of a sentence says nothing
    for token in _TOKEN.findall(typeset(text)):
        if token in _STOP_SIGNS:
            opening = True
            continue
        if token[0].isdigit():
            figures.append(len(words))
        elif not opening and token[0].isupper():
            names.append(len(words))
        opening = False
        words.append(token)
    return Words("\n".join(words).casefold().split("\n") if words else [], figures, names)


def typeset(text: str) -> str:
    """The text without thousands separators and invisible characters, in NFKC."""
    text = _THOUSANDS.sub("", text)
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
