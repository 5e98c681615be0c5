from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsieve import dates, urls
from newsieve.errors import BadURL
from newsieve.urls import article_id, is_front_page, is_http, page_key, resolve, same_site, site_of


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(urls).failed == 0
    assert doctest.testmod(dates).failed == 0


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
    ],
)
def test_two_pages_have_two_keys(one: str, other: str) -> None:
    assert page_key(one) != page_key(other)


@pytest.mark.parametrize(
    "bad", ["", "news", "ftp://example.org/a", "http://", "http:///a", "http://[1::2", "data:,x", "http://a:99999/"]
)
def test_what_is_no_url_is_named(bad: str) -> None:
    assert not is_http(bad)
    with pytest.raises(BadURL, match="expected http"):
        page_key(bad)


@given(st.text(), st.text(), st.text())
def test_keys_are_stable_and_fit_for_a_database(path: str, name: str, value: str) -> None:
    url = f"https://example.org/{path}?{name}={value}"
    try:
        key = page_key(url)
    except BadURL:
        return
    assert page_key(key) == key
    key.encode("utf-8")


@given(st.text())
def test_any_text_is_a_url_or_is_refused(text: str) -> None:
    resolved = resolve("https://example.org/a/", text)
    assert resolved is None or is_http(resolved)
    assert isinstance(is_http(text), bool)
    if not is_http(text):
        with pytest.raises(BadURL, match=r"^[^\n]*$"):
            page_key(text)


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
