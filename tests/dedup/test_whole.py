from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from newsieve.article import Match, Verdict
from newsieve.dedup import Document, Prepared, Suppressed, bands, compare, deduplicate, lead, prepare, signature
from newsieve.dedup.pairs import Pairs
from newsieve.dedup.texts import Texts
from tests.dedup.made_up import FERRY, LIBRARY, ORCHARD, edit, first, invent, shuffled, syndicate

_stories = st.sampled_from([FERRY, LIBRARY, ORCHARD, invent(1), f"{FERRY}\n\n{LIBRARY}"])
_texts = st.one_of(
    _stories,
    st.builds(edit, _stories, st.integers(0, 9)),
    st.builds(first, _stories, st.sampled_from([0.3, 0.5, 0.8])),
    st.builds(syndicate, _stories, st.sampled_from(["Merrow Mail", "Dunholm Post"]), st.just("Agencies")),
    st.just(""),
)
_dates = st.sampled_from([None, "2026-03-01", "2026-03-01T07:30:00Z", "2026-03-02T10:00:00+02:00", "soon"])
_sites = st.sampled_from([None, "merrow.example", "dunholm.example"])
_sets = st.lists(st.tuples(_texts, _sites, _dates), max_size=14).map(
    lambda rows: [Document(f"d{i}", text, site, date) for i, (text, site, date) in enumerate(rows)]
)


def _insert_one_by_one(documents: Sequence[Document], suppressed: Suppressed) -> list[tuple[str, Match]]:
    """What a store does: look each document's bands up, compare it with what is found, remember it."""
    buckets: defaultdict[int, list[str]] = defaultdict(list)
    stored: dict[str, Prepared] = {}
    matches = []
    for document in documents:
        prepared = prepare(document)
        keys = bands(signature(prepared, suppressed))
        for other in sorted({other for key in keys for other in buckets[key]}):
            match = compare(prepared, stored[other], suppressed)
            if match:
                matches.append((document.id, match))
        for key in keys:
            buckets[key].append(document.id)
        stored[document.id] = prepared
    return matches


def _as_texts(documents: Sequence[Document], matches: Sequence[tuple[str, Match]]) -> Texts:
    return Texts.of({d.id: d for d in documents}, matches)


@settings(max_examples=40, deadline=None)
@given(_sets, st.integers(0, 99))
def test_the_result_does_not_depend_on_the_order_of_documents(documents: list[Document], seed: int) -> None:
    by_id = {d.id: d for d in documents}
    other = [by_id[i] for i in shuffled(list(by_id), seed)]
    assert deduplicate(documents) == deduplicate(other)


@settings(max_examples=40, deadline=None)
@given(_sets, st.integers(0, 99))
def test_inserting_one_by_one_in_any_order_gives_the_same_as_the_whole(documents: list[Document], seed: int) -> None:
    whole = deduplicate(documents)
    by_id = {d.id: d for d in documents}
    matches = _insert_one_by_one([by_id[i] for i in shuffled(list(by_id), seed)], whole.suppressed)
    assert _as_texts(documents, matches) == _as_texts(documents, whole.matches)
    assert lead(documents, matches) == whole.verdicts


@settings(max_examples=40, deadline=None)
@given(_sets)
def test_leading_each_connected_component_by_itself_gives_the_same(documents: list[Document]) -> None:
    whole = deduplicate(documents)
    by_id = {d.id: d for d in documents}
    apart: dict[str, Verdict] = {}
    for component in Pairs.among(by_id, whole.matches).components(by_id):
        apart |= lead([by_id[i] for i in component], whole.matches)
    assert apart == whole.verdicts


@settings(max_examples=40, deadline=None)
@given(_sets)
def test_every_cluster_is_named_by_its_canonical_member(documents: list[Document]) -> None:
    verdicts = deduplicate(documents).verdicts
    assert verdicts.keys() == {d.id for d in documents}
    for verdict in verdicts.values():
        assert verdicts[verdict.cluster].cluster == verdict.cluster


def test_inserting_agrees_with_the_whole_when_shingles_are_suppressed() -> None:
    notice = "Sign up for our morning letter and have the headlines of the strait delivered to your inbox every day."
    documents = [Document(f"d{i}", f"{invent(i // 2)}\n\n{notice} {i % 2}") for i in range(140)]
    whole = deduplicate(documents)
    assert len(whole.suppressed) > 10
    matches = _insert_one_by_one(documents[::-1], whole.suppressed)
    assert lead(documents, matches, lambda d: prepare(d).voiced(whole.suppressed)) == whole.verdicts
    assert len({v.cluster for v in whole.verdicts.values()}) == 70


def test_the_signatures_of_the_whole_are_those_of_each_document() -> None:
    documents = [
        Document("a", FERRY),
        Document("b", FERRY.upper()),
        Document("c", LIBRARY),
        *map(Document, "de", ["", ""]),
    ]
    whole = deduplicate(documents)
    assert whole.signatures == {d.id: signature(prepare(d), whole.suppressed) for d in documents}


def test_a_page_that_a_thousand_addresses_serve_costs_no_million_pairs() -> None:
    whole = deduplicate([Document(f"d{i:04}", FERRY) for i in range(1000)])
    assert len(whole.matches) == 999
    assert {v.cluster for v in whole.verdicts.values()} == {"d0000"}


def test_progress_is_told_up_to_the_total() -> None:
    told: list[tuple[int, int]] = []
    deduplicate([Document("a", FERRY), Document("b", LIBRARY)], lambda done, total: told.append((done, total)))
    assert told[-1] == (2, 2)


def test_nothing_comes_of_nothing() -> None:
    assert deduplicate([]).verdicts == {}
