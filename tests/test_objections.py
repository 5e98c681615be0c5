from __future__ import annotations

import time

import pytest

from newsieve.article import DropReason
from newsieve.objections import objections, read_reservations

ARCHIVE, TDM = DropReason.NOARCHIVE, DropReason.TDM_RESERVED


def reasons(body: str = "", **headers: str) -> list[DropReason]:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return [one.reason for one in objections(told, body.encode(), "newsieve")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<meta name="robots" content="index, NOARCHIVE">', [ARCHIVE]),
        ("<META CONTENT=noarchive NAME=Robots>", [ARCHIVE]),
        ("<meta name='newsieve' content='noarchive'>", [ARCHIVE]),
        ('<meta name="otherbot" content="noarchive">', []),
        ('<meta name="robots" content="noai, noimageai">', [TDM]),
        ('<meta name="robots" content="noimageai">', []),
        ('<meta name="tdm-reservation" content="1">', [TDM]),
        ('<meta name="tdm-reservation" content="0">', []),
        ('<meta name="tdm-reservation" content="1"><meta name=robots content=noarchive>', [TDM, ARCHIVE]),
        ('<!-- <meta name="robots" content="noarchive"> --><p>noarchive', []),
        ('<script>\'<meta name="robots" content="noarchive">\'</script>', []),
        ("<p>noarchive and tdm-reservation are words like others</p>", []),
        ('<meta name="robots" content="n&#111;archive">' + "noai", [ARCHIVE]),
        ("x" * 300_000 + '<meta name="robots" content="noarchive">', []),
    ],
)
def test_what_the_head_of_a_page_objects_to(body: str, expected: list[DropReason]) -> None:
    assert reasons(body) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("noarchive", [ARCHIVE]),
        ("noindex, NoArchive", [ARCHIVE]),
        ("newsieve: noarchive", [ARCHIVE]),
        ("Newsieve: nofollow, noarchive", [ARCHIVE]),
        ("otherbot: noarchive, nofollow", []),
        ("otherbot: noarchive\nnoai", [TDM]),
        ("unavailable_after: 25 Jun 2026 15:00:00 GMT, noarchive", [ARCHIVE]),
        ("max-snippet: 20, noarchive", [ARCHIVE]),
        ("all", []),
    ],
)
def test_what_an_x_robots_tag_objects_to(header: str, expected: list[DropReason]) -> None:
    assert reasons(x_robots_tag=header) == expected


def test_the_head_of_a_page_wins_over_its_headers() -> None:
    assert reasons(tdm_reservation="1") == [TDM]
    assert reasons('<meta name="tdm-reservation" content="0">', tdm_reservation="1") == []
    assert reasons('<meta name="tdm-reservation" content="?">', tdm_reservation="1") == [TDM]


def test_an_objection_says_where_it_stands() -> None:
    [found] = objections({"x-robots-tag": "newsieve: noarchive"}, b"", "newsieve")
    assert found.where == "header X-Robots-Tag: noarchive"


RULES = """[
    {"location": "/open/private/", "tdm-reservation": 1},
    {"location": "/open/", "tdm-reservation": 0},
    {"location": "/*/archive/*.html$", "tdm-reservation": "1", "tdm-policy": "https://example.org/policy"},
    {"location": "/caf%C3%A9", "tdm-reservation": 1},
    {"location": 7, "tdm-reservation": 1}, {"location": "/no-value"}, "nonsense", null
]"""


@pytest.mark.parametrize(
    ("path", "reserved"),
    [
        ("/open/private/a", True),
        ("/open/a", False),
        ("/news/archive/2026/a.html", True),
        ("/news/archive/2026/a.html?page=2", False),
        ("/news/archive/a.html.html", True),
        ("/caf%c3%a9/a", True),
        ("/café/a", True),
        ("/no-value", False),
        ("", False),
    ],
)
def test_the_first_rule_of_a_tdmrep_json_that_matches_counts(path: str, reserved: bool) -> None:
    assert read_reservations(RULES).reserve(f"https://example.org{path}") is reserved


@pytest.mark.parametrize("text", ["", "<html>", "7", "null", "[" * 100_000, '{"location": "/a"}'])
def test_what_is_no_tdmrep_json_reserves_nothing(text: str) -> None:
    assert not read_reservations(text).reserve("https://example.org/a")


def test_one_rule_without_brackets_is_a_rule() -> None:
    assert read_reservations('{"location": "/", "tdm-reservation": 1}').reserve("https://example.org/")


def test_no_pattern_takes_long() -> None:
    rules = read_reservations(f'[{{"location": "/{"*a" * 50}b$", "tdm-reservation": 1}}]')
    begun = time.monotonic()
    assert not rules.reserve("https://example.org/" + "a" * 5_000)
    assert time.monotonic() - begun < 1


def test_no_page_takes_long() -> None:
    begun = time.monotonic()
    for body in ("<meta " * 40_000, "<!--" * 60_000, "<script" * 30_000, "<meta a=" * 30_000, '<meta name="x' * 20_000):
        objections({}, (body + "noarchive").encode(), "newsieve")
    assert time.monotonic() - begun < 2
