"""Where the words of families stand in a text: a quick look at its words, then an expression where these are there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Literal

from newsieve.cleaning.form import fold

WIDE = re.compile(r"[\u3040-\u9fff]")
NOTHING: frozenset[str] = frozenset()

Where = Literal["start", "whole", "any"]
Family = tuple[str, ...]


class Index:
    """The entries of all families by the first of their words."""

    def __init__(self, families: Mapping[str, Family]) -> None:
        self._families = dict(families)
        self._patterns: dict[tuple[str, Where], re.Pattern[str]] = {}
        self._singles: dict[Family, frozenset[str]] = {}

    def single(self, families: tuple[str, ...]) -> frozenset[str]:
        """The words of some families in all their writings."""
        known = self._singles.get(families)
        if known is None:
            words = (word for family in families for word in self._families[family])
            known = self._singles[families] = frozenset(one for word in words for one in word.split("|"))
        return known

    def match(self, family: str, where: Where, text: str) -> re.Match[str] | None:
        """Where a text holds one of a family's words: at its start, as the whole of it, or anywhere."""
        if family not in self.held(text):
            return None
        pattern = self._pattern(family, where)
        return pattern.search(text) if where == "any" else pattern.match(text)

    def held(self, text: str) -> frozenset[str]:
        """The families that a text may hold a word of: all words of one of their entries stand in it, in any order."""
        return _held(self, text)

    def look(self, text: str) -> frozenset[str]:
        """What `held` remembers."""
        said, lowered = frozenset(fold(text).split()), text.lower()
        entries, signs = self._entries
        found = {family for first in entries.keys() & said for rest, family in entries[first] if rest <= said}
        found.update(family for sign, family in signs if sign in lowered)
        return frozenset(found) if found else NOTHING

    @cached_property
    def _entries(self) -> tuple[dict[str, list[tuple[frozenset[str], str]]], list[tuple[str, str]]]:
        """Entries by their first word, and those that begin with a sign or know no spaces."""
        by_first: dict[str, list[tuple[frozenset[str], str]]] = {}
        signs = []
        for family in self._families:
            for word in sorted(map(str.lower, self.single((family,)))):
                if word[0].isalnum() and not WIDE.search(word):
                    first, *rest = fold(word).split()
                    by_first.setdefault(first, []).append((frozenset(rest), family))
                else:
                    signs.append((word, family))
        return by_first, signs

    def _pattern(self, family: str, where: Where) -> re.Pattern[str]:
        known = self._patterns.get((family, where))
        if known is None:
            known = self._patterns[family, where] = _pattern(self._families[family], where)
        return known


@lru_cache(maxsize=2048)
def _held(index: Index, text: str) -> frozenset[str]:
    return index.look(text)


@lru_cache(maxsize=512)
def _pattern(words: Family, where: Where) -> re.Pattern[str]:
    """One expression for a list of words; a word of letters must not run on into another."""
    single = {one for word in words for one in word.split("|")}
    alternatives = "|".join(_one(word) for word in sorted(single, key=lambda w: (-len(w), w))) or r"(?!)"
    if where == "start":
        return re.compile(rf"[\W_]*(?:{alternatives})", re.IGNORECASE)
    if where == "whole":
        return re.compile(rf"[\W_]*(?:{alternatives})[\W_]*$", re.IGNORECASE)
    return re.compile(rf"(?:{alternatives})", re.IGNORECASE)


def _one(word: str) -> str:
    spaced = word.isascii() or not WIDE.search(word)
    body = r"\s+".join(re.escape(part) for part in word.split())
    return rf"\b{body}(?!\w)" if spaced and word[-1].isalnum() else body
