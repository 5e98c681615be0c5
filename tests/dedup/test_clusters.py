from __future__ import annotations

from newsieve.article import Match, Relation, Verdict
from newsieve.dedup import Document, deduplicate, lead
from tests.dedup.made_up import FERRY, LIBRARY, ORCHARD, edit, first, invent, syndicate


def _verdicts(*documents: Document) -> dict[str, Verdict]:
    return deduplicate(documents).verdicts


def test_a_story_alone_is_its_own_cluster() -> None:
    assert _verdicts(Document("a", FERRY), Document("b", LIBRARY)) == {"a": Verdict("a"), "b": Verdict("b")}


def test_each_kind_of_copy_is_led_to_the_canonical_article() -> None:
    verdicts = _verdicts(
        Document("wire", FERRY, "strait.example", "2026-03-01T08:00:00Z"),
        Document("reprint", FERRY, "merrow.example", "2026-03-01T09:00:00Z"),
        Document("edited", syndicate(edit(FERRY, 1), "Dunholm Post", "Agencies"), "dunholm.example", "2026-03-02"),
        Document("brief", first(FERRY, 0.5), "eastlow.example", "2026-03-02"),
        Document("later", edit(FERRY, 2), "strait.example", "2026-03-03"),
    )
    assert {v.cluster for v in verdicts.values()} == {"wire"}
    assert {i: v.relation for i, v in verdicts.items()} == {
        "wire": None,
        "reprint": Relation.EXACT,
        "edited": Relation.NEAR,
        "brief": Relation.EXCERPT,
        "later": Relation.REVISION,
    }
    assert {v.duplicate_of for i, v in verdicts.items() if i != "wire"} == {"wire"}


def test_a_longer_version_of_an_earlier_brief_is_a_copy_not_a_digest() -> None:
    brief = Document("brief", first(FERRY, 0.5), published="2026-03-01")
    verdict = _verdicts(brief, Document("full", FERRY, published="2026-03-02"))["full"]
    assert (verdict.cluster, verdict.relation) == ("brief", Relation.NEAR)


def test_a_digest_is_linked_and_merges_none_of_its_stories() -> None:
    verdicts = _verdicts(
        Document("ferry", FERRY),
        Document("ferry copy", edit(FERRY, 1)),
        Document("library", LIBRARY),
        Document("digest", "\n\n".join([FERRY, LIBRARY])),
    )
    assert len({verdicts[i].cluster for i in ("ferry", "library", "digest")}) == 3
    assert verdicts["ferry"].cluster == verdicts["ferry copy"].cluster
    assert verdicts["digest"].cluster == "digest"
    assert verdicts["digest"].relation is Relation.DIGEST
    assert verdicts["digest"].duplicate_of in {verdicts["ferry"].cluster, "library"}


def test_two_copies_of_one_digest_are_one_cluster() -> None:
    digest = "\n\n".join([FERRY, LIBRARY, ORCHARD])
    stories = [Document("f", FERRY), Document("l", LIBRARY), Document("o", ORCHARD)]
    verdicts = _verdicts(*stories, Document("one", digest), Document("two", edit(digest, 1, 0.01)))
    assert verdicts["one"].cluster == verdicts["two"].cluster
    assert len({v.cluster for v in verdicts.values()}) == 4


def test_an_earlier_story_with_two_separate_excerpts_is_no_digest() -> None:
    paragraphs = FERRY.split("\n\n")
    verdicts = _verdicts(
        Document("whole", FERRY, published="2026-03-01"),
        Document("head", "\n\n".join(paragraphs[:3]), published="2026-03-02"),
        Document("tail", "\n\n".join(paragraphs[3:]), published="2026-03-03"),
    )
    assert {v.cluster for v in verdicts.values()} == {"whole"}


def test_a_chain_of_excerpts_does_not_bridge_stories() -> None:
    documents = [Document(i, invent(n)) for n, i in enumerate("abcd")]
    containing = [Match(other, Relation.EXCERPT, 0.3, 0.7) for other in "bcd"]
    verdicts = lead(documents, list(zip("abc", containing, strict=True)))
    assert max([v.cluster for v in verdicts.values()].count(c) for c in "abcd") == 2


def test_releases_that_share_a_closing_paragraph_with_a_short_one_stay_apart() -> None:
    about = f"About Merrow Strait Line: {invent(50, 60)}"
    short = Document("short", f"{invent(51, 20)}\n\n{about}")
    releases = [Document(f"r{i}", f"{invent(i, 60)}\n\n{about}") for i in range(6)]
    found = deduplicate([short, *releases])
    assert len(found.matches) >= 6
    assert len({v.cluster for v in found.verdicts.values()}) == 7


def test_members_that_were_never_compared_still_get_both_measures() -> None:
    documents = [
        Document("a", FERRY, published="2026-03-01"),
        Document("b", edit(FERRY, 1)),
        Document("c", edit(FERRY, 2)),
    ]
    matches = [("b", Match("a", Relation.NEAR, 0.8, 0.9)), ("c", Match("b", Relation.NEAR, 0.7, 0.85))]
    verdict = lead(documents, matches)["c"]
    assert verdict.cluster == "a"
    assert verdict.similarity is not None
    assert verdict.containment is not None
    assert 0.5 < verdict.similarity < verdict.containment < 1


def test_matches_with_documents_that_are_not_given_are_left_out() -> None:
    match = Match("gone", Relation.NEAR, 0.8, 0.9)
    assert lead([Document("a", FERRY)], [("a", match)]) == {"a": Verdict("a")}
