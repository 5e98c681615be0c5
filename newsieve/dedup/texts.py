"""Different texts: documents with the same words count once, and are led together.

A wire story that forty sites print word for word is one text in forty places; so it weighs no more than another
version, and it is enough that each exact copy is matched with one other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from newsieve.article import Match, Relation

from .canonical import rank
from .document import Document
from .pairs import Pairs

THE_SAME = Match("", Relation.EXACT, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Texts:
    """The different texts of a set, each told by its first document, and the pairs among them."""

    heads: Mapping[str, Document]
    copies: Mapping[str, list[str]]  # by head: the documents with its words, the head among them
    head_of: Mapping[str, str]
    pairs: Pairs

    @classmethod
    def of(cls, documents: Mapping[str, Document], matches: Iterable[tuple[str, Match]]) -> Texts:
        """The texts of these documents, as the exact matches among them tell."""
        every = Pairs.among(documents, matches)
        same = every.where(lambda _, match: match.relation is Relation.EXACT).components(documents)
        copies = {min(ids, key=lambda i: rank(documents[i])): ids for ids in same}
        head_of = {one: head for head, ids in copies.items() for one in ids}
        lifted = ((head_of[one], _lift(m, head_of)) for one, others in every.of.items() for m in others.values())
        heads = {head: documents[head] for head in copies}
        return cls(heads, copies, head_of, Pairs.among(heads, lifted))

    def match(self, one: str, other: str) -> Match | None:
        """The match of two documents, or None where their texts were not compared or are of different stories."""
        if self.head_of[one] == self.head_of[other]:
            return replace(THE_SAME, other=other)
        match = self.pairs.around(self.head_of[one]).get(self.head_of[other])
        return match and replace(match, other=other)


def _lift(match: Match, head_of: Mapping[str, str]) -> Match:
    """The match as one between texts: which site printed them is another question."""
    relation = Relation.NEAR if match.relation is Relation.REVISION else match.relation
    return Match(head_of[match.other], relation, match.similarity, match.containment)
