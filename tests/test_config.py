from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from newsieve.config import Source, read_sources
from newsieve.errors import ConfigError, UsageError
from newsieve.keys import SOURCE_KEYS, TOP_KEYS

ONE = '[[source]]\nname = "Harbour Times"\nstart = "https://harbour.example/"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read_sources(written(folder, text))
    assert "\n" not in str(caught.value)
    assert "sources.toml" in str(caught.value)
    return str(caught.value)


def test_a_full_file_is_read_in_order_with_defaults_where_a_source_is_silent(tmp_path: Path) -> None:
    text = """
    contact = "newsdesk@example.org"
    [defaults]
    every = "2h"
    language = "EN"
    [[source]]
    name = "Harbour Times"
    start = "https://harbour.example/"
    every = "10m"
    [[source]]
    name = "Hill Post"
    feeds = ["https://hill.example/rss", "https://hill.example/rss"]
    sections = ["https://hill.example/local"]
    sitemaps = ["https://hill.example/news.xml"]
    """
    read = read_sources(written(tmp_path, text))
    assert read.contact == "newsdesk@example.org"
    assert read.sources == (
        Source("Harbour Times", "https://harbour.example/", every=timedelta(minutes=10), language="en"),
        Source(
            "Hill Post",
            feeds=("https://hill.example/rss",),
            sections=("https://hill.example/local",),
            sitemaps=("https://hill.example/news.xml",),
            every=timedelta(hours=2),
            language="en",
        ),
    )


def test_a_source_is_due_every_half_hour_where_nothing_is_said(tmp_path: Path) -> None:
    assert read_sources(written(tmp_path, ONE)).sources[0].every == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("text", "shortest", "longest"),
    [
        ("", 1800, 4 * 3600),
        ('every = "6h"', 6 * 3600, 24 * 3600),
        ('every = "2d"', 2 * 86400, 2 * 86400),
        ('every = "5m"\nmax_every = "20m"', 300, 1200),
    ],
)
def test_a_place_is_visited_between_two_bounds(tmp_path: Path, text: str, shortest: int, longest: int) -> None:
    bounds = read_sources(written(tmp_path, ONE + text)).sources[0].bounds
    assert (bounds.shortest, bounds.longest) == (shortest, longest)


def test_the_longest_time_between_two_visits_is_no_shorter_than_the_shortest(tmp_path: Path) -> None:
    line = complaint(tmp_path, '[defaults]\nmax_every = "1h"\n' + ONE + 'every = "2h"\n')
    assert "source 1 (Harbour Times): max_every: 1:00:00: expected" in line


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes(b"\xef\xbb\xbf" + ONE.encode())
    assert read_sources(path).sources[0].name == "Harbour Times"


@pytest.mark.parametrize(
    ("text", "key", "hint"),
    [
        (ONE + 'strat = "https://x.example/"\n', "strat", "did you mean start?"),
        ('contacts = "a@b.example"\n' + ONE, "contacts", "did you mean contact?"),
        ('[defaults]\nfeeds = ["https://x.example/"]\n' + ONE, "defaults: feeds", "allowed are every, max_every"),
        ("colour = 1\n" + ONE, "colour", "allowed are contact, proxy, alert_command, webhook, defaults, source"),
    ],
)
def test_an_unknown_key_is_named_with_what_is_allowed(tmp_path: Path, text: str, key: str, hint: str) -> None:
    line = complaint(tmp_path, text)
    assert f"{key}: unknown key" in line
    assert hint in line


