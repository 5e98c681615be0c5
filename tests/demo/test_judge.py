from dataclasses import replace

import pytest

from newsieve.article import Article, RemovalReason, Verdict
from newsieve.demo import Judged, Junk, PageTruth, Truth, judge
from newsieve.demo.judge import Result
from newsieve.urls import article_id, page_key

CREDIT = Junk("Edda Quorn / Ostrel Pictures", RemovalReason.PHOTO_CREDIT)
ADVERT = Junk("Advertisement", RemovalReason.ADVERTISEMENT)


def page(name: str, story: str, kind: str = "story") -> PageTruth:
    return PageTruth(
        url=f"http://127.0.0.2:80/{name}",
        outlet="The Gazette",
        kind=kind,
        title=f"Title of {story}",
        paragraphs=(f"First of {story}.", f"Second of {story}.", f"Third of {story}."),
        junk=(CREDIT, ADVERT),
        story=story,
        authors=("Ivo Crake",),
        published="2025-03-14T10:00:00+00:00",
        wire=kind != "story",
        tolerated=("From the agency.",),
    )


TRUTH = Truth(
    pages=(
        page("wire", "flood", "wire"),
        page("copy", "flood", "copy"),
        page("late", "flood", "copy"),
        page("own", "fair"),
    ),
    aliases={"http://127.0.0.2:80/copy?print=1": "http://127.0.0.2:80/copy"},
)


def article(truth: PageTruth, url: str | None = None) -> Article:
    key = page_key(url or truth.url)
    return Article(
        id=article_id(key),
        key=key,
        source=truth.url,
        url=url or truth.url,
        site=truth.outlet,
        title=truth.title,
        paragraphs=truth.paragraphs,
        authors=truth.authors,
        published=truth.published,
    )


def perfect() -> list[Result]:
    articles = [article(p) for p in TRUTH.pages]
    first = articles[0].id
    return [(a, Verdict(first if p.story == "flood" else a.id)) for a, p in zip(articles, TRUTH.pages, strict=True)]


def damaged(index: int, **changes: object) -> Judged:
    """What is judged when one article of a perfect result is changed."""
    results = perfect()
    results[index] = (replace(results[index][0], **changes), results[index][1])  # type: ignore[arg-type]  # by name
    return judge(TRUTH, results)


def regrouped(index: int, cluster: str) -> Judged:
    results = perfect()
    results[index] = (results[index][0], Verdict(cluster))
    return judge(TRUTH, results)


def wrongs(judged: Judged) -> dict[str, int]:
    return {row.what: row.wrong for row in judged.table() if row.wrong}


def test_a_perfect_crawl_has_no_wrongs() -> None:
    judged = judge(TRUTH, perfect())
    assert wrongs(judged) == {}
    assert judged.findings == ()
    assert judged.marks.kept == 12
    assert judged.clusters.copies_found == 3
    assert judged.clusters.originals_right == 1
    assert all(row.share == 1 for row in judged.table())


def test_the_order_of_results_does_not_matter() -> None:
    results = perfect()
    results[3] = (replace(results[3][0], paragraphs=("Nonsense.",)), results[3][1])
    assert judge(TRUTH, results) == judge(TRUTH, results[::-1])


def test_a_lost_paragraph_is_reported() -> None:
    judged = damaged(1, paragraphs=TRUTH.pages[1].paragraphs[:2])
    assert judged.marks.kept == 11
    assert judged.marks.lost == ("Third of flood.",)
    assert wrongs(judged) == {"story paragraphs kept / lost": 1}


def test_a_cut_paragraph_is_lost_and_nothing_else() -> None:
    judged = damaged(1, paragraphs=("First of", *TRUTH.pages[1].paragraphs[1:]))
    assert judged.marks.lost == ("First of flood.",)
    assert judged.marks.extra == ()


def test_glued_paragraphs_are_reported() -> None:
    judged = damaged(1, paragraphs=("First of flood. Second of flood.", "Third of flood."))
    assert judged.marks.glued == ("First of flood.", "Second of flood.")
    assert judged.marks.lost == judged.marks.extra == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (CREDIT.text, RemovalReason.PHOTO_CREDIT),
        (f"Photo: {CREDIT.text}.", RemovalReason.PHOTO_CREDIT),
        (ADVERT.text, RemovalReason.ADVERTISEMENT),
    ],
)
def test_junk_that_stayed_is_reported_by_kind(text: str, kind: RemovalReason) -> None:
    judged = damaged(1, paragraphs=(*TRUTH.pages[1].paragraphs, text))
    assert judged.junk_left == {kind: 1}
    assert judged.marks.extra == ()
    assert wrongs(judged) == {"junk removed / left": 1, f"junk: {kind.value}": 1}


