"""From verified pairs to stories.

1. A document that contains two others which have nothing to do with one another is a digest: its pairs with the
   stories it carries merge nothing.
2. A text that matches many others which do not match one another is a commonplace: it merges nothing either.
3. Texts of like size that match form groups.
4. A group that is contained in larger ones joins one of them, the one that contains it best on average; a group
   that others have joined stays where it is. So no chain of excerpts can bridge two stories.
5. In each cluster the canonical article is chosen by rule, and the others are described by how they relate to it.

Documents with the same words count as one text. All of it is a function of the set of documents and pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from newsieve.article import Match, Relation, Verdict

from .canonical import order
from .commonplaces import CLOSE, commonplaces
from .digests import digests
from .document import Document
from .pairs import Pairs, is_like_size
from .texts import Texts
from .verify import measure, relate_by_site

Group = int  # a group's place in the list of groups
Hosts = dict[Group, float]  # the groups that contain one, and how well on average


def lead(documents: Iterable[Document], matches: Iterable[tuple[str, Match]]) -> dict[str, Verdict]:
    """The verdict on each document, from the verified pairs among them; pairs with others are left out.

    Independent of the order of both, and the same as leading each connected component by itself. A digest is the
    canonical article of its own cluster, yet its verdict links it to the story that it contains best.
    """
    by_id = {d.id: d for d in documents}
    texts = Texts.of(by_id, matches)
    carriers = digests(texts.heads, texts.pairs)
    common = commonplaces(texts.pairs)
    stories = texts.pairs.where(
        lambda one, match: (
            (one in carriers) == (match.other in carriers)
            and (match.similarity >= CLOSE or common.isdisjoint((one, match.other)))
        )
    )
    verdicts: dict[str, Verdict] = {}
    for heads in _clusters(texts.heads, stories):
        members = [by_id[i] for head in heads for i in texts.copies[head]]
        verdicts |= _verdicts(members, texts)
    return verdicts | dict(_links(carriers, texts, verdicts))


def _clusters(documents: Mapping[str, Document], pairs: Pairs) -> Iterable[list[str]]:
    """The members of each cluster: a group of like size, and the shorter ones that joined it."""
    groups = pairs.where(lambda _, match: is_like_size(match)).components(documents)
    clusters = dict(enumerate(groups))
    for guest, host in _joined(documents, groups, pairs).items():
        clusters[host] = clusters[host] + clusters.pop(guest)
    return clusters.values()


def _joined(documents: Mapping[str, Document], groups: Sequence[list[str]], pairs: Pairs) -> dict[Group, Group]:
    """Which group joins which: the longest is asked first, and none that has guests leaves."""
    length = [max(len(documents[i].text) for i in group) for group in groups]
    contained = _contained(groups, pairs)
    joined: dict[Group, Group] = {}
    hosts: set[Group] = set()
    for g in sorted(contained, key=lambda g: (-length[g], groups[g])):
        open_to = {h: mean for h, mean in contained[g].items() if h not in joined}
        if open_to and g not in hosts:
            joined[g] = max(open_to, key=lambda h: (open_to[h], length[h], groups[h]))
            hosts.add(joined[g])
    return joined


def _contained(groups: Sequence[list[str]], pairs: Pairs) -> dict[Group, Hosts]:
    """For each group that is contained in others: the mean containment over all pairs, those unmatched as zero."""
    home = {one: g for g, group in enumerate(groups) for one in group}
    contained: dict[Group, Hosts] = {}
    for g, group in enumerate(groups):
        sums: Hosts = {}
        for match in (m for one in group for m in pairs.around(one).values() if m.relation is Relation.EXCERPT):
            host = home[match.other]
            if host != g:
                sums[host] = sums.get(host, 0.0) + match.containment
        if sums:
            contained[g] = {h: total / (len(group) * len(groups[h])) for h, total in sums.items()}
    return contained


def _verdicts(members: list[Document], texts: Texts) -> dict[str, Verdict]:
    """The canonical article of a cluster, and how each other member relates to it."""
    canonical, *copies = order(members)
    verdicts = {canonical.id: Verdict(canonical.id)}
    for copy in copies:
        match = texts.match(copy.id, canonical.id) or measure(copy, canonical)
        # What contains the canonical article and carries no second story is a longer version of it.
        told = Relation.NEAR if match.relation is Relation.DIGEST else match.relation
        relation = relate_by_site(told, copy, canonical)
        verdicts[copy.id] = Verdict(canonical.id, canonical.id, relation, match.similarity, match.containment)
    return verdicts


def _links(carriers: Iterable[str], texts: Texts, verdicts: Mapping[str, Verdict]) -> Iterable[tuple[str, Verdict]]:
    """The verdicts of digests: the first of each cluster of them is linked to the story that it contains best."""
    for digest in (i for carrier in carriers for i in texts.copies[carrier] if verdicts[i].cluster == i):
        around = texts.pairs.around(texts.head_of[digest]).values()
        inside = [m for m in around if m.relation is not Relation.EXCERPT and verdicts[m.other].cluster != digest]
        best = max(inside, key=lambda m: (m.containment, m.similarity, m.other), default=None)
        if best:
            story = verdicts[best.other].cluster
            yield digest, Verdict(digest, story, Relation.DIGEST, best.similarity, best.containment)
