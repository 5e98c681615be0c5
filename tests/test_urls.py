from __future__ import annotations

import doctest
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request

from newsieve import dates, errors, urls
from newsieve.errors import BadURL, without_user
from newsieve.urls import article_id, bounded, fetch_key, is_front_page, is_http, page_key, resolve, same_site, site_of


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(urls).failed == 0
    assert doctest.testmod(dates).failed == 0
    assert doctest.testmod(errors).failed == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "HTTPS://EXAMPLE.ORG:443/a#comments"),
        ("https://example.org/a?id=3", "https://example.org/a?utm_source=feed&id=3&fbclid=x"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/caf%C3%A9", "https://example.org/café"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://example.org/a;jsessionid=1F2", "https://example.org/a"),
        ("https://example.org/(S(lit3py55t21z5v55))/a", "https://example.org/a"),
        ("https://example.org/a?PHPSESSID=3f2a&id=1", "https://example.org/a?id=1"),
        ("https://example.org/a?sid=0a1b2c3d4e5f60718293a4b5c6d7e8f9", "https://example.org/a"),
        ("https://example.org/50%25;jsessionid=1F2", "https://example.org/50%"),
        ("https://example.org/a%2fb", "https://example.org/a%2Fb"),
        ("https://example.org/a%2Fb/café", "https://example.org/a%2Fb/caf%c3%a9"),
        ("https://example.org/%61?%75tm_source=x&%62=%7e", "https://example.org/a?b=~"),
        ("https://example.org/a?q=two words", "https://example.org/a?q=two+words"),
        ("https://example.org/a?q=two%20words", "https://example.org/a?q=two+words"),
        ("https://example.org/a?&b&&", "https://example.org/a?b"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/a/%2E%2e", "https://example.org/"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://bücher。example。/a", "https://xn--bcher-kva.example/a"),
        ("https://example.org/a?pk_campaign=1&mtm_group=2&ns_mchannel=3", "https://example.org/a"),
    ],
)
def test_two_forms_of_one_url_have_one_key(one: str, other: str) -> None:
    assert page_key(one) == page_key(other)
    assert article_id(page_key(one)) == article_id(page_key(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "http://example.org/a"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "https://example.org/a/"),
        ("https://example.org/a?id=3", "https://example.org/a?id=4"),
        ("https://example.org/a?sid=3", "https://example.org/a?sid=4"),
        ("https://example.org:8443/a", "https://example.org/a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/a%2541", "https://example.org/aA"),
        ("https://example.org/%E9", "https://example.org/%E8"),
        ("https://example.org/a?t=%CD%EE", "https://example.org/a?t=%C0%E1"),
        ("https://example.org/a?b%26c", "https://example.org/a?b&c"),
        ("https://example.org/a?q=1%2B1", "https://example.org/a?q=1+1"),
        ("https://example.org/a;jsessionid=1;v=2", "https://example.org/a;v=3"),
        ("https://example.org/a?pk_news=5", "https://example.org/a?pk_news=6"),
        ("https://example.org/a?ns_id=5", "https://example.org/a?ns_id=6"),
    ],
)
def test_two_pages_have_two_keys(one: str, other: str) -> None:
    assert page_key(one) != page_key(other)


MORE_BAD = (
    "http://./a",
    "http://。/a",
    "http://a b/",
    "http://a%20b/",
    "http://example.org/\ud800",
    f"http://{250 * 'a'}.org/",
)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "news",
        "ftp://example.org/a",
        "http://",
        "http:///a",
        "http://[1::2",
        "data:,x",
        "http://a:99999/",
        *MORE_BAD,
    ],
)
def test_what_is_no_url_is_named(bad: str) -> None:
    assert not is_http(bad)
    with pytest.raises(BadURL, match="expected http"):
        page_key(bad)


@given(st.text(), st.text(), st.text())
def test_keys_are_stable_and_plain_ascii(path: str, name: str, value: str) -> None:
    key = page_key(f"https://example.org/{path}?{name}={value}")
    assert page_key(key) == key
    assert key.isascii()
    assert key.isprintable()


@given(st.text(), st.text())
def test_a_key_is_that_of_the_url_that_scrapy_fetches(path: str, query: str) -> None:
    url = f"https://example.org/{path}?{query}"
    assert page_key(Request(url).url) == page_key(url)


LONG = [
    *(f"https://example.org/{3000 * 'a'}{end}" for end in ("", "b", "?c", "?c=%7E", "?d")),
    *(f"https://example.org/{n * 'a'}{700 * '%C3%A9/'}" for n in range(3)),
    *(f"https://example.org/?{n * 'a'}{700 * '&utm=%FF'}" for n in range(3)),
]


