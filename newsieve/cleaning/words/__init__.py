"""The words of each language that the rules look for; one data file per language beside this module."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files

FALLBACK = "en"
RUN = re.compile(r"\w+")
WIDE = re.compile(r"[\u3040-\u9fff]")


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists of one or more languages, lower case; docs/extraction.md says what each is for.

    `months` holds twelve entries a language, each with its writings separated by `|`.
    """

    credit: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    studio: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    scene: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()
    stamp: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    sign_up: tuple[str, ...] = ()
    share: tuple[str, ...] = ()
    copyright: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    advertisement: tuple[str, ...] = ()
    embed: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    author_note: tuple[str, ...] = ()
    portrait: tuple[str, ...] = ()
    common: tuple[str, ...] = ()

    def single(self, family: str) -> frozenset[str]:
        """A family's words in all their writings."""
        return _single(getattr(self, family))

    def starts(self, family: str, text: str) -> bool:
        """Whether a text begins with one of a family's words."""
        words = getattr(self, family)
        return _may_hold(words, text) and bool(_pattern(words, "start").match(text))

    def holds(self, family: str, text: str) -> bool:
        """Whether a text holds one of a family's words."""
        words = getattr(self, family)
        return _may_hold(words, text) and bool(_pattern(words, "any").search(text))

    def is_one(self, family: str, text: str) -> bool:
        """Whether a text is one of a family's words and nothing else."""
        words = getattr(self, family)
        return _may_hold(words, text) and bool(_pattern(words, "whole").match(text))

    def after_start(self, family: str, text: str) -> str | None:
        """What follows a family's word at the beginning of a text, None where none stands there."""
        words = getattr(self, family)
        match = _pattern(words, "start").match(text) if _may_hold(words, text) else None
        return text[match.end() :] if match else None

    def after(self, family: str, text: str) -> str | None:
        """What follows the first of a family's words in a text, None where none stands in it."""
        match = _pattern(getattr(self, family), "any").search(text)
        return text[match.end() :] if match else None


@lru_cache(maxsize=512)
def _single(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(one for word in words for one in word.split("|"))


def _may_hold(words: tuple[str, ...], text: str) -> bool:
    """Whether a text holds the first word of one of a family's entries: the quick look before the expression."""
    first, signs = _first_words(words)
    said, lowered = _lower(text)
    return not first.isdisjoint(said) or any(sign in lowered for sign in signs)


@lru_cache(maxsize=512)
def _first_words(words: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The first words of a family's entries, and the entries that begin with a sign or know no spaces."""
    one_by_one = [word.lower() for word in _single(words)]
    spaced = [word for word in one_by_one if word[0].isalnum() and not WIDE.search(word)]
    signs = {word for word in one_by_one if word not in spaced}
    return frozenset(RUN.findall(word)[0] for word in spaced), tuple(sorted(signs))


@lru_cache(maxsize=1024)
def _lower(text: str) -> tuple[frozenset[str], str]:
    lowered = text.lower()
    return frozenset(RUN.findall(lowered)), lowered


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...], where: str) -> re.Pattern[str]:
    """One expression for a list of words; a word of letters must not run on into another."""
    alternatives = "|".join(_one(word) for word in sorted(_single(words), key=lambda w: (-len(w), w))) or r"(?!)"
    if where == "start":
        return re.compile(rf"[\W_]*(?:{alternatives})", re.IGNORECASE)
    if where == "whole":
        return re.compile(rf"[\W_]*(?:{alternatives})[\W_]*$", re.IGNORECASE)
    return re.compile(rf"(?:{alternatives})", re.IGNORECASE)


def _one(word: str) -> str:
    spaced = word.isascii() or not re.search(r"[\u3040-\u9fff]", word)
    body = r"\s+".join(re.escape(part) for part in word.split())
    return rf"\b{body}(?!\w)" if spaced and word[-1].isalnum() else body


@lru_cache(maxsize=1)
def _all() -> dict[str, Words]:
    """Every data file, by its language."""
    found = {}
    for entry in files(__name__).iterdir():
        if entry.name.endswith(".toml"):
            table = tomllib.loads(entry.read_text("utf-8"))
            found[entry.name.removesuffix(".toml")] = Words(**{k: tuple(v) for k, v in table.items()})
    return found


def languages() -> tuple[str, ...]:
    """The languages with a data file, in alphabetical order."""
    return tuple(sorted(name for name in _all() if name != "any"))


@lru_cache(maxsize=64)
def words_for(language: str | None) -> Words:
    """The words of a language with those of English, which stand on pages in every language, and of no language.

    An unknown language gets English alone; None gets every language.
    """
    known = _all()
    names = ["any", FALLBACK, *(languages() if language is None else [language])]
    lists = [known[name] for name in dict.fromkeys(names) if name in known]
    return Words(**{f.name: tuple(w for one in lists for w in getattr(one, f.name)) for f in fields(Words)})


def guess_language(text: str) -> str | None:
    """The language whose commonest words stand in a text most often; None where none stands out.

    >>> guess_language("Der Rat hat am Montag nicht über die Brücke und den Haushalt abgestimmt."), guess_language("42")
    ('de', None)
    """
    if len(re.findall(r"[\u3040-\u30ff]", text)) > len(text) / 10:
        return "ja"
    have = re.findall(r"\w+", text.lower())
    scores = {name: sum(word in common for word in have) for name, common in _common().items()}
    best = max(scores, key=lambda name: scores[name], default="")
    return best if best and scores[best] >= max(2, len(have) / 12) else None


@lru_cache(maxsize=1)
def _common() -> dict[str, frozenset[str]]:
    return {name: frozenset(_all()[name].common) for name in languages()}
