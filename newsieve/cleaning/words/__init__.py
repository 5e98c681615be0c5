"""The words of each language that the rules look for; one data file per language beside this module."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from functools import lru_cache
from importlib.resources import files

from newsieve.cleaning.words.index import Index

FALLBACK = "en"


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

    index: Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        families = {f.name: getattr(self, f.name) for f in fields(self) if f.init}
        object.__setattr__(self, "index", Index(families))

    def single(self, *families: str) -> frozenset[str]:
        """The words of some families in all their writings."""
        return self.index.single(families)

    def held(self, text: str) -> frozenset[str]:
        """The families that a text may hold a word of; it holds none of any other."""
        return self.index.held(text)

    def starts(self, family: str, text: str) -> bool:
        """Whether a text begins with one of a family's words."""
        return self.index.match(family, "start", text) is not None

    def holds(self, family: str, text: str) -> bool:
        """Whether a text holds one of a family's words."""
        return self.index.match(family, "any", text) is not None

    def is_one(self, family: str, text: str) -> bool:
        """Whether a text is one of a family's words and nothing else."""
        return self.index.match(family, "whole", text) is not None

    def after_start(self, family: str, text: str) -> str | None:
        """What follows a family's word at the beginning of a text, None where none stands there."""
        match = self.index.match(family, "start", text)
        return text[match.end() :] if match else None

    def after(self, family: str, text: str) -> str | None:
        """What follows the first of a family's words in a text, None where none stands in it."""
        match = self.index.match(family, "any", text)
        return text[match.end() :] if match else None


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
    families = [f.name for f in fields(Words) if f.init]
    return Words(**{name: tuple(w for one in lists for w in getattr(one, name)) for name in families})


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
