"""A set of documents of any size, by the compiled loops: read one by one, compared at once, led story by story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from newsieve.article import Match, Relation, Signature, Verdict

from .bulk import Pairs, compare_corpus, components, groups
from .clusters import lead
from .corpus import Collected, Corpus
from .deduplicated import Deduplicated, Progress
from .document import Document
from .verify import matched


def deduplicate_by_machine(ordered: Sequence[Document], progress: Progress) -> Deduplicated:
    """`deduplicate` for documents in the order of the canonical rule."""
    corpus, total = Corpus(ordered), len(ordered)
    for done, document in enumerate(ordered, 1):
        corpus.add(document)
        progress(done // 3, total)
    corpus.close()
    found = compare_corpus(
        corpus, lambda done, all_: progress((total + total * done // all_) // 3, total), signatures=True
    )
    verdicts: dict[str, Verdict] = {}
    for some in stories(corpus, found.pairs):
        verdicts |= some
        progress((2 * total + len(verdicts)) // 3, total)
    by_text = [Signature(row.astype("<u4", copy=False).tobytes()) for row in found.signatures]
    signatures = {d.id: by_text[text] for d, text in zip(ordered, corpus.text_of.tolist(), strict=True)}
    by_number = dict(enumerate(ordered))
    matches = (*_copies(corpus, by_number), *_matches(corpus, by_number, found.pairs))
    return Deduplicated(found.suppressed, signatures, matches, verdicts)


def judge_by_machine(documents: Collected, progress: Progress) -> Iterator[tuple[str, Verdict]]:
    """`judge` for many documents: their shingles lie in a file while it works, the documents where they lie."""
    total = len(documents)
    with TemporaryDirectory(prefix="newsieve-") as folder:
        corpus = Corpus(documents, Path(folder) / "corpus")
        for done in range(total):
            corpus.add(documents[done])
            progress(done // 2, total)
        corpus.close()
        found = compare_corpus(corpus, lambda done, all_: progress((2 * total + total * done // all_) // 4, total))
        done = 0
        for some in stories(corpus, found.pairs):
            yield from some.items()
            done += len(some)
            progress((3 * total + done) // 4, total)


def stories(corpus: Corpus, pairs: Pairs) -> Iterator[dict[str, Verdict]]:
    """The verdicts on all documents, those that are joined by matches at a time."""
    roots = components(len(corpus), pairs)
    pairs = pairs[np.argsort(roots[pairs[:, 0]], kind="stable")]
    of_pairs = roots[pairs[:, 0]]
    of_documents = roots[corpus.text_of]
    for group in groups(of_documents):
        if len(group) == 1:
            one = corpus.documents[int(group[0])].id
            yield {one: Verdict(one)}
        else:
            root = of_documents[group[0]]
            first, last = np.searchsorted(of_pairs, [root, root + 1])
            yield _led(corpus, group, pairs[first:last])


def _led(corpus: Corpus, group: NDArray[np.intp], pairs: Pairs) -> dict[str, Verdict]:
    documents = {number: corpus.documents[number] for number in group.tolist()}
    text = {documents[n].id: t for n, t in zip(documents, corpus.text_of[group].tolist(), strict=True)}
    matches = [*_copies(corpus, documents), *_matches(corpus, documents, pairs)]
    return lead(documents.values(), matches, lambda document: corpus.prepared(text[document.id], document))


def _copies(corpus: Corpus, documents: Mapping[int, Document]) -> Iterator[tuple[str, Match]]:
    """The matches of documents that have the words of a former one."""
    for number, document in documents.items():
        text = corpus.text_of[number]
        first = int(corpus.heads[text])
        if number != first and corpus.lengths[text, 0]:
            yield document.id, Match(documents[first].id, Relation.EXACT, 1.0, 1.0)


def _matches(corpus: Corpus, documents: Mapping[int, Document], pairs: Pairs) -> Iterator[tuple[str, Match]]:
    """The matches that these pairs of texts tell of, each text told by its first document."""
    ends = pairs[:, :2].ravel()
    heads, sizes = corpus.heads[ends].reshape(-1, 2).tolist(), corpus.lengths[ends, 0].reshape(-1, 2).tolist()
    for (one, other), (size_one, size_other), common in zip(heads, sizes, pairs[:, 2].tolist(), strict=True):
        a = documents[other]
        yield a.id, matched(a, size_other, documents[one], size_one, common)
