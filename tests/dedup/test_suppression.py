from __future__ import annotations

from newsieve.dedup import Document, Suppressed, bands, compare, outgrown, prepare, shingle, signature, suppressed
from tests.dedup.made_up import FERRY, LIBRARY, edit, invent

NOTICE = "Sign up for our morning letter and have the headlines of the strait delivered to your inbox every day."


def _prepared(texts: list[str]) -> list[Document]:
    return [Document(f"d{i}", text) for i, text in enumerate(texts)]


def _suppressed(texts: list[str]) -> Suppressed:
    return suppressed(prepare(d) for d in _prepared(texts))


def test_what_many_different_stories_share_has_no_voice() -> None:
    table = _suppressed([f"{invent(i)}\n\n{NOTICE}" for i in range(70)])
    assert table.shingles.tolist() == shingle(NOTICE).tolist()


def test_what_few_stories_share_keeps_its_voice() -> None:
    assert len(_suppressed([f"{invent(i)}\n\n{NOTICE}" for i in range(50)])) == 0


def test_a_story_with_many_edited_copies_is_not_silenced_by_its_success() -> None:
    copies = [edit(FERRY, i) for i in range(90)]
    others = [f"{invent(i)}\n\n{NOTICE}" for i in range(70)]
    table = _suppressed(copies + others)
    assert table.shingles.tolist() == shingle(NOTICE).tolist()


def test_the_table_does_not_depend_on_the_order_of_documents() -> None:
    documents = [prepare(d) for d in _prepared([f"{invent(i)}\n\n{NOTICE}" for i in range(70)])]
    assert suppressed(documents) == suppressed(documents[::-1])


def test_a_table_is_outgrown_by_documents_that_hold_new_shingles_to_suppress() -> None:
    documents = [prepare(d) for d in _prepared([f"{invent(i)}\n\n{NOTICE}" for i in range(70)])]
    assert outgrown(documents, Suppressed())
    assert not outgrown(documents, suppressed(documents))
    assert not outgrown(documents[:50], Suppressed())


def test_a_table_is_not_outgrown_by_the_copies_of_one_story() -> None:
    assert not outgrown([prepare(Document(f"d{i}", edit(FERRY, i))) for i in range(90)], Suppressed())


def test_a_table_survives_being_written() -> None:
    table = Suppressed(shingle(NOTICE))
    assert Suppressed.from_bytes(table.to_bytes()) == table
    assert Suppressed.from_bytes(Suppressed().to_bytes()) == Suppressed()


def test_two_stories_that_share_only_what_is_suppressed_do_not_match() -> None:
    frame = " ".join(invent(i) for i in range(3))
    one, two = prepare(Document("a", f"{LIBRARY} {frame}")), prepare(Document("b", f"{FERRY} {frame}"))
    assert compare(one, two, Suppressed()) is not None
    assert compare(one, two, Suppressed(shingle(frame))) is None


def test_a_text_that_is_nothing_but_suppressed_matches_its_exact_copies_only() -> None:
    table = Suppressed(shingle(f"{NOTICE} {FERRY}"))
    one, same, other = (prepare(Document(i, t)) for i, t in (("a", NOTICE), ("b", NOTICE.upper()), ("c", FERRY)))
    match = compare(one, same, table)
    assert match is not None
    assert match.similarity == 1.0
    assert compare(one, other, table) is None
    keys = [set(bands(signature(p, table))) for p in (one, same, other)]
    assert keys[0] == keys[1]
    assert not keys[0] & keys[2]
