from __future__ import annotations

import pytest

from newsieve.store import Seen, SourceRun
from newsieve.watch.reach import first_without, had_elsewhere


def down(source: str, *runs: int) -> list[Seen]:
    return [Seen(run, run * 60.0, SourceRun(source, failed=1, lost_lists={"timeout": 1})) for run in runs]


def well(source: str, *runs: int) -> list[Seen]:
    return [Seen(run, run * 60.0, SourceRun(source, answered=1, lists=1)) for run in runs]


def looked_at(source: str, *runs: int) -> list[Seen]:
    return [Seen(run, run * 60.0, SourceRun(source, fetched=3)) for run in runs]


ABCD = [*well("a", 1), *well("b", 1), *well("c", 1), *well("d", 1)]


@pytest.mark.parametrize(
    ("tried", "others", "first"),
    [
        ({"a": [9], "b": [9]}, [], 9),
        ({"a": [9], "b": [9]}, ABCD, 9),  # half of them
        ({"a": [9]}, ABCD, None),  # one of a longer list
        ({"a": [7, 8, 9]}, ABCD, None),
        ({"a": [9]}, well("a", 1), None),  # one failed visit
        ({"a": [8, 9]}, down("a", 8), None),
        ({"a": [7, 8, 9]}, down("a", 7, 8), 7),
        ({"a": [7, 8, 9]}, [*down("a", 7, 8), *looked_at("b", 8)], 7),
        ({"a": [6, 8, 9]}, [*down("a", 6, 8), *well("b", 7)], None),  # it is its own trouble
        ({"a": [5, 9], "b": [5, 9]}, [*ABCD, *well("c", 7)], None),
        ({"a": [5, 9], "b": [9]}, [*ABCD, *well("c", 7)], 9),  # what is new is seen of b
        ({}, ABCD, None),
        ({"a": [], "b": [9]}, [], None),  # another run has had something of it since
    ],
)
def test_a_run_tells_of_all_sources_only_what_it_can_know(
    tried: dict[str, list[int]], others: list[Seen], first: int | None
) -> None:
    found = first_without({source: down(source, *runs) for source, runs in tried.items()}, others)
    assert (found.run if found else None) == first


def test_a_source_that_is_down_while_another_can_be_had_is_down_itself() -> None:
    assert had_elsewhere(down("a", 5, 9), well("c", 7))
    assert had_elsewhere(down("a", 5, 9), well("c", 5))
    assert not had_elsewhere(down("a", 5, 9), [*well("c", 4), *down("c", 8), *looked_at("d", 8)])
    assert not had_elsewhere([], well("c", 7))