def test_junk_glued_to_a_paragraph_is_reported() -> None:
    first, *others = TRUTH.pages[1].paragraphs
    judged = damaged(1, paragraphs=(f"{first} {CREDIT.text}", *others))
    assert judged.junk_left == {RemovalReason.PHOTO_CREDIT: 1}
    assert judged.marks.glued == (first,)


def test_boilerplate_marked_by_the_store_counts_as_removed() -> None:
    judged = damaged(1, paragraphs=(*TRUTH.pages[1].paragraphs, CREDIT.text), boilerplate=frozenset({3}))
    assert wrongs(judged) == {}


def test_text_from_nowhere_is_reported_and_a_notice_of_origin_is_not() -> None:
    judged = damaged(1, paragraphs=(*TRUTH.pages[1].paragraphs, "From the agency.", "Buy a kettle."))
    assert judged.marks.extra == ("Buy a kettle.",)


def test_paragraphs_out_of_order_are_reported() -> None:
    judged = damaged(1, paragraphs=TRUTH.pages[1].paragraphs[::-1])
    assert wrongs(judged) == {"pages in order / out of order": 1}


@pytest.mark.parametrize(
    ("field", "value", "row"),
    [
        ("title", "Another title", "titles right / wrong"),
        ("title", None, "titles right / wrong"),
        ("published", "2025-03-13", "dates right / wrong"),
        ("published", "2025-03-14T10:30:00+00:00", "dates right / wrong"),
        ("published", "yesterday", "dates right / wrong"),
        ("published", None, "dates right / wrong"),
        ("authors", (), "authors right / wrong"),
        ("authors", ("Ivo Crake", "Staff"), "authors right / wrong"),
    ],
)
def test_wrong_metadata_is_reported(field: str, value: object, row: str) -> None:
    assert wrongs(damaged(0, **{field: value})) == {row: 1}


@pytest.mark.parametrize(
    "published", ["2025-03-14", "2025-03-14T10:00:20Z", "2025-03-14T11:00+01:00", "2025-03-14T10:00"]
)
def test_a_date_told_otherwise_is_right(published: str) -> None:
    assert wrongs(damaged(0, published=published)) == {}


def test_a_missed_article_is_reported() -> None:
    judged = judge(TRUTH, perfect()[:3])
    assert (judged.found, judged.missed) == (3, 1)
    assert [finding.what for finding in judged.findings] == ["missed"]


def test_a_stored_page_that_is_no_article_is_reported() -> None:
    stranger = replace(article(TRUTH.pages[0]), url="http://127.0.0.2:80/about", id="x", key="x")
    judged = judge(TRUTH, [*perfect(), (stranger, Verdict("x"))])
    assert judged.strangers == ("http://127.0.0.2:80/about",)
    assert wrongs(judged) == {"articles / other pages taken for one": 1}


def test_a_missed_copy_is_reported() -> None:
    judged = regrouped(2, "alone")
    assert judged.clusters.copies_found == 1
    assert judged.clusters.copies_missed == 2
    assert judged.clusters.originals_wrong == 1
    assert judged.clusters.false_merges == 0


def test_a_false_merge_is_reported() -> None:
    flood = perfect()[0][0].id
    judged = regrouped(3, flood)
    assert judged.clusters.false_merges == 1
    assert wrongs(judged) == {"clusters of one story / of several": 1}
    assert {finding.text for finding in judged.findings} == {"flood", "fair"}


def test_a_cluster_led_by_a_copy_is_reported() -> None:
    copy = perfect()[1][0].id
    results = [
        (a, Verdict(copy) if p.story == "flood" else v) for (a, v), p in zip(perfect(), TRUTH.pages, strict=True)
    ]
    assert wrongs(judge(TRUTH, results)) == {"originals named / not named": 1}


def test_a_page_stored_under_two_urls_is_one_page_and_a_pair_to_be_found() -> None:
    twin = article(TRUTH.pages[1], "http://127.0.0.2:80/copy?print=1")
    together = judge(TRUTH, [*perfect(), (twin, Verdict(perfect()[0][0].id))])
    apart = judge(TRUTH, [*perfect(), (twin, Verdict(twin.id))])
    assert together.found == apart.found == 4
    assert together.clusters.copies_found == 6
    assert apart.clusters.copies_missed == 3
