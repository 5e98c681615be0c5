"""From verified pairs to stories.

1. Versions of like size (`exact`, `near`, `revision`) form groups.
2. A group that contains two groups which have nothing to do with one another is a digest: linked, it merges none.
3. Each other group that is contained in larger ones joins one of them, the one that contains it best on average;
   a group that others have joined stays where it is. So no chain of excerpts can bridge two stories.
4. In each cluster the canonical article is chosen by rule, and the others are described by how they relate to it.

All of it is a function of the set of documents and pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from newsieve.article import Match, Relation, Verdict

from .canonical import moment, order
from .document import Document
from .verify import measure, relate_by_site

HALF = 0.5  # share of the pairs of two groups that must show the one in the other

Group = int  # a group's number: its place in the list of groups


@dataclass(slots=True)
class _Arrow:
    """How one group is contained in another: the pairs that show it, their containments summed."""

    pairs: int = 0
    containment: float = 0.0


def lead(documents: Iterable[Document], matches: Iterable[tuple[str, Match]]) -> dict[str, Verdict]:
    """The verdict on each document, from the verified pairs among them; pairs with others are left out.

    Independent of the order of both; equal to leading each connected component by itself.
    """
    by_id = {d.id: d for d in sorted(documents, key=lambda d: d.id)}
    pairs = _pairs(by_id, matches)
    groups = _groups(by_id, pairs)
    arrows = _arrows(groups, pairs)
    digests = _digests(by_id, groups, arrows)
    verdicts: dict[str, Verdict] = {}
    for members in _clusters(by_id, groups, arrows, digests):
        verdicts.update(_verdicts([by_id[i] for i in members], pairs))
    for digest in digests:
        verdicts.update(_link(groups[digest], pairs, verdicts))
    return verdicts


class _Pairs:
    """Matches by pair, told from either side."""

    def __init__(self) -> None:
        self.of: defaultdict[str, dict[str, Match]] = defaultdict(dict)

    def add(self, one: str, match: Match) -> None:
        self.of[one][match.other] = match
        self.of[match.other][one] = mirror(one, match)


MIRROR = {Relation.EXCERPT: Relation.DIGEST, Relation.DIGEST: Relation.EXCERPT}


def mirror(one: str, match: Match) -> Match:
    """The match of `one` with another, told by the other: who contains whom is turned round."""
    return replace(match, other=one, relation=MIRROR.get(match.relation, match.relation))


def _pairs(by_id: dict[str, Document], matches: Iterable[tuple[str, Match]]) -> _Pairs:
    pairs = _Pairs()
    for one, match in matches:
        if one in by_id and match.other in by_id and one != match.other:
            pairs.add(one, match)
    return pairs


def _groups(by_id: dict[str, Document], pairs: _Pairs) -> list[list[str]]:
    """The documents joined by versions of like size, each group and their list in order of id."""
    seen: set[str] = set()
    groups = []
    for start in by_id:
        if start in seen:
            continue
        seen.add(start)
        group, todo = [], [start]
        while todo:
            one = todo.pop()
            group.append(one)
            for other, match in pairs.of.get(one, {}).items():
                if match.relation not in MIRROR and other not in seen:
                    seen.add(other)
                    todo.append(other)
        groups.append(sorted(group))
    return groups


def _arrows(groups: list[list[str]], pairs: _Pairs) -> dict[Group, dict[Group, _Arrow]]:
    """For each group, the groups that contain it."""
    home = {one: g for g, group in enumerate(groups) for one in group}
    arrows: dict[Group, dict[Group, _Arrow]] = defaultdict(dict)
    for g, group in enumerate(groups):
        for one in group:
            for other, match in sorted(pairs.of.get(one, {}).items()):
                if match.relation is Relation.EXCERPT and home[other] != g:
                    arrow = arrows[g].setdefault(home[other], _Arrow())
                    arrow.pairs += 1
                    arrow.containment += match.containment
    return {g: hosts for g, hosts in arrows.items() if hosts}


def _digests(by_id: dict[str, Document], groups: list[list[str]], arrows: dict[Group, dict[Group, _Arrow]]) -> set[Group]:
    """The groups that contain two groups without any link between them, and are not older than these."""
    guests: dict[Group, list[Group]] = defaultdict(list)
    for guest, hosts in arrows.items():
        for host, arrow in hosts.items():
            if arrow.pairs >= HALF * len(groups[guest]) * len(groups[host]):
                guests[host].append(guest)
    return {host for host, inside in guests.items() if _is_digest(by_id, groups, arrows, host, inside)}


def _is_digest(
    by_id: dict[str, Document],
    groups: list[list[str]],
    arrows: dict[Group, dict[Group, _Arrow]],
    host: Group,
    guests: Sequence[Group],
) -> bool:
    for i, one in enumerate(guests):
        for two in guests[i + 1 :]:
            if not _linked(arrows, host, one, two) and _later(by_id, groups, host, one, two):
                return True
    return False


def _linked(arrows: dict[Group, dict[Group, _Arrow]], host: Group, one: Group, two: Group) -> bool:
    """Whether one contains the other, or a third group contains both."""
    of_one, of_two = arrows.get(one, {}), arrows.get(two, {})
    return two in of_one or one in of_two or bool((of_one.keys() & of_two.keys()) - {host})


def _later(by_id: dict[str, Document], groups: list[list[str]], host: Group, one: Group, two: Group) -> bool:
    """Whether the host may have been put together from the two: it is the youngest or, undated, the loneliest."""
    first = [min(moment(by_id[i].published) for i in groups[g]) for g in (host, one, two)]
    if float("inf") not in first:
        return first[0] >= max(first[1:])
    return len(groups[host]) <= min(len(groups[one]), len(groups[two]))


def _clusters(
    by_id: dict[str, Document],
    groups: list[list[str]],
    arrows: dict[Group, dict[Group, _Arrow]],
    digests: set[Group],
) -> Iterable[list[str]]:
    """The members of each cluster: groups of like size, and the shorter ones that joined them."""
    size = [max(len(by_id[i].text) for i in group) for group in groups]
    joined: dict[Group, Group] = {}
    hosts: set[Group] = set()
    for g in sorted(range(len(groups)), key=lambda g: (-size[g], groups[g])):
        if g in digests or g in hosts:
            continue
        open_to = {h: a for h, a in arrows.get(g, {}).items() if h not in digests and h not in joined}
        if open_to:
            joined[g] = max(open_to, key=lambda h: (_mean(open_to[h], groups[g], groups[h]), size[h], groups[h]))
            hosts.add(joined[g])
    members: dict[Group, list[str]] = {g: list(group) for g, group in enumerate(groups) if g not in joined}
    for g, host in joined.items():
        members[host] += groups[g]
    return members.values()


def _mean(arrow: _Arrow, guest: Sequence[str], host: Sequence[str]) -> float:
    return arrow.containment / (len(guest) * len(host))


def _verdicts(members: list[Document], pairs: _Pairs) -> dict[str, Verdict]:
    """The canonical article of a cluster, and how each other member relates to it."""
    canonical, *copies = order(members)
    verdicts = {canonical.id: Verdict(canonical.id)}
    for copy in copies:
        match = pairs.of.get(copy.id, {}).get(canonical.id) or measure(copy, canonical)
        relation = relate_by_site(Relation.NEAR, copy, canonical) if match.relation is Relation.DIGEST else match.relation
        verdicts[copy.id] = Verdict(canonical.id, canonical.id, relation, match.similarity, match.containment)
    return verdicts


def _link(members: list[str], pairs: _Pairs, verdicts: dict[str, Verdict]) -> dict[str, Verdict]:
    """A digest's own cluster, its canonical article linked to the story that it contains best."""
    canonical = next(i for i in members if verdicts[i].cluster == i)
    inside = [m for m in pairs.of[canonical].values() if m.relation is Relation.DIGEST]
    if not inside:
        return {}
    best = max(inside, key=lambda m: (m.containment, m.similarity, m.other))
    story = verdicts[best.other].cluster
    return {canonical: Verdict(canonical, story, Relation.DIGEST, best.similarity, best.containment)}