@pytest.mark.parametrize(
    ("assignment", "expected"),
    [
        ("name = 3", "name: 3: expected a text"),
        ('name = "a\\nb"', "expected a text of one line"),
        ('start = "harbour.example"', "start: 'harbour.example': expected an http:// or https:// URL"),
        ('feeds = "https://x.example/"', "expected a list of URLs"),
        ('feeds = ["ftp://x.example/"]', "'ftp://x.example/' is no http:// or https:// URL"),
        ("feeds = [1]", "1 is no http:// or https:// URL"),
        ('every = "soon"', "every: 'soon': expected a number and a unit"),
        ("every = 30", "every: 30: expected a number and a unit"),
        ('every = "0m"', "between one second and 366 days"),
        ('every = "999999w"', "between one second and 366 days"),
        ('language = "English please"', "expected a language code"),
        ("max_pages = -1", "max_pages: -1: expected a whole number from 0 (no limit)"),
        ("max_sections = 2.5", "expected a whole number from 0 (no limit)"),
        ("max_depth = true", "expected a whole number from 0 (no limit)"),
        ("max_sitemaps = -1", "max_sitemaps: -1: expected a whole number from 0 (no limit)"),
        ('since = "soon"', "since: 'soon': expected a date or a time span of at most 366 days"),
        ('since = ""', "expected a date or a time span"),
        ("since = 7", "since: 7: expected a date or a time span"),
        ('delay = "1s"', "delay: '1s': expected a number of seconds from 0 to 3600"),
        ("delay = nan", "expected a number of seconds"),
        ("delay = inf", "expected a number of seconds"),
        ("delay = true", "expected a number of seconds"),
        ("concurrency = 0", "concurrency: 0: expected a whole number from 1 to 64"),
        ("concurrency = 65", "expected a whole number from 1 to 64"),
        ("allow = '/sport/'", "expected a list of regular expressions"),
        ("deny = ['(']", "'(' is no regular expression: missing )"),
        ("deny = ['a{99999999999}']", "is no regular expression"),
        ("deny = ['']", "'' is no regular expression"),
        ('proxy = "proxy.example.org:3128"', 'expected "http://HOST:PORT"'),
        ('proxy = "socks5://proxy.example.org:1080"', 'expected "http://HOST:PORT"'),
        ('proxy = "http://proxy.example.org"', 'expected "http://HOST:PORT"'),
        ('proxy = "http://proxy.example.org:99999"', 'expected "http://HOST:PORT"'),
        ('proxy = "http://proxy.example.org:3128/path"', 'expected "http://HOST:PORT"'),
        ("proxy = 3128", 'proxy: 3128: expected "http://HOST:PORT"'),
    ],
)
def test_a_wrong_value_is_named_with_its_source_and_what_is_allowed(
    tmp_path: Path, assignment: str, expected: str
) -> None:
    values = {"name": '"Harbour Times"', "start": '"https://harbour.example/"'}
    key, _, value = assignment.partition(" = ")
    text = "[[source]]\n" + "\n".join(f"{k} = {v}" for k, v in (values | {key: value}).items())
    line = complaint(tmp_path, text)
    assert expected in line
    assert "source 1" in line


@pytest.mark.parametrize(
    "contact", ['"nobody"', '"a b@c.example"', '"a@b.example\\r\\nX: y"', '"a@b.example (x)"', "1"]
)
def test_a_contact_that_is_no_address_is_refused(tmp_path: Path, contact: str) -> None:
    assert "contact: " in complaint(tmp_path, f"contact = {contact}\n{ONE}")


def test_a_url_is_a_contact_too(tmp_path: Path) -> None:
    assert (
        read_sources(written(tmp_path, f'contact = "https://x.example/bot"\n{ONE}')).contact == "https://x.example/bot"
    )


@pytest.mark.parametrize("text", ["", "source = []", 'contact = "a@b.example"\n'])
def test_a_file_without_a_source_is_refused(tmp_path: Path, text: str) -> None:
    assert "expected at least one [[source]] table" in complaint(tmp_path, text)


def test_a_source_table_that_is_no_array_is_refused(tmp_path: Path) -> None:
    assert "[[source]]" in complaint(tmp_path, '[source]\nname = "X"\n')


def test_a_source_that_is_no_table_is_refused(tmp_path: Path) -> None:
    assert "source 1: 3: expected a table" in complaint(tmp_path, "source = [3]")


def test_defaults_that_are_no_table_are_refused(tmp_path: Path) -> None:
    assert "defaults: 3: expected a table" in complaint(tmp_path, f"defaults = 3\n{ONE}")


def test_a_source_without_a_name_is_refused(tmp_path: Path) -> None:
    assert "source 1: name: missing" in complaint(tmp_path, '[[source]]\nstart = "https://x.example/"\n')


