"""How far a crawl may be ahead of what it has stored."""

from __future__ import annotations

from newsieve.crawl.ahead import AHEAD, START, STORING, UnderWay, is_ahead

WORKERS = 2
ENOUGH = AHEAD * WORKERS


def under_way(
    fetching: int = 0, waiting: int = 0, pages: int = 0, *, done: bool = True, seconds: float = 60.0
) -> UnderWay:
    return UnderWay(fetching, waiting, pages, done, seconds)


def test_a_crawl_that_has_nothing_under_way_makes_requests() -> None:
    assert not is_ahead(under_way(), WORKERS)
    assert not is_ahead(under_way(done=False, seconds=0.0), WORKERS)


def test_requests_that_hang_hold_up_nobody_while_a_reading_process_is_short_of_work() -> None:
    assert not is_ahead(under_way(fetching=500, waiting=WORKERS - 1, pages=WORKERS - 1), WORKERS)


def test_pages_that_come_faster_than_they_are_read_hold_back_further_requests() -> None:
    assert is_ahead(under_way(fetching=ENOUGH - WORKERS, waiting=WORKERS, pages=WORKERS), WORKERS)
    assert not is_ahead(under_way(fetching=ENOUGH - WORKERS - 1, waiting=WORKERS, pages=WORKERS), WORKERS)


def test_pages_that_are_read_faster_than_they_are_stored_hold_back_further_requests() -> None:
    assert is_ahead(under_way(fetching=STORING, pages=ENOUGH), WORKERS)
    assert not is_ahead(under_way(fetching=STORING, pages=ENOUGH - 1), WORKERS)


def test_a_crawl_begins_with_few_requests_and_goes_on_once_a_page_is_done_with_or_hosts_prove_slow() -> None:
    begun = under_way(fetching=ENOUGH, done=False, seconds=0.5)
    assert is_ahead(begun, WORKERS)
    assert not is_ahead(under_way(fetching=ENOUGH, seconds=0.5), WORKERS)
    assert not is_ahead(under_way(fetching=ENOUGH, done=False, seconds=START), WORKERS)
