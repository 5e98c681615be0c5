"""From verified pairs to stories.

1. A document that contains two others which have nothing to do with one another is a digest: its pairs with the
   stories it carries merge nothing.
2. From the longest down, each text joins the story it lies in or begins its own, so that no shorter text that two
   stories have in common can bridge them (see `gathering`).
3. In each cluster the canonical article is chosen by rule, and the others are described by how they relate to it.

Documents with the same words count as one text. All of it is a function of the set of documents and pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from newsieve.article import Match, Relation, Verdict

from .canonical import order
from .digests import digests
from .document import Document
from .gathering import gather
from .texts import Texts
from .verify import Prepared, measure, prepare, relate_by_site


def lead(
    documents: Iterable[Document], matches: Iterable[tuple[str, Match]], read: Callable[[Document], Prepared] = prepare
) -> dict[str, Verdict]:
    """The verdict on each document, from the verified pairs among them; pairs with others are left out.

    `read` prepares a document as it was compared: without the suppressed shingles. Independent of the order of
    documents and pairs, and the same as leading each connected component by itself. A digest is the canonical
    article of its own cluster, yet its verdict links it to the story that it contains best.
    """
    by_id = {d.id: d for d in documents}
    texts = Texts.of(by_id, matches)
    carriers = digests(texts.heads, texts.pairs)
    pairs = texts.pairs.where(lambda one, match: (one in carriers) == (match.other in carriers))
    matched = {one: read(texts.heads[one]) for one, around in pairs.of.items() if around}
    alone = [[one] for one in texts.heads if one not in matched]
    verdicts: dict[str, Verdict] = {}
    for heads in gather(matched, pairs) + alone:
        members = [by_id[i] for head in heads for i in texts.copies[head]]
        verdicts |= _verdicts(members, texts)
    return verdicts | dict(_links(carriers, texts, verdicts))


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
