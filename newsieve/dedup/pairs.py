"""Verified pairs, told from either side."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field

from newsieve.article import Match, Relation

from .document import Document

MIRROR = {Relation.EXCERPT: Relation.DIGEST, Relation.DIGEST: Relation.EXCERPT}


def mirror(one: str, match: Match) -> Match:
    """The match of `one` with another, told by the other: who contains whom is turned round."""
    return Match(one, MIRROR.get(match.relation, match.relation), match.similarity, match.containment)


def size_ratio(match: Match) -> float:
    """The smaller text's size over the larger one's, in shingles."""
    if not match.similarity or not match.containment:
        return 0.0
    return 1 / (match.containment / match.similarity + match.containment - 1)


def covered(match: Match) -> float:
    """The share of the larger text's shingles that both hold."""
    return size_ratio(match) * match.containment


@dataclass(frozen=True, slots=True)
class Pairs:
    """The matches of each document, by the other's id, in order of id."""

    of: Mapping[str, Mapping[str, Match]] = field(default_factory=dict)

    @classmethod
    def among(cls, documents: Container[str], matches: Iterable[tuple[str, Match]]) -> Pairs:
        """The matches whose two documents are among those given; each may be told from one side or both."""
        of: dict[str, dict[str, Match]] = {}
        for one, match in matches:
            if one in documents and match.other in documents and one != match.other:
                of.setdefault(one, {})[match.other] = match
                of.setdefault(match.other, {})[one] = mirror(one, match)
        return cls({one: dict(sorted(others.items())) for one, others in of.items()})

    def where(self, holds: Callable[[str, Match], bool]) -> Pairs:
        """Only the pairs for which `holds`, which must not depend on the side."""
        return Pairs({one: {o: m for o, m in others.items() if holds(one, m)} for one, others in self.of.items()})

    def around(self, one: str) -> Mapping[str, Match]:
        """The matches of one document."""
        return self.of.get(one, {})

    def components(self, ids: Iterable[str]) -> list[list[str]]:
        """The ids joined by pairs among them, directly or through others: sorted lists, in order of their first."""
        left, components = dict.fromkeys(sorted(ids)), []
        while left:
            start = next(iter(left))
            del left[start]
            component, todo = [start], [start]
            while todo:
                for other in self.around(todo.pop()):
                    if other in left:
                        del left[other]
                        component.append(other)
                        todo.append(other)
            components.append(sorted(component))
        return components


def parts(document: Document, pairs: Pairs, documents: Mapping[str, Document], most: float) -> dict[str, Match]:
    """The documents that stand in this longer one: at most `most` of its size."""
    return {
        other: match
        for other, match in pairs.around(document.id).items()
        if match.relation is not Relation.EXCERPT
        and size_ratio(match) <= most
        and (match.relation is Relation.DIGEST or len(documents[other].text) < len(document.text))
    }