def test_a_long_url_has_a_key_of_its_own_that_every_database_can_index() -> None:
    keys = [page_key(url) for url in LONG]
    assert [page_key(key) for key in keys] == keys
    assert {len(key) > 1_900 for key in keys} == {True}
    assert max(map(len, keys)) == 2_000
    assert len(set(keys)) == len(LONG)
    assert page_key(LONG[3].replace("%7E", "~&utm_source=x#top")) == keys[3]


@given(st.lists(st.text(min_size=1_990, max_size=2_010), min_size=2, max_size=2, unique=True))
def test_names_that_differ_stay_different_when_they_are_cut(two: list[str]) -> None:
    cut = [bounded(name) for name in two]
    assert cut[0] != cut[1]
    assert all(len(name.encode("utf-8", "surrogatepass")) <= 2_000 for name in cut)


def escaped(data: bytes) -> str:
    return "".join(f"%{byte:02x}" for byte in data)


@given(st.lists(st.binary(), min_size=2, max_size=2, unique=True))
def test_different_bytes_have_different_keys(two: list[bytes]) -> None:
    path = {page_key(f"https://example.org/x{escaped(data)}x") for data in two}
    query = {page_key(f"https://example.org/?x={escaped(data)}") for data in two}
    assert (len(path), len(query)) == (2, 2)


@given(st.binary())
def test_every_byte_survives_in_the_key(data: bytes) -> None:
    key = page_key(f"https://example.org/x{escaped(data)}x")
    assert unquote_to_bytes(key) == b"https://example.org/x" + data + b"x"


@given(st.lists(st.text("ab%25cC/.;=", max_size=12), min_size=2, max_size=2))
def test_only_paths_of_the_same_segments_have_one_key(two: list[str]) -> None:
    keys = {page_key(f"https://example.org/{path}") for path in two}
    assert len(keys) == len({resolved(path) for path in two})


def resolved(path: str) -> tuple[bytes, ...]:
    """The segments of a path, decoded after they were parted, and walked like folders."""
    walked: list[bytes] = []
    segments = [unquote_to_bytes(segment) for segment in path.split("/")]
    for segment in segments:
        if segment == b"..":
            walked = walked[:-1]
        elif segment != b".":
            walked.append(segment)
    return (*walked, b"") if walked and segments[-1] in {b".", b".."} else tuple(walked or [b""])


@given(st.text())
def test_any_text_is_a_url_or_is_refused(text: str) -> None:
    resolved = resolve("https://example.org/a/", text)
    assert resolved is None or (is_http(resolved) and without_user(resolved) == resolved)
    assert isinstance(is_http(text), bool)
    if not is_http(text):
        with pytest.raises(BadURL, match=r"^[^\n]*$"):
            page_key(text)


@pytest.mark.parametrize(
    "link", ["//desk:secret@a.example/@desk", "ht\ntp:/\t/desk:se@cret@a.example/@desk", "http://desk@a.example/@desk"]
)
def test_a_link_is_followed_without_the_user_name_and_password_in_it(link: str) -> None:
    assert resolve("http://b.example/", link) == "http://a.example/@desk"


@pytest.mark.parametrize(
    "url", ["http://desk:se@cret@a.example/@x", "http://desk@a.example/@x", "http://@a.example/@x"]
)
def test_a_url_with_a_password_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(BadURL, match=r"^'http://a\.example/@x' was given with a user name or password: ") as refused:
        fetch_key(url)
    assert refused.value.url == "http://a.example/@x"


@pytest.mark.parametrize(
    "url", ["http://desk:sec/ret@a.example/", "http://desk:s#1@a.example/", "ftp://desk:12@a.example/"]
)
def test_not_even_a_broken_url_tells_its_password(url: str) -> None:
    with pytest.raises(BadURL, match=r"^'\w+://a\.example/' (?:was given|is no URL)"):
        fetch_key(url)


@pytest.mark.parametrize("url", ["http://a.example/@desk", "http://a:80/b:c@d", "mailto:desk@a.example", "//a//b:c@d/"])
def test_an_at_sign_elsewhere_is_no_user_name(url: str) -> None:
    assert without_user(url) == url


def test_a_site_is_the_outlet_or_the_registrable_domain_or_host_and_port() -> None:
    assert site_of("https://www.news.example.co.uk/a") == "example.co.uk"
    assert site_of("http://127.0.0.1:8001/a") == "127.0.0.1:8001"
    assert site_of("http://localhost/a") == "localhost"
    assert site_of("https://example.org/a", outlet="The Example") == "The Example"
    assert same_site("https://m.example.org/a", "https://www.example.org/b")
    assert not same_site("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a")


def test_front_pages_are_known_by_their_path() -> None:
    assert is_front_page("https://example.org/index.html")
    assert not is_front_page("https://example.org/?p=12")