def test_a_source_without_a_place_to_look_is_refused(tmp_path: Path) -> None:
    assert "expected one of start, feeds, sections, sitemaps" in complaint(tmp_path, '[[source]]\nname = "X"\n')


def test_two_sources_of_one_name_are_refused(tmp_path: Path) -> None:
    line = complaint(tmp_path, ONE + ONE.replace("Harbour", "HARBOUR"))
    assert "source 2: name: 'HARBOUR Times' is already source 1" in line


def test_what_is_not_toml_is_named_with_its_line(tmp_path: Path) -> None:
    assert "line 2" in complaint(tmp_path, "[[source]]\nname = Harbour\n")


def test_what_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes(b'contact = "\xff"')
    with pytest.raises(ConfigError, match="expected UTF-8"):
        read_sources(path)


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_sources(tmp_path / "absent.toml")


@pytest.mark.parametrize(
    "value",
    [
        '"socks5://desk:secret@proxy.example.org:1"',
        '"desk:secret@proxy.example.org:1"',
        '"http://desk:secret#1@proxy.example.org:1"',
        '["http://desk:secret@proxy.example.org:1"]',
    ],
)
@pytest.mark.parametrize("place", ["top", "source"])
def test_a_complaint_about_a_proxy_does_not_tell_its_password(tmp_path: Path, value: str, place: str) -> None:
    line = complaint(tmp_path, f"proxy = {value}\n{ONE}" if place == "top" else f"{ONE}proxy = {value}\n")
    assert "proxy: " in line
    assert "secret" not in line
    assert "proxy.example.org" in line


@pytest.mark.parametrize("value", ["https://desk:secret@harbour.example/", "htp://desk:secret@harbour.example/"])
@pytest.mark.parametrize("line", ['start = "{}"', 'feeds = ["{}"]', 'sections = ["https://a.example/", "{}", 7]'])
def test_a_complaint_about_a_url_does_not_tell_its_password(tmp_path: Path, value: str, line: str) -> None:
    told = complaint(tmp_path, f'[[source]]\nname = "Harbour Times"\n{line.format(value)}\n')
    assert "secret" not in told
    assert "harbour.example" in told


@pytest.mark.parametrize(
    ("since", "read"),
    [("2024-05-01", "2024-05-01"), ('"2024-05-01"', "2024-05-01"), ('" 2d "', "2d"), ('"all"', "all")],
)
def test_a_window_is_a_date_a_time_span_or_all(tmp_path: Path, since: str, read: str) -> None:
    (source,) = read_sources(written(tmp_path, f"{ONE}since = {since}\n")).sources
    assert source.since == read


def test_the_proxy_of_the_file_is_for_sources_that_name_none(tmp_path: Path) -> None:
    text = 'proxy = "http://a.example:1"\n' + ONE + ONE.replace("Times", "Post") + 'proxy = "none"\n'
    assert [source.proxy for source in read_sources(written(tmp_path, text)).sources] == ["http://a.example:1", "none"]


def test_a_source_does_not_show_its_proxy_where_it_is_printed(tmp_path: Path) -> None:
    (source,) = read_sources(written(tmp_path, ONE + 'proxy = "http://desk:secret@a.example:1"\n')).sources
    assert source.proxy == "http://desk:secret@a.example:1"
    assert "secret" not in repr(source)


def test_limits_manners_and_patterns_may_stand_in_defaults(tmp_path: Path) -> None:
    shared = "[defaults]\nmax_pages = 7\ndelay = 2\nconcurrency = 1\ndeny = ['/live/']\n"
    first, second = read_sources(
        written(tmp_path, shared + ONE + ONE.replace("Times", "Post") + "max_pages = 0\ndeny = []\n")
    ).sources
    assert (first.max_pages, first.delay, first.concurrency) == (7, 2.0, 1)
    assert first.shuns("https://harbour.example/live/1")
    assert (second.max_pages, second.delay) == (0, 2.0)
    assert not second.shuns("https://harbour.example/live/1")


def test_every_key_says_what_it_means() -> None:
    assert all(key.meaning.endswith(".") and key.type and key.default for key in SOURCE_KEYS + TOP_KEYS)
    assert {key.name for key in SOURCE_KEYS} == set(Source.__dataclass_fields__)
