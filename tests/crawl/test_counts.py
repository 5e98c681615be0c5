from __future__ import annotations

from newsieve.crawl.counts import Asked, SourceCounts


def test_articles_that_are_looked_at_again_are_no_answer_to_what_was_asked_anew() -> None:
    counts = SourceCounts("Harbour Times")
    for asked, status in (
        (Asked.LOOK, 200),
        (Asked.LOOK, 304),
        (Asked.STORY, 200),
        (Asked.LIST, 304),
        (Asked.LIST, 404),
    ):
        counts.hears(asked, status, 100)
    told = counts.sum({})
    assert (told.answered, told.lists, told.bytes, told.statuses) == (2, 1, 500, {"404": 1})
